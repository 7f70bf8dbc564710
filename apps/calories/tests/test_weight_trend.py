"""How fast body mass changes."""

import json
from datetime import date, timedelta

import pytest

from apps.calories.domain.weight_trend import slope_kg_per_day

FIRST = date(2025, 1, 1)


def test_the_hackers_diet_august_1988(shared_data):
    table = json.loads((shared_data / "reference/weight_trend.json").read_text())
    case = next(one for one in table["cases"] if one["id"] == "hackdiet_aug1988")
    ends = [(FIRST, case["trend_start"]), (FIRST + timedelta(case["days"]), case["trend_end"])]

    weekly = -7 * slope_kg_per_day(ends)

    assert weekly == pytest.approx((159.74 - 152.223) * 7 / 31, abs=1e-6)
    assert round(weekly, 1) == case["expected_lb_per_week"]
    assert round(weekly, 1) * 3500 / 7 == pytest.approx(case["expected_deficit_kcal_per_day"])


def test_missing_days_keep_their_places():
    masses = [(FIRST + timedelta(n), 80 - 0.1 * n) for n in (0, 1, 5, 12)]

    assert slope_kg_per_day(masses) == pytest.approx(-0.1)


def test_one_day_has_no_slope():
    with pytest.raises(ValueError, match="two"):
        slope_kg_per_day([(FIRST, 80)])
