"""Days of discrete types."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.health.domain.statistics import DayFigures, Measurements, daily_figures

MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE
TWO_DAYS = [np.array([0, DAY, 2 * DAY])]


def measured(*rows: tuple[int, int, float]) -> Measurements:
    start, end, value = zip(*rows, strict=True) if rows else ((), (), ())
    return Measurements(
        np.array(start, dtype=np.int64),
        np.array(end, dtype=np.int64),
        np.array(value, dtype=float),
        np.zeros(len(rows), dtype=np.int64),
    )


def test_lowest_mean_highest_and_latest_and_never_a_sum():
    days = daily_figures(measured((10, 10, 70.0), (30, 30, 71.0), (20, 20, 75.0)), TWO_DAYS)
    assert days == [DayFigures(70.0, 72.0, 75.0, 71.0, 30, 3), None]


def test_the_latest_ended_last_then_began_last_then_is_highest():
    rows = [(5, 30, 1.0), (10, 30, 2.0), (10, 30, 3.0), (12, 29, 9.0)]
    (first, _) = daily_figures(measured(*rows), TWO_DAYS)
    assert first is not None
    assert first.latest == 3.0


def test_a_sample_is_of_the_day_it_began():
    days = daily_figures(measured((DAY - 1, DAY + 5, 60.0), (DAY, DAY, 90.0)), TWO_DAYS)
    assert [day and day.mean for day in days] == [60.0, 90.0]


def test_a_mean_over_time_weighs_readings_by_the_time_they_stand_for():
    # At 0, 5 and 10 min 60; then 120 at 10:06: sides of 2.5, 2.5+2.5, 2.5+0.05 and 0.05 min.
    rows = [(0, 0, 60.0), (5 * MINUTE, 5 * MINUTE, 60.0), (10 * MINUTE, 10 * MINUTE, 60.0)]
    late = 10 * MINUTE + MINUTE // 10
    (first, _) = daily_figures(measured(*rows, (late, late, 120.0)), TWO_DAYS, over_time=True)
    assert first is not None
    assert first.mean == pytest.approx(60 + 60 * 0.05 / 10.1)
    (plain, _) = daily_figures(measured(*rows, (late, late, 120.0)), TWO_DAYS)
    assert plain is not None
    assert plain.mean == 75


def test_a_long_pause_weighs_five_minutes_a_side():
    hours = 6 * 60 * MINUTE
    rows = [(0, 0, 50.0), (hours, hours, 60.0), (hours + 2 * MINUTE, hours + 2 * MINUTE, 90.0)]
    (first, _) = daily_figures(measured(*rows), TWO_DAYS, over_time=True)
    assert first is not None
    assert first.mean == pytest.approx((50 * 5 + 60 * 6 + 90 * 1) / 12)


ROWS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20), st.floats(0, 200)), min_size=1)


@given(ROWS, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_the_samples_does_not_show(rows, over_time, random):
    spans = [(start, start + length, value) for start, length, value in rows]
    shuffled = random.sample(spans, len(spans))
    first = daily_figures(measured(*spans), TWO_DAYS, over_time=over_time)
    assert daily_figures(measured(*shuffled), TWO_DAYS, over_time=over_time) == first
