"""Nights from sources that watched them together."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from apps.health.domain.category_values import ASLEEP, AWAKE, CORE, DEEP, IN_BED, REM
from apps.health.domain.sleep import SleepSample, nights, stretches

WATCH, PHONE = 1, 2


def us(text: str) -> int:
    since = datetime.fromisoformat(text).replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return since // timedelta(microseconds=1)


def slept(start: str, end: str, stage: int, rank: int = WATCH, zone: str = "UTC") -> SleepSample:
    """Times of 10 January 2025; those from 18:00 on are of the evening before."""
    days = [f"2025-01-{'09' if text >= '18' else '10'} {text}" for text in (start, end)]
    return SleepSample(us(days[0]), us(days[1]), stage, rank, zone)


def test_stages_of_the_watch_and_time_in_bed_of_the_phone():
    found = nights(
        [
            slept("22:30", "07:00", IN_BED, PHONE),
            slept("23:00", "01:00", CORE),
            slept("01:00", "02:00", DEEP),
            slept("02:00", "02:10", AWAKE),
            slept("02:10", "06:30", REM),
        ]
    )
    (night,) = found.values()
    assert list(found) == [date(2025, 1, 10)]
    assert night.in_bed_min == 510
    assert night.asleep_min == 120 + 60 + 260
    assert [night.minutes(stage) for stage in (CORE, DEEP, REM, AWAKE)] == [120, 60, 260, 10]


def test_the_worse_source_fills_only_what_the_better_left():
    (night,) = nights(
        [slept("23:00", "03:00", CORE), slept("22:00", "05:00", ASLEEP, PHONE)]
    ).values()
    assert (night.minutes(CORE), night.minutes(ASLEEP)) == (240, 180)
    assert night.asleep_min == 420


def test_a_stage_of_a_worse_source_says_more_than_in_bed_of_a_better():
    both = [slept("23:00", "07:00", IN_BED), slept("23:30", "06:30", ASLEEP, PHONE)]
    (night,) = nights(both).values()
    assert (night.asleep_min, night.in_bed_min) == (420, 480)


def test_the_same_night_twice_is_one_night():
    once = [slept("23:00", "01:00", CORE), slept("01:00", "02:00", DEEP)]
    (night,) = nights(once * 2).values()
    assert night.asleep_min == 180


def test_a_nap_is_added_to_the_day_and_an_evening_belongs_to_the_morning_after():
    found = nights(
        [
            slept("22:00", "06:00", ASLEEP),
            slept("14:00", "14:30", ASLEEP),
        ]
    )
    assert list(found) == [date(2025, 1, 10)]
    assert found[date(2025, 1, 10)].asleep_min == 510


def test_a_short_walk_at_night_does_not_make_two_nights():
    late = [slept("20:00", "23:30", ASLEEP), slept("02:30", "06:00", ASLEEP)]
    (night,) = nights(late).values()
    assert (night.asleep_min, night.in_bed_min) == (420, 420)


def test_more_than_three_hours_awake_part_the_evening_from_the_night():
    found = nights([slept("19:00", "20:00", ASLEEP), slept("23:01", "06:00", ASLEEP)])
    assert list(found) == [date(2025, 1, 9), date(2025, 1, 10)]


def test_the_day_is_that_of_waking_where_one_woke():
    tokyo = slept("20:00", "23:00", ASLEEP, zone="Asia/Tokyo")
    assert list(nights([tokyo])) == [date(2025, 1, 10)]
    early = slept("23:00", "03:00", ASLEEP)
    assert list(nights([early], time(4))) == [date(2025, 1, 9)]


def test_a_night_of_the_clock_change_has_the_hours_that_passed():
    rome = SleepSample(us("2025-03-29 22:00"), us("2025-03-30 05:00"), CORE, 1, "Europe/Rome")
    (night,) = nights([rome]).values()
    assert night.asleep_min == 420


SAMPLES = st.lists(
    st.builds(
        lambda start, length, stage, rank: SleepSample(start, start + length, stage, rank, "UTC"),
        st.integers(0, 40),
        st.integers(0, 15),
        st.integers(0, 5),
        st.integers(1, 3),
    ),
    max_size=10,
)


@given(SAMPLES)
def test_each_moment_has_the_stage_the_rule_says(samples):
    telling = [AWAKE, DEEP, REM, CORE, ASLEEP]
    decided = {}
    for start, end, stage in stretches(samples):
        for moment in range(start, end):
            assert moment not in decided
            decided[moment] = stage
    for moment in range(60):
        here = [one for one in samples if one.start_us <= moment < one.end_us]
        staged = [one for one in here if one.stage != IN_BED]
        best = min((one.rank for one in staged), default=None)
        stages = [one.stage for one in staged if one.rank == best]
        expected = min(stages, key=telling.index, default=IN_BED if here else None)
        assert decided.get(moment) == expected
