"""Which days and months samples touch."""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from apps.health.domain.readings import Reading
from apps.health.domain.record_checks import EPOCH, HOUR_US
from apps.health.domain.types import TYPES
from apps.shared.days import local_date

# Offsets from UTC are whole quarters of an hour, and so are the changes of clocks: instants of
# the same quarter are on the same day. It spares looking at every sample.
QUARTER_US = HOUR_US // 4

SLEEP = TYPES["sleep_analysis"].number
# A night is of the day of waking, and a piece of sleep may join or part two nights.
NIGHT = timedelta(days=1)

Month = tuple[int, int]


# A type, the quarters of an hour of its start and its end, the zone.
Stretch = tuple[int, int, int, str]


def stretches_of(readings: Iterable[Reading]) -> set[Stretch]:
    return {(one[1], one[2] // QUARTER_US, one[3] // QUARTER_US, one[6]) for one in readings}


def _instant(quarter: int) -> datetime:
    return EPOCH + timedelta(microseconds=quarter * QUARTER_US)


def days_touched(
    stretches: Iterable[Stretch], day_starts_at: time = time(0)
) -> set[tuple[int, date]]:
    """The local days of each type that the stretches are on."""
    days: set[tuple[int, date]] = set()

    @cache
    def day_of(quarter: int, zone: str) -> date:
        return local_date(_instant(quarter), zone, day_starts_at)

    for number, first, last, zone in stretches:
        begins, ends = day_of(first, zone), day_of(last, zone)
        if number == SLEEP:
            begins, ends = begins - NIGHT, ends + NIGHT
        days.update((number, begins + timedelta(n)) for n in range((ends - begins).days + 1))
    return days


def months_of(instants_us: Collection[int]) -> set[Month]:
    """The months in UTC of the instants."""
    quarters = {instant // QUARTER_US for instant in instants_us}
    return {(at.year, at.month) for at in map(_instant, quarters)}


def instant_of(us: int) -> datetime:
    return EPOCH + timedelta(microseconds=us)


def microseconds(instant: datetime) -> int:
    since = instant.astimezone(UTC) - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
