"""The trend of body mass, against TrendWeight's own run and The Hacker's Diet's figures."""

import json
from pathlib import Path

import pytest

from apps.health.domain.body_trend import WeighIn, alpha_after, body_trend, weekly_change_kg

DAY = 86_400_000_000


def points(*weights: tuple[float, float]):
    return list(body_trend(WeighIn(int(day * DAY), kg) for day, kg in weights))


def test_a_day_moves_the_trend_by_a_tenth():
    assert points((1, 150.0), (2, 152.0))[-1].trend_kg == pytest.approx(150.2)


def test_a_run_of_fifteen_days():
    # TrendWeight's computeMeasurements, reference weight_trend.json
    weights = [82, 81.4, 81.9, 81.2, 81.5, 80.9, 81.3, 80.8, 81, 80.4, 80.9, 80.3, 80.6, 80.1, 80.2]
    found = points(*enumerate(weights))
    assert found[6].trend_kg == pytest.approx(81.69019, abs=1e-5)
    assert found[-1].trend_kg == pytest.approx(81.001118, abs=1e-6)


def test_after_a_gap_the_weight_counts_as_if_the_days_said_nothing():
    assert alpha_after(14) == pytest.approx(0.771232, abs=1e-6)
    assert points((0, 80.0), (14, 81.0))[-1].trend_kg == pytest.approx(80.771232, abs=1e-6)


def test_twice_on_a_scale_in_a_minute_hardly_counts_twice():
    once = points((0, 80.0), (1, 81.0))[-1].trend_kg
    assert points((0, 80.0), (1, 81.0), (1.0007, 81.0))[-1].trend_kg == pytest.approx(
        once, abs=1e-3
    )


def test_the_weeks_change_of_august_1988():
    assert weekly_change_kg(159.74, 152.223, 31) == pytest.approx(-1.697, abs=1e-3)


def test_pounds_taken_for_kilograms_are_flagged_and_do_not_move_the_trend():
    found = points((0, 70.0), (1, 154.0), (2, 70.0))
    assert [point.is_implausible for point in found] == [False, True, False]
    assert [point.trend_kg for point in found] == pytest.approx([70.0, 70.0, 70.0])


def test_a_jump_is_four_percent_and_half_a_percent_a_day():
    # 80 kg: 3.6 kg after a day, 7.2 kg (9 %) after ten
    assert [one.is_implausible for one in points((0, 80.0), (1, 83.5))] == [False, False]
    assert [one.is_implausible for one in points((0, 80.0), (1, 83.7))] == [False, True]
    assert [one.is_implausible for one in points((0, 80.0), (10, 87.1))] == [False, False]


def test_a_second_weigh_in_that_agrees_starts_the_trend_anew():
    found = points((0, 80.0), (1, 70.0), (2, 70.5))
    assert [point.is_implausible for point in found] == [False, True, False]
    assert found[-1].trend_kg == 70.5


def test_two_slips_that_disagree_stay_flagged():
    found = points((0, 80.0), (1, 60.0), (2, 120.0), (3, 80.0))
    assert [point.is_implausible for point in found] == [False, True, True, False]


def test_what_was_typed_in_counts_like_the_rest_and_is_marked():
    typed = list(body_trend([WeighIn(0, 80.0), WeighIn(DAY, 81.0, user_entered=True)]))
    assert typed[-1].trend_kg == pytest.approx(80.1)
    assert typed[-1].weigh_in.user_entered


def test_the_order_they_arrive_in_does_not_show():
    weights = [WeighIn(day * DAY, 80 - day / 10) for day in range(9)]
    assert list(body_trend(weights[::-1])) == list(body_trend(weights))


def test_the_reference_run(shared_data: Path):
    cases = json.loads((shared_data / "reference/weight_trend.json").read_text())["cases"]
    (run,) = [case for case in cases if case["id"] == "trendweight_run_15days"]
    found = points(*((day, float(row["actual"])) for day, row in enumerate(run["output"])))
    assert [point.trend_kg for point in found] == pytest.approx(
        [row["trend"] for row in run["output"]], abs=1e-6
    )
