"""Samples of a user as arrays, for arithmetic."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from apps.health.domain.day_figures import Facts

# Fixed-width columns in PostgreSQL's binary format: an array is a view of the answer's bytes. A
# user-year of 180,000 samples is read in a fifth of a second, against three as rows.
READ = """
SELECT type, source_id, user_entered, zone,
       string_agg(timestamptz_send(start_at), ''::bytea),
       string_agg(timestamptz_send(end_at), ''::bytea),
       string_agg(float8send(value), ''::bytea)
FROM health_sample
WHERE user_id = %s AND type = ANY(%s::smallint[]) AND start_at >= %s AND start_at < %s
  AND deleted_at IS NULL
GROUP BY type, source_id, user_entered, zone
"""
_EPOCH_2000_US = 946_684_800_000_000

# The same date begins at most this long before and after it does in UTC, and the day of a user
# may start as late as noon.
EARLIEST_ZONE, LATEST_ZONE = timedelta(hours=14), timedelta(hours=12)
LATEST_START_OF_DAY = timedelta(hours=12)


def facts(
    user_id: UUID, types: Collection[int], first: date, last: date, longest: timedelta
) -> tuple[dict[int, Facts], list[str]]:
    """What may touch the days of a range in any zone, by type, and the names of the zones."""
    since = _midnight(first) - EARLIEST_ZONE - longest
    until = _midnight(last) + timedelta(days=1) + LATEST_ZONE + LATEST_START_OF_DAY
    with connection.cursor() as cursor:
        cursor.execute(READ, [user_id, sorted(types), since, until])
        groups = cursor.fetchall()
    zones = sorted({group[3] for group in groups})
    by_type: dict[int, list[tuple[Any, ...]]] = {}
    for group in groups:
        by_type.setdefault(group[0], []).append(group)
    return {number: _joined(found, zones) for number, found in by_type.items()}, zones


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), UTC)


def _joined(groups: list[tuple[Any, ...]], zones: list[str]) -> Facts:
    start, end, value = (
        b"".join(map(bytes, column)) for column in list(zip(*groups, strict=True))[4:]
    )
    many = [len(group[4]) // 8 for group in groups]
    return Facts(
        _instants(start),
        _instants(end),
        np.frombuffer(value, ">f8").astype(np.float64),
        np.repeat([group[1] for group in groups], many),
        np.repeat([group[2] for group in groups], many),
        np.repeat([zones.index(group[3]) for group in groups], many),
    )


def _instants(column: bytes) -> NDArray[np.int64]:
    return np.frombuffer(column, ">i8").astype(np.int64) + _EPOCH_2000_US
