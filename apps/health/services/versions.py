"""Which sample stands for a sync identifier.

HealthKit replaces the object an app saved under the same sync identifier when the version is
greater, and ignores any other (HKMetadataKeySyncVersion). Here as there the app is what saves: its
bundle id.
"""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from apps.health.domain.readings import Reading

KNOWN = """
SELECT object.bundle_id, object.sync_identifier, object.version, object.uuid::text
FROM unnest(%s::text[], %s::text[]) AS wanted(bundle_id, sync_identifier)
JOIN health_syncobject AS object
  ON object.user_id = %s AND object.bundle_id = wanted.bundle_id
  AND object.sync_identifier = wanted.sync_identifier
"""
SAVE = """
INSERT INTO health_syncobject (user_id, bundle_id, sync_identifier, version, uuid)
SELECT %s, * FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::uuid[])
ON CONFLICT (user_id, bundle_id, sync_identifier)
DO UPDATE SET version = excluded.version, uuid = excluded.uuid
"""

Key = tuple[str, str]


class _Standing(NamedTuple):
    version: int
    uuid: str


class Versions:
    """The sync identifiers of a batch. ``retired`` are uuids of samples that stand no longer, or
    that came after a version at least as high."""

    def __init__(self, cursor: CursorWrapper, user_id: UUID, readings: Iterable[Reading]) -> None:
        self._cursor = cursor
        self._user_id = user_id
        self._changed: set[Key] = set()
        self.retired: set[str] = set()
        keys = {_key(reading) for reading in readings if reading[8] is not None}
        self._standing = self._read(keys) if keys else {}

    def _read(self, keys: set[Key]) -> dict[Key, _Standing]:
        apps, identifiers = (list(column) for column in zip(*keys, strict=True))
        self._cursor.execute(KNOWN, [apps, identifiers, self._user_id])
        return {(row[0], row[1]): _Standing(row[2], row[3]) for row in self._cursor.fetchall()}

    def note(self, reading: Reading) -> str | None:
        """Let a sample compete; returns the uuid that stands for it, or that it took the place
        of, None where it is the first."""
        key, offered = _key(reading), _Standing(reading[9] or 0, reading[0])
        standing = self._standing.get(key)
        if standing is not None and offered.version <= standing.version:
            if standing.uuid != offered.uuid:
                self.retired.add(offered.uuid)
            return standing.uuid
        self._standing[key] = offered
        self._changed.add(key)
        if standing is None:
            return None
        self.retired.add(standing.uuid)
        return standing.uuid

    def save(self) -> None:
        if not self._changed:
            return
        rows = [(*key, *self._standing[key]) for key in sorted(self._changed)]
        columns = [list(column) for column in zip(*rows, strict=True)]
        self._cursor.execute(SAVE, [self._user_id, *columns])


def _key(reading: Reading) -> Key:
    return reading[5][0], reading[8] or ""
