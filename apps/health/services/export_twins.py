"""The same sample from an export and from a phone.

An export says neither uuids nor fractions of a second, and gives values in the unit the user likes,
with six digits. A sample of a phone therefore equals one of an export when type and source are the
same, start and end lie in the export's seconds, and the values differ by less than such a digit.
Of equal ones there are as many as the side that has more: two equal espressos are two.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from apps.health.domain.readings import Batch, Reading
from apps.health.imports.apple_health.sources import KnownSource
from apps.health.models import ExportImport, Source
from apps.health.services.samples import store_readings
from apps.shared.rows import array

SourceKey = tuple[str, str]

_EQUAL = """
FROM unnest(
  %(uuids)s::uuid[], %(types)s::smallint[], %(starts)s::bigint[], %(ends)s::bigint[],
  %(values)s::float8[], %(sources)s::int[], %(numbers)s::int[]
) AS given (uuid, type, start_s, end_s, value, source, number)
CROSS JOIN LATERAL (
  SELECT stored.uuid, row_number() OVER (ORDER BY stored.uuid) - 1 AS number
  FROM health_sample AS stored
  JOIN unnest(%(sames)s::int[], %(ids)s::int[]) AS same (source, id)
    ON same.source = given.source AND same.id = stored.source_id
  WHERE stored.user_id = %(user)s AND stored.type = given.type
  AND stored.start_at >= to_timestamp(%(first)s) AND stored.start_at < to_timestamp(%(last)s + 1)
  AND stored.start_at >= to_timestamp(given.start_s)
  AND stored.start_at < to_timestamp(given.start_s + 1)
  AND stored.end_at >= to_timestamp(given.end_s) AND stored.end_at < to_timestamp(given.end_s + 1)
  AND abs(stored.value - given.value) <= 1e-5 * abs(given.value)
"""
# Deleted ones too: an older export does not bring back what the user deleted.
ALREADY_STORED = f"SELECT given.uuid::text {_EQUAL}) AS found WHERE found.number = given.number"
# A sample of an export has a made-up uuid, of version 5; HealthKit's are random, of version 4.
TWINS = f"""
SELECT found.uuid::text {_EQUAL}
  AND stored.deleted_at IS NULL AND uuid_extract_version(stored.uuid) = 5
) AS found
WHERE found.number = given.number AND NOT EXISTS (
  SELECT FROM health_identity AS known
  WHERE known.user_id = %(user)s AND known.uuid = given.uuid
)
"""  # noqa: S608


def already_stored(job: ExportImport, batch: Batch, numbers: Mapping[str, int]) -> set[str]:
    """The uuids of an export's readings that the user's data has already.

    ``numbers`` has, by uuid, how many equal ones come before a reading in the file.
    """
    told = [numbers.get(reading[0], 0) for reading in batch.readings]
    known = sources_of(job.user_id)
    for source_id in _written_by_this_alone(job):
        known.pop(source_id, None)
    return _found(ALREADY_STORED, job.user_id, batch, told, known)


def _written_by_this_alone(job: ExportImport) -> Iterable[int]:
    """Sources that came with this import: its uuids tell its samples apart. Another import may
    write the same sample in another unit, with another uuid."""
    imports = ExportImport.objects.filter(user_id=job.user_id, accepted__gt=0).exclude(pk=job.pk)
    if imports.exists():
        return []
    new = Source.objects.filter(user_id=job.user_id, created_at__gte=job.created_at)
    return [
        source_id
        for source_id, *told in new.values_list("id", "bundle_id", "product_type", "name")
        if KnownSource(*told).is_made_up
    ]


def export_twins(user_id: UUID, batch: Batch) -> set[str]:
    """The uuids an export's samples have in place of the ones a phone now sends."""
    if not ExportImport.objects.filter(user_id=user_id, accepted__gt=0).exists():
        return set()
    seen: Counter[tuple[Any, ...]] = Counter()
    numbers = []
    for reading in batch.readings:
        equal = _equal(reading)
        numbers.append(seen[equal])
        seen[equal] += 1
    return _found(TWINS, user_id, batch, numbers, sources_of(user_id))


def retire_twins(user_id: UUID, batch: Batch, *, at: datetime) -> None:
    """Delete what a phone's batch takes the place of, in the caller's transaction and before the
    batch is stored."""
    twins = export_twins(user_id, batch)
    if twins:
        store_readings(user_id, Batch(), deletions=twins, received_at=at)


def _equal(reading: Reading) -> tuple[Any, ...]:
    _uuid, number, start, end, value, key, *_ = reading
    return number, start // 1_000_000, end // 1_000_000, f"{value:.5g}", key


def sources_of(user_id: UUID) -> dict[int, KnownSource]:
    """The user's sources by their ids, those of phones before those of exports."""
    rows = Source.objects.filter(user_id=user_id).order_by("id")
    told = rows.values_list("id", "bundle_id", "product_type", "name")
    known = [(source_id, KnownSource(*source)) for source_id, *source in told]
    return dict(sorted(known, key=lambda one: one[1].is_made_up))


def _found(
    query: str,
    user_id: UUID,
    batch: Batch,
    numbers: Iterable[int],
    known: Mapping[int, KnownSource],
) -> set[str]:
    same = _same_sources(batch, known)
    if not same or not batch.readings:
        return set()
    places = {key: place for place, key in enumerate(batch.sources)}
    uuids, types, starts, ends, values, keys = zip(
        *(reading[:6] for reading in batch.readings), strict=True
    )
    begun = [start // 1_000_000 for start in starts]
    given = {
        "uuids": array(uuids),
        "types": array(types),
        "starts": array(begun),
        "ends": array(end // 1_000_000 for end in ends),
        "values": array(values),
        "sources": array(places[key] for key in keys),
        "numbers": array(numbers),
        "sames": [places[key] for key, _id in same],
        "ids": [source_id for _key, source_id in same],
        "user": user_id,
        "first": min(begun),
        "last": max(begun),
    }
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        return {uuid for (uuid,) in cursor.fetchall()}


def _same_sources(batch: Batch, known: Mapping[int, KnownSource]) -> list[tuple[SourceKey, int]]:
    return [
        (key, source_id)
        for key, seen in batch.sources.items()
        for source_id, one in known.items()
        if one.is_same(KnownSource(seen.bundle_id, seen.product_type, seen.name))
    ]
