"""What a discrete type came to on a day: lowest, mean, highest and latest; never a sum."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# HealthKit averages heart rate over time (discreteTemporallyWeighted), not over readings: a
# workout has one every 5 s, an hour of rest one every 5 to 10 min. How it does is not published.
# Here a reading stands for half of the time to each neighbour, and at most for this long a side.
TEMPORALLY_WEIGHTED = frozenset({"heart_rate_per_min"})
LONGEST_SIDE_US = 5 * 60 * 1_000_000


@dataclass(frozen=True, slots=True)
class Measurements:
    """Samples of one user and one discrete type, in any order; a sample is of the day it began."""

    start_us: NDArray[np.int64]
    end_us: NDArray[np.int64]
    value: NDArray[np.float64]
    zone: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DayFigures:
    minimum: float
    mean: float
    maximum: float
    latest: float
    latest_us: int
    count: int


def _weighted_mean(value: NDArray[np.float64], at_us: NDArray[np.int64]) -> float:
    side = np.minimum(np.diff(at_us) / 2, LONGEST_SIDE_US)
    weight = np.append(side, 0) + np.append(0, side)
    total = weight.sum()
    return float((value * weight).sum() / total) if total > 0 else float(value.mean())


def _days(samples: Measurements, boundaries: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    day = np.full(len(samples.value), -1, dtype=np.int64)
    for zone, edges in enumerate(boundaries):
        here = samples.zone == zone
        day[here] = np.searchsorted(edges, samples.start_us[here], side="right") - 1
    return day


def daily_figures(
    samples: Measurements, boundaries: Sequence[NDArray[np.int64]], *, over_time: bool = False
) -> list[DayFigures | None]:
    """One for each day, None where nothing was measured; boundaries as in ``daily_totals``.

    The latest is the one that ended last; of those the one that began last, then the highest.
    ``over_time``: the mean of a type in ``TEMPORALLY_WEIGHTED``.
    """
    days = len(boundaries[0]) - 1
    order = np.lexsort((samples.value, samples.start_us, samples.end_us))
    value, end, start = samples.value[order], samples.end_us[order], samples.start_us[order]
    day = _days(samples, boundaries)[order]
    figures: list[DayFigures | None] = [None] * days
    for number in np.unique(day[(day >= 0) & (day < days)]).tolist():
        of_day = day == number
        figures[number] = _figures(value[of_day], start[of_day], end[of_day], over_time=over_time)
    return figures


def _figures(
    value: NDArray[np.float64],
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    *,
    over_time: bool,
) -> DayFigures:
    middle = start + (end - start) // 2
    in_time = np.argsort(middle, kind="stable")
    mean = (
        _weighted_mean(value[in_time], middle[in_time])
        if over_time
        else float(np.sort(value).mean())
    )
    lowest, highest = float(value.min()), float(value.max())
    return DayFigures(
        lowest,
        min(max(mean, lowest), highest),
        highest,
        float(value[-1]),
        int(end[-1]),
        len(value),
    )
