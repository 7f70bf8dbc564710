"""Daily totals of overlapping sources, against figures by hand and an independent reference."""

import json
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.health.domain.reconciling import Samples, daily_totals
from apps.shared.days import day_starts

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
ONE_DAY = [np.array([0, DAY])]

# start, end, value, rank, zone, source
Row = tuple[int, int, float, int, int, int]


def samples(rows: list[Row]) -> Samples:
    columns = list(zip(*rows, strict=True)) or [()] * 6
    start, end, value, rank, zone, source = columns
    whole = [np.array(column, dtype=np.int64) for column in (start, end, rank, zone, source)]
    return Samples(whole[0], whole[1], np.array(value, dtype=float), *whole[2:])


def row(start: str, end: str, value: float, rank: int) -> Row:
    def at(text: str) -> int:
        hours, minutes = text.split(":")
        return int(hours) * HOUR + int(minutes) * MINUTE

    return at(start), at(end), value, rank, 0, rank


def total(*rows: Row) -> float:
    (day,) = daily_totals(samples(list(rows)), ONE_DAY)
    assert day is not None
    return day.value


def test_the_better_source_wins_where_both_measured():
    assert total(row("10:00", "10:10", 1000, 1), row("10:00", "10:10", 900, 2)) == 1000


def test_times_apart_add_up():
    assert total(row("08:00", "09:00", 300, 1), row("09:00", "10:00", 40, 2)) == 340


def test_a_worse_source_counts_for_the_time_nobody_better_measured():
    # 4500; 15 of 30 min of 2400; 30 of 90 min of 8100
    (day,) = daily_totals(
        samples(
            [
                row("06:00", "06:45", 4500, 1),
                row("06:30", "07:00", 2400, 2),
                row("06:00", "07:30", 8100, 3),
            ]
        ),
        ONE_DAY,
    )
    assert day is not None
    assert day.value == 8400
    assert day.by_source == {1: 4500, 2: 1200, 3: 2700}
    assert (day.used, day.partly_used, day.covered) == (1, 2, 0)


def test_a_source_answers_for_itself():
    assert total(row("10:00", "10:10", 100, 1), row("10:00", "10:10", 50, 1)) == 150


def test_a_moment_counts_whole_unless_a_better_source_was_measuring():
    watch = row("10:00", "10:10", 500, 1)
    assert total(watch, row("10:00", "10:00", 70, 2)) == 500
    assert total(watch, row("10:10", "10:10", 70, 2)) == 570
    assert total(row("10:05", "10:05", 70, 1), row("10:00", "10:10", 500, 2)) == 570


def test_a_day_without_samples_is_unknown_and_one_with_zero_is_zero():
    boundaries = [np.array([0, DAY, 2 * DAY])]
    assert daily_totals(samples([(HOUR, 2 * HOUR, 0.0, 1, 0, 1)]), boundaries)[1] is None
    first = daily_totals(samples([(HOUR, 2 * HOUR, 0.0, 1, 0, 1)]), boundaries)[0]
    assert first is not None
    assert first.value == 0
    assert daily_totals(samples([]), boundaries) == [None, None]


def test_the_reference_cases_of_merging(shared_data: Path):
    cases = json.loads((shared_data / "reference/healthkit_semantics.json").read_text())
    assert cases["merge_cases"]
    for case in cases["merge_cases"]:
        rows = [row(one["start"], one["end"], one["v"], one["prio"]) for one in case["samples"]]
        assert total(*rows) == case["expected"], case["id"]


def us(text: str) -> int:
    since = datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=UTC)
    return since // timedelta(microseconds=1)


def rome(first: date, days: int) -> np.ndarray:
    return np.array(day_starts("Europe/Rome", first, first + timedelta(days=days)))


@pytest.mark.parametrize(
    ("day", "start", "hours"),
    [
        (date(2025, 3, 30), "2025-03-29T23:00+00:00", 23),
        (date(2025, 10, 26), "2025-10-25T22:00+00:00", 25),
        (date(2025, 6, 15), "2025-06-14T22:00+00:00", 24),
    ],
)
def test_a_sample_an_hour_is_one_for_each_hour_the_day_has(day, start, hours):
    rows = [(us(start) + n * HOUR, us(start) + (n + 1) * HOUR, 1.0, 1, 0, 1) for n in range(-3, 30)]
    result = daily_totals(samples(rows), [rome(day, 1)])
    assert result[0] is not None
    assert result[0].value == hours


def test_a_sample_over_midnight_is_split_by_its_duration():
    # 23:30 to 01:00 in Rome on 14 June: a third before midnight.
    rows = [(us("2025-06-14T21:30+00:00"), us("2025-06-14T23:00+00:00"), 900.0, 1, 0, 1)]
    first, second = daily_totals(samples(rows), [rome(date(2025, 6, 14), 2)])
    assert first is not None
    assert second is not None
    assert (first.value, second.value) == (300, 600)


