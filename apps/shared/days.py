"""The user's day: an instant, seen from a time zone, with the day starting when the user says."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name. Raises ValueError when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"unknown time zone: {name!r}") from error


def local_date(instant: datetime, zone_name: str, day_starts_at: time = time(0)) -> date:
    """The day an instant belongs to: wall-clock time before ``day_starts_at`` is the day before."""
    local = instant.astimezone(zone(zone_name))
    return local.date() if local.time() >= day_starts_at else local.date() - timedelta(days=1)


def day_bounds(
    day: date, zone_name: str, day_starts_at: time = time(0)
) -> tuple[datetime, datetime]:
    """First instant of a day and of the next, in UTC; 23 or 25 hours apart when clocks change.

    Where the start falls in the hour that clocks skip, the day starts when they have skipped it;
    where it falls in the hour that comes twice, at its first passing.
    """
    tz = zone(zone_name)
    return (
        datetime.combine(day, day_starts_at, tz).astimezone(UTC),
        datetime.combine(day + timedelta(days=1), day_starts_at, tz).astimezone(UTC),
    )
