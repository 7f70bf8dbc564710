"""The apps and devices of a batch as rows."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from apps.health.domain.readings import Reading, SeenSource
from apps.health.domain.sources import KnownSource, kind_of, ranks
from apps.health.domain.touched import instant_of
from apps.health.services.dirty_days import mark_derived_days

SourceKey = tuple[str, str]

KNOWN = """
SELECT id, bundle_id, product_type, kind, first_sample_at, last_sample_at
FROM health_source WHERE user_id = %s ORDER BY bundle_id, product_type
"""
ADD = """
INSERT INTO health_source (
  user_id, bundle_id, product_type, name, version, kind, first_sample_at, last_sample_at, created_at
) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
"""
WIDEN = """
UPDATE health_source
SET first_sample_at = least(first_sample_at, %(first)s),
    name = CASE WHEN %(last)s > last_sample_at THEN %(name)s ELSE name END,
    version = CASE WHEN %(last)s > last_sample_at THEN %(version)s ELSE version END,
    last_sample_at = greatest(last_sample_at, %(last)s)
WHERE id = %(id)s
"""


class _Known(NamedTuple):
    id: int
    bundle_id: str
    product_type: str
    kind: str
    first_sample_at: datetime
    last_sample_at: datetime


def resolve_sources(
    cursor: CursorWrapper,
    user_id: UUID,
    seen: dict[SourceKey, SeenSource],
    readings: Iterable[Reading],
    *,
    at: datetime,
) -> dict[SourceKey, int]:
    """The ids of a batch's sources, made where they are new, with what it tells about them.

    Where it changes which of two known sources is believed first, all the user's figures have to
    be derived again.
    """
    cursor.execute(KNOWN, [user_id])
    known = [_Known(*row) for row in cursor.fetchall()]
    by_key = {(one.bundle_id, one.product_type): one for one in known}
    ids: dict[SourceKey, int] = {}
    earlier: dict[int, datetime] = {}
    for key, span in _spans(readings).items():
        told, source = seen[key], by_key.get(key)
        first, last = map(instant_of, span)
        if source is None:
            ids[key] = _add(cursor, user_id, told, first, last, at)
            continue
        ids[key] = source.id
        if first < source.first_sample_at:
            earlier[source.id] = first
        if first < source.first_sample_at or last > source.last_sample_at:
            named = {"name": told.name, "version": told.version}
            cursor.execute(WIDEN, {"id": source.id, "first": first, "last": last, **named})
    if earlier and _order(known, {}) != _order(known, earlier):
        mark_derived_days(user_id)
    return ids


def _spans(readings: Iterable[Reading]) -> dict[SourceKey, tuple[int, int]]:
    """The first and the last start of each source."""
    first: dict[SourceKey, int] = {}
    last: dict[SourceKey, int] = {}
    for reading in readings:
        key, start = reading[5], reading[2]
        if start > last.get(key, -1):
            last[key] = start
        if start < first.get(key, start + 1):
            first[key] = start
    return {key: (first[key], last[key]) for key in last}


def _add(
    cursor: CursorWrapper,
    user_id: UUID,
    told: SeenSource,
    first: datetime,
    last: datetime,
    at: datetime,
) -> int:
    kind = kind_of(told.bundle_id, told.product_type).value
    named = [told.bundle_id, told.product_type, told.name, told.version]
    cursor.execute(ADD, [user_id, *named, kind, first, last, at])
    return int(cursor.fetchone()[0])


def _order(known: list[_Known], earlier: dict[int, datetime]) -> list[int]:
    """Sources by the default rank, were these first samples the earliest."""
    found = [
        KnownSource(
            place, one.kind, int(earlier.get(one.id, one.first_sample_at).timestamp() * 1_000_000)
        )
        for place, one in enumerate(known)
    ]
    by_rank = ranks(found, {}, 0)
    return sorted(by_rank, key=by_rank.__getitem__)