def test_a_sample_over_three_days_with_a_clock_change_is_split_by_elapsed_time():
    # Noon to noon over 30 March 2025, which has 23 hours: 12 + 23 + 12 = 47 hours.
    rows = [(us("2025-03-29T11:00+00:00"), us("2025-03-31T10:00+00:00"), 47.0, 1, 0, 1)]
    result = daily_totals(samples(rows), [rome(date(2025, 3, 29), 3)])
    assert [day and day.value for day in result] == pytest.approx([12, 23, 12])


def test_a_traveller_has_each_sample_on_the_date_where_it_was_measured():
    # 15 June 2025, one hour each: 00:30 in Rome, 23:30 of the 14th in New York (03:30 UTC of
    # the 15th), 00:30 of the 16th in Tokyo (15:30 UTC of the 15th).
    zones = ["Europe/Rome", "America/New_York", "Asia/Tokyo"]
    days = [np.array(day_starts(name, date(2025, 6, 14), date(2025, 6, 17))) for name in zones]
    starts = ["2025-06-14T22:30+00:00", "2025-06-15T03:30+00:00", "2025-06-15T15:30+00:00"]
    rows = [
        (us(start), us(start) + 15 * MINUTE, 10.0 * 2**zone, 1, zone, 1)
        for zone, start in enumerate(starts)
    ]
    result = daily_totals(samples(rows), days)
    assert [day and day.value for day in result] == [20, 10, 40]


def covered(start: int, end: int, better: list[Row]) -> int:
    """How much of [start, end) any better sample holds, stretch by stretch."""
    edges = sorted({start, end, *(e for one in better for e in one[:2] if start < e < end)})
    return sum(
        later - earlier
        for earlier, later in pairwise(edges)
        if any(one[0] <= earlier and later <= one[1] for one in better)
    )


def reference(rows: list[Row], boundaries: list[list[int]]) -> list[Fraction | None]:
    totals: list[Fraction | None] = [None] * (len(boundaries[0]) - 1)
    for start, end, value, rank, zone, _ in rows:
        better = [one for one in rows if one[3] < rank and one[1] > one[0]]
        for day in range(len(totals)):
            low, high = boundaries[zone][day], boundaries[zone][day + 1]
            if start == end and low <= start < high:
                hidden = any(one[0] <= start < one[1] for one in better)
                share = Fraction(0 if hidden else 1)
            elif max(start, low) < min(end, high):
                first, last = max(start, low), min(end, high)
                share = Fraction(last - first - covered(first, last, better), end - start)
            else:
                continue
            totals[day] = (totals[day] or Fraction(0)) + Fraction(value) * share
    return totals


ROWS = st.lists(
    st.builds(
        lambda start, length, value, rank, zone: (
            start, start + length, float(value), rank, zone, rank * 10 + zone
        ),
        st.integers(-30, 110),
        st.one_of(st.integers(0, 6), st.integers(0, 70)),
        st.integers(0, 1000),
        st.integers(0, 3),
        st.integers(0, 2),
    ),
    max_size=14,
)  # fmt: skip
# Three days of 24, 23 and 25 units, in three zones.
BOUNDARIES = [[0, 24, 47, 72], [6, 30, 53, 78], [-9, 15, 38, 63]]


@given(ROWS, st.randoms(use_true_random=False))
def test_any_order_gives_what_the_reference_gives(rows, random):
    edges = [np.array(zone) for zone in BOUNDARIES]
    result = daily_totals(samples(rows), edges)
    expected = reference(rows, BOUNDARIES)
    assert [day is None for day in result] == [day is None for day in expected]
    for ours, theirs in zip(result, expected, strict=True):
        if ours is not None and theirs is not None:
            assert ours.value == pytest.approx(float(theirs), rel=1e-12, abs=1e-9)
            assert sum(ours.by_source.values()) == pytest.approx(ours.value)
    shuffled = random.sample(rows, len(rows))
    assert daily_totals(samples(shuffled), edges) == result


@given(ROWS)
def test_days_computed_one_by_one_are_the_same(rows):
    whole = daily_totals(samples(rows), [np.array(zone) for zone in BOUNDARIES])
    for number, expected in enumerate(whole):
        edges = [np.array(zone[number : number + 2]) for zone in BOUNDARIES]
        first, last = min(int(e[0]) for e in edges), max(int(e[1]) for e in edges)
        near = [one for one in rows if one[1] >= first and one[0] <= last]
        assert daily_totals(samples(near), edges) == [expected]
