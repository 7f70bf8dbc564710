"""Living samples of a user, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db import connection

from apps.health.domain.types import HealthType


class Place(NamedTuple):
    """The last sample of a page."""

    start_at: datetime
    uuid: UUID


@dataclass(frozen=True, slots=True)
class SampleView:
    uuid: UUID
    start: datetime
    end: datetime
    value: float
    zone: str
    user_entered: bool
    source_id: int
    received_at: datetime
    details: dict[str, Any] | None
    kind: HealthType

    @property
    def type(self) -> str:
        return self.kind.code

    @property
    def unit(self) -> str:
        return self.kind.unit


class SamplePage(NamedTuple):
    samples: list[SampleView]
    end: Place | None  # None when nothing follows


# The bare bound of start_at, beside the pair, is what leaves partitions out.
PAGE = """
SELECT uuid, start_at, end_at, value, zone, user_entered, source_id, received_at, details
FROM health_sample
WHERE user_id = %(user)s AND type = %(type)s AND deleted_at IS NULL
  AND start_at >= %(since)s AND start_at < %(until)s
  AND (start_at > %(since)s OR uuid > %(uuid)s::uuid)
ORDER BY start_at, uuid
LIMIT %(limit)s
"""
NIL = UUID(int=0)


def samples_page(
    user_id: UUID,
    kind: HealthType,
    since: datetime,
    until: datetime,
    *,
    after: Place | None,
    limit: int,
) -> SamplePage:
    """Samples that start in ``[since, until)``, oldest first, from the place after ``after``."""
    begins = after if after is not None and after.start_at >= since else Place(since, NIL)
    values: dict[str, Any] = {
        "user": user_id,
        "type": kind.number,
        "since": begins.start_at,
        "uuid": begins.uuid,
        "until": until,
        "limit": limit + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(PAGE, values)
        rows = cursor.fetchall()
    found = [_view(row, kind) for row in rows[:limit]]
    more = len(rows) > limit
    return SamplePage(found, Place(found[-1].start, found[-1].uuid) if more else None)


def _view(row: Sequence[Any], kind: HealthType) -> SampleView:
    *columns, details = row
    values = [*columns, details and orjson.loads(details), kind]
    return SampleView(*values)
