"""Where a copied meal lands in time, and the ids its parts get."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid5

from apps.shared.days import local_date, zone


def copy_id(copied_by: UUID, source: UUID) -> UUID:
    """The id of a copy (UUIDv5 of the copying thing's id and the source's), the same each time, so
    that copying again finds what is there, and a phone offline knows it."""
    return uuid5(copied_by, source.hex)


def same_time_on(
    eaten_at: datetime, zone_name: str, *, day: date, on: date, day_starts_at: time
) -> datetime:
    """The instant of a user's day ``on`` at the time of day of ``eaten_at``, of the day ``day``.

    A time that clocks skip that night is moved by the hour they skip; forward, unless that would
    begin the next day of the user.
    """
    wall = eaten_at.astimezone(zone(zone_name)).replace(tzinfo=None) + (on - day)
    moved = list(_instants(wall, zone_name))
    within = (at for at in moved if local_date(at, zone_name, day_starts_at) == on)
    return next(within, moved[0])


def _instants(wall: datetime, zone_name: str) -> Iterator[datetime]:
    for fold in (0, 1):
        yield wall.replace(tzinfo=zone(zone_name), fold=fold).astimezone(UTC)
