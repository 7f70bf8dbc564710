"""Confidence rules, with values worked out by hand."""

from decimal import Decimal

import pytest

from apps.shared.provenance import (
    confidence_level,
    energy_weighted_confidence,
    item_confidence,
    overall_confidence,
)


def test_unknown_micronutrients_cost_up_to_a_fifth():
    def of(completeness):
        return item_confidence(
            source_confidence=Decimal("0.9"),
            completeness=Decimal(completeness),
            quantity_confidence=Decimal(1),
        )

    assert (of("1"), of("0.5"), of("0")) == (Decimal("0.9"), Decimal("0.8"), Decimal("0.7"))


def test_an_uncertain_quantity_scales_the_confidence():
    confidence = item_confidence(
        source_confidence=Decimal("0.8"),
        completeness=Decimal(1),
        quantity_confidence=Decimal("0.5"),
    )
    assert confidence == Decimal("0.4")


def test_what_gave_more_energy_weighs_more():
    # (300 × 0.9 + 100 × 0.5) / 400 = 320 / 400
    pairs = [(Decimal(300), Decimal("0.9")), (Decimal(100), Decimal("0.5"))]
    assert energy_weighted_confidence(pairs) == Decimal("0.8")


def test_without_energy_each_item_counts_the_same():
    pairs = [(None, Decimal("0.9")), (Decimal(0), Decimal("0.5"))]
    assert energy_weighted_confidence(pairs) == Decimal("0.7")
    assert energy_weighted_confidence([]) is None


def test_one_side_of_a_balance_is_worth_half():
    assert overall_confidence(Decimal("0.8"), Decimal("0.3")) == Decimal("0.55")
    assert overall_confidence(None, Decimal("0.3")) == Decimal("0.15")
    assert overall_confidence(None, None) is None


@pytest.mark.parametrize(
    ("confidence", "level"),
    [("0.8", "high"), ("0.799", "medium"), ("0.6", "medium"), ("0.599", "low")],
)
def test_levels_begin_at_their_thresholds(confidence, level):
    assert confidence_level(Decimal(confidence)) == level
