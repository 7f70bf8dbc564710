"""The measures estimates from photos are judged by, on pairs worked out by hand."""

from decimal import Decimal

import pytest

from apps.meals.domain.photo_drafts import name_match, portion_bias, seen_confidence
from apps.meals.domain.photo_metrics import photo_metrics


@pytest.mark.parametrize(
    ("weighed", "estimated", "mae", "mape", "wmape", "bias", "slope"),
    [
        ([100, 200, 700], [150, 180, 500], 90, 29.5238, 27, -56.6667, -0.39839),
        ([100, 300], [100, 300], 0, 0, 0, 0, 0),
        # a small dish dominates MAPE
        ([10, 1000], [30, 1000], 10, 100, 1.9802, 10, -0.0202),
        # MAPE leaves out what was not there
        ([0, 100], [20, 100], 10, 0, 20, 10, -0.2),
    ],
)
def test_measures(weighed, estimated, mae, mape, wmape, bias, slope):
    found = photo_metrics(weighed, estimated)

    assert (found.mae, found.wmape_pct) == pytest.approx((mae, wmape), abs=1e-3)
    assert (found.mape_pct, found.bias) == pytest.approx((mape, bias), abs=1e-3)
    assert found.bias_slope == pytest.approx(slope, abs=1e-4)


def test_shares_of_good_estimates():
    # off by 50, 10 and 15 per cent
    found = photo_metrics([100, 200, 400], [150, 180, 460])

    assert found.within_10 == pytest.approx(1 / 3)
    assert found.within_20 == pytest.approx(2 / 3)


def test_what_is_not_defined_is_unknown_and_nothing_is_an_error():
    found = photo_metrics([0], [10])
    assert (found.mape_pct, found.wmape_pct, found.bias_slope) == (None, None, None)
    with pytest.raises(ValueError, match="nothing"):
        photo_metrics([], [])


def test_small_plates_are_not_corrected_and_large_ones_are_by_the_published_line():
    slope = Decimal("-0.5234")  # through 425.8 g for 580.5 g and 529.5 g for 798.1 g

    assert portion_bias(Decimal(285), slope=slope).factor == 1
    assert float(portion_bias(Decimal("425.8"), slope=slope).factor) == pytest.approx(
        580.5 / 425.8, rel=0.002
    )
    assert float(portion_bias(Decimal("529.5"), slope=slope).factor) == pytest.approx(
        798.1 / 529.5, rel=0.002
    )


def test_without_a_slope_nothing_is_corrected():
    assert portion_bias(Decimal(900), slope=Decimal(0)).factor == 1


@pytest.mark.parametrize(
    ("asked", "found", "match"),
    [
        ("petto di pollo alla griglia", "Pollo, petto, senza pelle, crudo", "0.667"),
        ("pomodori", "Pomodoro", "1"),
        ("fugu", "Pane", "0"),
        ("", "Pane", "0"),
    ],
)
def test_names_agree_by_the_words_they_share(asked, found, match):
    assert name_match(asked, found) == Decimal(match)


def test_confidence_is_visions_times_the_models_times_the_match():
    assert seen_confidence(0.5, Decimal("0.667")) == Decimal("0.200")  # 0.6 × 0.5 × 0.667
