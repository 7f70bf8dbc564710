"""How fast body mass changes; the trend behind the scale's ups and downs is
``apps.health.domain.body_trend``."""

from collections.abc import Sequence
from datetime import date
from statistics import linear_regression

# TrendWeight: the slope of the last fourteen points of the trend.
SLOPE_DAYS = 14
# One a day in kilograms, in order of their days.
WeighIns = Sequence[tuple[date, float]]


def slope_kg_per_day(masses: WeighIns) -> float:
    """Least squares through masses of two days or more; ValueError for fewer."""
    days = [day.toordinal() for day, _ in masses]
    return linear_regression(days, [mass_kg for _, mass_kg in masses]).slope
