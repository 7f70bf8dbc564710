"""The trend of weigh-ins."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.calories.domain.weight_trend import (
    TrendPoint,
    next_trend_kg,
    slope_kg_per_day,
    slope_kg_per_week,
    stored_kcal_per_day,
    trend,
)

FIRST = date(2025, 1, 1)


def daily(*masses: float) -> list[tuple[date, float]]:
    return [(FIRST + timedelta(days=n), mass) for n, mass in enumerate(masses)]


@pytest.fixture
def cases(shared_data) -> dict:
    table = json.loads((shared_data / "reference/weight_trend.json").read_text())
    return {case["id"]: case for case in table["cases"]} | {"whole": table}


def test_fifteen_days_as_trendweight_computed_them(cases):
    output = cases["trendweight_run_15days"]["output"]
    points = trend([(date.fromisoformat(row["date"]), row["actual"]) for row in output])

    assert [point.date.isoformat() for point in points] == [row["date"] for row in output]
    assert [point.trend_kg for point in points] == pytest.approx(
        [row["trend"] for row in output], abs=1e-6
    )


def test_the_hackers_diet_august_1988(cases):
    case = cases["hackdiet_aug1988"]
    ends = [(FIRST, case["trend_start"]), (FIRST + timedelta(case["days"]), case["trend_end"])]
    weekly = 7 * slope_kg_per_day(ends)

    assert -weekly == pytest.approx(1.697387, abs=1e-6)
    assert round(-weekly, 1) == case["expected_lb_per_week"]
    assert stored_kcal_per_day(round(-weekly, 1), 3500) == pytest.approx(
        case["expected_deficit_kcal_per_day"]
    )


def test_a_spike_and_a_deficit_of_trendweights_manual(cases):
    spike, deficit = cases["trendweight_doc_spike"], cases["trendweight_doc_deficit"]

    assert next_trend_kg(spike["prev_trend"], spike["weight"]) == pytest.approx(
        spike["expected_trend"], abs=1e-6
    )
    daily_kcal = stored_kcal_per_day(deficit["rate_lb_per_week"], 3500)
    assert daily_kcal == pytest.approx(deficit["expected_kcal_per_day"])
    assert 7 * daily_kcal == pytest.approx(deficit["expected_kcal_per_week"])


def test_a_gap_of_two_weeks(cases):
    case = cases["time_scaled_alpha_14d"]

    assert next_trend_kg(0, 1, case["gap_days"]) == pytest.approx(case["expected_alpha"], abs=1e-6)


def test_a_day_counts_less_with_each_day_after_it(cases):
    points = trend(daily(80, 81, 80, 80, 80))

    assert [point.trend_kg - 80 for point in points[1:]] == pytest.approx(
        cases["whole"]["contribution_weights_alpha_0_1"], abs=1e-6
    )


def test_the_trend_follows_by_a_tenth():
    # 80 + 0.1 × (79 − 80) = 79.9; 79.9 + 0.1 × (80.9 − 79.9) = 80
    assert [point.trend_kg for point in trend(daily(80, 79, 80.9))] == pytest.approx([80, 79.9, 80])


@given(st.floats(40, 200), st.floats(40, 200), st.integers(1, 400))
def test_a_gap_counts_as_if_every_day_had_shown_the_new_weight(before, after, gap):
    each_day = trend(daily(before, *[after] * gap))[-1].trend_kg

    assert next_trend_kg(before, after, gap) == pytest.approx(each_day)


@given(st.lists(st.floats(40, 200), min_size=1, max_size=40))
def test_the_trend_stays_among_the_weights(masses):
    for point in trend(daily(*masses)):
        assert min(masses) - 1e-9 <= point.trend_kg <= max(masses) + 1e-9


def test_no_weigh_ins_no_trend():
    assert trend([]) == []
    assert slope_kg_per_week([]) is None


def test_a_single_weigh_in_is_its_own_trend_and_has_no_slope():
    points = trend(daily(80))

    assert points == [TrendPoint(FIRST, 80)]
    assert slope_kg_per_week(points) is None


@pytest.mark.parametrize("gap", [0, -1])
def test_weigh_ins_of_one_day_or_out_of_order_are_refused(gap):
    with pytest.raises(ValueError, match="a day apart"):
        trend([(FIRST, 80), (FIRST + timedelta(gap), 81)])


def test_the_slope_is_that_of_the_last_fourteen_days():
    # Falling 0.5 kg a day until the 10th, then 0.1 kg a day: only the latter counts.
    masses = [80 - 0.5 * n for n in range(10)] + [75 - 0.1 * n for n in range(14)]
    points = [TrendPoint(day, mass) for day, mass in daily(*masses)]

    assert slope_kg_per_week(points) == pytest.approx(-0.7)


def test_missing_days_keep_their_places_in_the_slope():
    points = [TrendPoint(FIRST + timedelta(n), 80 - 0.1 * n) for n in (0, 1, 5, 12)]

    assert slope_kg_per_week(points) == pytest.approx(-0.7)


def test_a_point_after_a_long_gap_has_no_slope():
    assert slope_kg_per_week(trend([(FIRST, 80), (FIRST + timedelta(14), 79)])) is None
