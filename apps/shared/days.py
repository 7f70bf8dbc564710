"""The user's day: an instant, seen from a time zone, with the day starting when the user says."""

from datetime import date, datetime, time, timedelta
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
    """The day an instant belongs to: wall-clock time before ``day_starts_at`` is the day before.

    ``day_starts_at`` is a whole hour, so that a day never resumes when clocks go back an hour.
    """
    local = instant.astimezone(zone(zone_name))
    return local.date() if local.time() >= day_starts_at else local.date() - timedelta(days=1)


def next_day_begins(instant: datetime, zone_name: str, day_starts_at: time = time(0)) -> datetime:
    """When the day after the one an instant belongs to begins, in that zone."""
    following = local_date(instant, zone_name, day_starts_at) + timedelta(days=1)
    return datetime.combine(following, day_starts_at, zone(zone_name))


def completed_years(since: date, on: date) -> int:
    """Age on a day; someone born on 29 February turns a year older on 1 March."""
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))
