"""A day's total of a cumulative type from sources that measured the same time.

HealthKit merges sources before it sums (HKStatistics) and does not publish how. Ours: sources in
order of rank; all samples of one rank add up; a sample counts for the share of its duration that
no better source covers; what counts belongs to the days it was measured on, by duration. Tested
within 1 % of HealthKit's figures where they are known (reference: healthkit_semantics.json).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import fsum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Instants = NDArray[np.int64]
Numbers = NDArray[np.float64]
Indices = NDArray[np.int64]

_EVER = np.iinfo(np.int64)


@dataclass(frozen=True, slots=True)
class Samples:
    """Samples of one user and one type, in any order; instants in microseconds since 1970.

    ``rank`` 0 is believed first. ``zone`` is an index into the boundaries of ``daily_totals``,
    ``source`` only names who gets credit.
    """

    start_us: Instants
    end_us: Instants
    value: Numbers
    rank: Indices
    zone: Indices
    source: Indices


@dataclass(slots=True)
class DayTotal:
    """``used``, ``partly_used`` and ``covered`` count samples; one that spans midnight counts on
    both days. ``by_source`` has the part of the value that each source gave."""

    value: float
    used: int
    partly_used: int
    covered: int
    by_source: dict[int, float] = field(default_factory=dict)


class _Covered(NamedTuple):
    """Disjoint intervals in order, and how long those before each are together."""

    start: Instants
    end: Instants
    before: Instants

    def until(self, instant: Instants) -> Instants:
        """How much time before each instant is covered."""
        index = np.searchsorted(self.start, instant, side="right") - 1
        inside = np.minimum(instant, self.end[index]) - self.start[index]
        covered: Instants = self.before[index] + inside
        covered[index < 0] = 0
        return covered

    def holds(self, instant: Instants) -> NDArray[np.bool_]:
        index = np.searchsorted(self.start, instant, side="right") - 1
        return np.asarray((index >= 0) & (instant < self.end[index]))


def _union(start: Instants, end: Instants) -> _Covered:
    order = np.argsort(start, kind="stable")
    start, reach = start[order], np.maximum.accumulate(end[order])
    opens = np.ones(len(start), dtype=bool)
    opens[1:] = start[1:] > reach[:-1]
    closes = np.append(opens[1:], True)
    start, end = start[opens], reach[closes]
    length = end - start
    return _Covered(start, end, np.cumsum(length) - length)


def _uncovered(samples: Samples, piece: "_Pieces") -> Instants:
    """How much of each piece no better rank covers; a piece of no duration has 1 or 0 of 1."""
    left: Instants = np.maximum(piece.end_us - piece.start_us, 1)
    rank = samples.rank[piece.sample]
    lasts = samples.end_us > samples.start_us
    for level in np.unique(samples.rank)[1:]:
        better = lasts & (samples.rank < level)
        if not better.any():
            continue
        union = _union(samples.start_us[better], samples.end_us[better])
        ours = np.flatnonzero(rank == level)
        start, end = piece.start_us[ours], piece.end_us[ours]
        taken = np.where(end > start, union.until(end) - union.until(start), union.holds(start))
        left[ours] -= taken
    return left


class _Pieces(NamedTuple):
    """Samples cut at the days' boundaries: which sample, on which day, from when to when."""

    sample: Indices
    day: Indices
    start_us: Instants
    end_us: Instants


def _pieces_of_zone(samples: Samples, chosen: Indices, boundaries: Instants) -> _Pieces:
    edges = np.concatenate(([_EVER.min], boundaries, [_EVER.max]))
    start, end = samples.start_us[chosen], samples.end_us[chosen]
    first = np.searchsorted(edges, start, side="right") - 1
    last = np.maximum(first, np.searchsorted(edges, end, side="left") - 1)
    many = last - first + 1
    sample = np.repeat(chosen, many)
    nth = np.arange(len(sample)) - np.repeat(np.cumsum(many) - many, many)
    edge = np.repeat(first, many) + nth
    piece = _Pieces(
        sample,
        edge - 1,
        np.maximum(samples.start_us[sample], edges[edge]),
        np.minimum(samples.end_us[sample], edges[edge + 1]),
    )
    within = (piece.day >= 0) & (piece.day < len(boundaries) - 1)
    return _Pieces(*(column[within] for column in piece))


def _pieces(samples: Samples, boundaries: Sequence[Instants]) -> _Pieces:
    parts = [
        _pieces_of_zone(samples, np.flatnonzero(samples.zone == zone), np.asarray(edges))
        for zone, edges in enumerate(boundaries)
    ]
    return _Pieces(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def daily_totals(samples: Samples, boundaries: Sequence[Instants]) -> list[DayTotal | None]:
    """One total for each day, None where nothing was measured.

    ``boundaries[zone]`` has the start of each day in that zone and the end of the last. Give
    every sample that touches any of these days in any zone: those outside decide nothing.
    Sums are rounded once (fsum), so the order of the samples does not show in the result.
    """
    days = len(boundaries[0]) - 1
    piece = _pieces(samples, boundaries)
    whole = np.maximum(piece.end_us - piece.start_us, 1)
    left = _uncovered(samples, piece)
    length = np.maximum(samples.end_us - samples.start_us, 1)[piece.sample]
    counted = samples.value[piece.sample] * (left / length)
    totals: list[DayTotal | None] = [None] * days
    tallies = zip(
        np.bincount(piece.day[left == whole], minlength=days).tolist(),
        np.bincount(piece.day[(left > 0) & (left < whole)], minlength=days).tolist(),
        np.bincount(piece.day[left == 0], minlength=days).tolist(),
        strict=True,
    )
    for day, (used, partly, covered) in enumerate(tallies):
        if used or partly or covered:
            totals[day] = DayTotal(0.0, used, partly, covered)
    _add_values(totals, piece.day, samples.source[piece.sample], counted)
    return totals


def _add_values(
    totals: list[DayTotal | None], day: Indices, source: Indices, counted: Numbers
) -> None:
    order = np.lexsort((source, day))
    day, source, counted = day[order], source[order], counted[order]
    changes = np.flatnonzero((np.diff(day) != 0) | (np.diff(source) != 0)) + 1
    values = counted.tolist()
    edges = [0, *changes.tolist(), len(values)] if values else [0]
    of_day: dict[int, list[float]] = {}
    for low, high in pairwise(edges):
        total = totals[int(day[low])]
        if total is not None:
            total.by_source[int(source[low])] = fsum(values[low:high])
            of_day.setdefault(int(day[low]), []).extend(values[low:high])
    for number, parts in of_day.items():
        total = totals[number]
        if total is not None:
            total.value = fsum(parts)
