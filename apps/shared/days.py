"""The user's day: an instant, seen from a time zone, with the day starting when the user says."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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


def day_starts(zone_name: str, first: date, last: date, day_starts_at: time = time(0)) -> list[int]:
    """When each day from first to last begins, in microseconds since 1970 (UTC).

    Where clocks skip that hour the day begins as they do; where it comes twice, the first time.
    """
    local = zone(zone_name)
    begins = [
        datetime.combine(first + timedelta(days=number), day_starts_at, local) - _EPOCH
        for number in range((last - first).days + 1)
    ]
    return [begin // timedelta(microseconds=1) for begin in begins]


def completed_years(since: date, on: date) -> int:
    """Age on a day; someone born on 29 February turns a year older on 1 March."""
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))
