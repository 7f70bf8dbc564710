"""Rows into tables of facts, in PostgreSQL's binary COPY format.

The server takes numbers, instants and ids as they are and parses no text.
"""

from collections.abc import Iterable, Mapping
from struct import Struct, pack
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.db.backends.utils import CursorWrapper

from apps.health.domain.readings import Reading

_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"
_NULL = pack(">i", -1)
# PostgreSQL counts microseconds from 2000.
_EPOCH_2000_US = 946_684_800_000_000
_JSONB_VERSION = b"\x01"

_SAMPLES = """
COPY health_sample (
  user_id, uuid, start_at, end_at, type, value, source_id, user_entered, received_at,
  zone, details, deleted_at
) FROM STDIN (FORMAT BINARY)
"""
_SAMPLE = Struct(">h i16s i16s iq iq ih id ii i? iq")
_IDENTITIES = """
COPY health_identity (user_id, uuid, type, start_at, deleted_at) FROM STDIN (FORMAT BINARY)
"""
_IDENTITY = Struct(">h i16s i16s ih iq")
_TOMBSTONE = Struct(">h i16s i16s i i iq")


def copy_samples(
    cursor: CursorWrapper,
    user_id: UUID,
    living: Iterable[Reading],
    retired: Iterable[Reading],
    *,
    source_ids: Mapping[tuple[str, str], int],
    at_us: int,
) -> None:
    """Store the samples; the retired ones, which were superseded before they came, as deleted."""
    at = at_us - _EPOCH_2000_US
    user = user_id.bytes
    zones: dict[str, bytes] = {}

    def row(reading: Reading, ending: bytes) -> bytes:
        uuid, number, start, end, value, key, zone, by_hand, *_ = reading
        named = zones.get(zone) or zones.setdefault(zone, _field(zone.encode()))
        return (
            _SAMPLE.pack(
                *(12, 16, user, 16, bytes.fromhex(uuid.replace("-", ""))),
                *(8, start - _EPOCH_2000_US, 8, end - _EPOCH_2000_US, 2, number, 8, value),
                *(4, source_ids[key], 1, by_hand, 8, at),
            )
            + named
            + (_NULL if reading[8:] == _BARE else _details(reading))
            + ending
        )

    gone = _field(pack(">q", at))
    rows = [row(one, _NULL) for one in living] + [row(one, gone) for one in retired]
    _copy(cursor, _SAMPLES, rows)


def copy_identities(
    cursor: CursorWrapper,
    user_id: UUID,
    living: Iterable[Reading],
    retired: Iterable[Reading],
    tombstones: Iterable[str],
    *,
    at_us: int,
) -> None:
    """Store that these uuids are known; tombstones are of samples that were never seen."""
    at = at_us - _EPOCH_2000_US
    user = user_id.bytes

    def row(reading: Reading, ending: bytes) -> bytes:
        uuid = bytes.fromhex(reading[0].replace("-", ""))
        start = reading[2] - _EPOCH_2000_US
        return _IDENTITY.pack(5, 16, user, 16, uuid, 2, reading[1], 8, start) + ending

    gone = _field(pack(">q", at))
    rows = [row(one, _NULL) for one in living] + [row(one, gone) for one in retired]
    rows += [
        _TOMBSTONE.pack(5, 16, user, 16, bytes.fromhex(uuid.replace("-", "")), -1, -1, 8, at)
        for uuid in tombstones
    ]
    _copy(cursor, _IDENTITIES, rows)


_BARE = (None, None, None, None)


def _details(reading: Reading) -> bytes:
    *_, identifier, version, external_uuid, metadata = reading
    details: dict[str, Any] = {}
    if identifier is not None:
        details["sync"] = [identifier, version]
    if external_uuid is not None:
        details["external_uuid"] = external_uuid
    if metadata is not None:
        details["metadata"] = metadata
    return _field(_JSONB_VERSION + orjson.dumps(details))


def _field(content: bytes) -> bytes:
    return pack(">i", len(content)) + content


def _copy(cursor: CursorWrapper, statement: str, rows: list[bytes]) -> None:
    if not rows:
        return
    with connection.wrap_database_errors, cursor.copy(statement) as copy:
        copy.write(b"".join((_HEADER, *rows, _TRAILER)))
