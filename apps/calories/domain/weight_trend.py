"""The trend behind the daily ups and downs of the scale.

An exponentially weighted mean, as in Walker's The Hacker's Diet (fourmilab.ch/hackdiet) and
TrendWeight: a tenth of each day's difference is believed, so the trend lags by nine days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import linear_regression

ALPHA = 0.1
SLOPE_DAYS = 14
# One weigh-in per day in kilograms, several of a day averaged; in order of their days.
WeighIns = Sequence[tuple[date, float]]


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """The trend on the day of a weigh-in, kg."""

    date: date
    trend_kg: float


def next_trend_kg(trend_kg: float, body_mass_kg: float, gap_days: int = 1) -> float:
    """The trend after a weigh-in `gap_days` (1 or more) after the one before.

    A gap makes the old trend count less, as if all its days had shown the new weight:
    1 - 0.9^gap of the difference is believed.
    """
    if gap_days < 1:
        raise ValueError(f"weigh-ins are a day apart at least, not {gap_days}")
    return trend_kg + (1 - (1 - ALPHA) ** gap_days) * (body_mass_kg - trend_kg)


def trend(weigh_ins: WeighIns) -> list[TrendPoint]:
    """A point per weigh-in; the first one is its own trend."""
    points = [TrendPoint(*first) for first in weigh_ins[:1]]
    for (before, _), (day, body_mass_kg) in pairwise(weigh_ins):
        trend_kg = next_trend_kg(points[-1].trend_kg, body_mass_kg, (day - before).days)
        points.append(TrendPoint(day, trend_kg))
    return points


def slope_kg_per_week(points: Sequence[TrendPoint]) -> float | None:
    """How fast the trend goes: least squares over the last 14 days; None with a single point."""
    if not points:
        return None
    since = points[-1].date - timedelta(days=SLOPE_DAYS)
    latest = [(point.date, point.trend_kg) for point in points if point.date > since]
    return 7 * slope_kg_per_day(latest) if len(latest) > 1 else None


def slope_kg_per_day(masses: WeighIns) -> float:
    """Least squares through masses of two days or more; ValueError for fewer."""
    days = [day.toordinal() for day, _ in masses]
    return linear_regression(days, [mass_kg for _, mass_kg in masses]).slope


def stored_kcal_per_day(slope_kg_per_week: float, energy_density_kcal_per_kg: float) -> float:
    """What a change of weight stores (draws, if negative) at an energy density."""
    return slope_kg_per_week * energy_density_kcal_per_kg / 7
