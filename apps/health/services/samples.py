"""Storing samples: each uuid once, deletions for good, the newest version of what is synced."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

import orjson
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from apps.health.domain.readings import Batch, KeptAside, Reading
from apps.health.domain.touched import (
    QUARTER_US,
    Stretch,
    days_touched,
    microseconds,
    months_of,
    stretches_of,
)
from apps.health.services.copying import copy_identities, copy_samples
from apps.health.services.dirty_days import mark_days
from apps.health.services.locks import lock_health
from apps.health.services.partitions import ensure_months
from apps.health.services.sources import resolve_sources
from apps.health.services.versions import Versions
from apps.shared.refusals import NotFound
from apps.shared.rows import array


class Outcome(StrEnum):
    """What became of a record. Deleted and superseded ones were duplicates in effect: the server
    knew more already."""

    ACCEPTED = "accepted"
    REPLACED = "replaced"
    DUPLICATE = "duplicate"
    DELETED = "deleted"
    SUPERSEDED = "superseded"
    SET_ASIDE = "set_aside"


KNOWN_MORE = frozenset({Outcome.DUPLICATE, Outcome.DELETED, Outcome.SUPERSEDED})


@dataclass(frozen=True, slots=True)
class Stored:
    """``outcomes`` are in the order of the batch's readings, ``aside`` of what it kept aside.

    ``deleted`` counts deletions that were news, by type where the sample was here. ``touched`` has
    the first and last day of each type on which something changed.
    """

    outcomes: list[Outcome]
    aside: list[Outcome]
    deleted: Counter[int | None]
    touched: dict[int, tuple[date, date]]

    @property
    def accepted(self) -> int:
        return self.count(Outcome.ACCEPTED)

    @property
    def duplicate(self) -> int:
        return self.count(*KNOWN_MORE)

    @property
    def replaced(self) -> int:
        return self.count(Outcome.REPLACED)

    @property
    def set_aside(self) -> int:
        return self.count(Outcome.SET_ASIDE)

    def count(self, *outcomes: Outcome) -> int:
        return sum(self.outcomes.count(one) + self.aside.count(one) for one in outcomes)


class _Sorted(NamedTuple):
    """Samples to store, living and superseded, and what became of each of the batch."""

    living: list[Reading]
    retired: list[Reading]
    outcomes: list[Outcome]


class _Removed(NamedTuple):
    uuid: str
    stretch: Stretch


def prepare_months(batch: Batch) -> None:
    """Make the partitions a batch needs; to be called before its transaction begins."""
    ensure_months(months_of([reading[2] for reading in batch.readings]))


def store_readings(
    user_id: UUID, batch: Batch, *, deletions: Iterable[str] = (), received_at: datetime
) -> Stored:
    """Store what was read of a phone or an export, in the caller's transaction.

    1. One writer of a user's health data at a time.
    2. A uuid that is known is a duplicate and changes nothing; one that was deleted, also in this
       batch or before it ever came, stays out.
    3. Among samples with a sync identifier the highest version of an app stands; the others are
       stored as deleted, whether they came before it or after.
    4. New samples and identities go in by COPY, deletions are marked, and so are days to derive.
    """
    lock_health(user_id)
    gone = set(deletions)
    with connection.cursor() as cursor:
        day_starts_at = _day_starts_at(cursor, user_id)
        source_ids = resolve_sources(cursor, user_id, batch.sources, batch.readings, at=received_at)
        known = _known(cursor, user_id, batch, gone)
        versions = Versions(cursor, user_id, batch.readings)
        found = _sort(batch.readings, known, gone, versions)
        unseen = gone - known.keys()
        at_us = microseconds(received_at)
        copy_identities(cursor, user_id, found.living, found.retired, unseen, at_us=at_us)
        copy_samples(
            cursor, user_id, found.living, found.retired, source_ids=source_ids, at_us=at_us
        )
        versions.save()
        ended = {uuid for uuid in gone if known.get(uuid) is False} | versions.retired
        removed = _mark_deleted(cursor, user_id, ended, at=received_at)
        aside = _keep_aside(cursor, user_id, batch.kept_aside, known, gone, at=received_at)
    stretches = stretches_of(found.living) | {one.stretch for one in removed}
    days = days_touched(stretches, day_starts_at)
    mark_days(user_id, days, at=received_at)
    deleted = Counter[int | None](one.stretch[0] for one in removed if one.uuid in gone)
    deleted[None] = len(unseen)
    return Stored(found.outcomes, aside, deleted, _ranges(days))


# For facts have no foreign key, which would be checked for every row. Diaries can be written.
PERSON = "SELECT day_starts_at FROM accounts_user WHERE id = %s FOR KEY SHARE"


def _day_starts_at(cursor: CursorWrapper, user_id: UUID) -> time:
    """Of a user who will still be there at the end of the transaction."""
    cursor.execute(PERSON, [user_id])
    person = cursor.fetchone()
    if person is None:
        raise NotFound("USER_NOT_FOUND", _("There is no such user."))
    starts_at: time = person[0]
    return starts_at


KNOWN = """
SELECT uuid::text, deleted_at IS NOT NULL FROM health_identity
WHERE user_id = %s AND uuid = ANY(%s::uuid[])
"""


def _known(
    cursor: CursorWrapper, user_id: UUID, batch: Batch, gone: Collection[str]
) -> dict[str, bool]:
    """Of the uuids that were heard of before, whether they are deleted."""
    named = {reading[0] for reading in batch.readings}
    named.update(gone)
    named.update(one.uuid for one in batch.kept_aside)
    cursor.execute(KNOWN, [user_id, array(named)])
    return dict(cursor.fetchall())


def _sort(
    readings: Iterable[Reading],
    known: dict[str, bool],
    gone: Collection[str],
    versions: Versions,
) -> _Sorted:
    new: dict[str, Reading] = {}
    outcomes: list[Outcome] = []
    for reading in readings:
        uuid = reading[0]
        was_deleted = known.get(uuid)
        if was_deleted or uuid in gone:
            outcome = Outcome.DUPLICATE if was_deleted is False else Outcome.DELETED
            if reading[8] is not None:  # its version counts, though it stays out
                versions.note(reading)
        elif was_deleted is False or uuid in new:
            outcome = Outcome.DUPLICATE
        else:
            new[uuid] = reading
            outcome = Outcome.ACCEPTED if reading[8] is None else _compete(reading, versions)
        outcomes.append(outcome)
    retired = [new[uuid] for uuid in versions.retired & new.keys()]
    for reading in retired:
        del new[reading[0]]
    return _Sorted(list(new.values()), retired, outcomes)


def _compete(reading: Reading, versions: Versions) -> Outcome:
    if versions.note(reading) is None:
        return Outcome.ACCEPTED
    return Outcome.SUPERSEDED if reading[0] in versions.retired else Outcome.REPLACED


END_IDENTITIES = """
UPDATE health_identity SET deleted_at = %s WHERE user_id = %s AND uuid = ANY(%s::uuid[])
  AND deleted_at IS NULL
RETURNING uuid::text, type, start_at
"""
# A month at a time: PostgreSQL plans for the one partition it finds in it.
END_SAMPLES = """
UPDATE health_sample AS sample SET deleted_at = %s
FROM unnest(%s::uuid[], %s::smallint[], %s::timestamptz[]) AS ended(uuid, type, start_at)
WHERE sample.user_id = %s AND sample.type = ended.type AND sample.start_at = ended.start_at
  AND sample.uuid = ended.uuid AND sample.start_at >= %s AND sample.start_at <= %s
RETURNING sample.uuid::text, sample.type, sample.start_at, sample.end_at, sample.zone
"""


def _mark_deleted(
    cursor: CursorWrapper, user_id: UUID, uuids: Collection[str], *, at: datetime
) -> list[_Removed]:
    if not uuids:
        return []
    cursor.execute(END_IDENTITIES, [at, user_id, array(uuids)])
    by_month: dict[tuple[int, int], list[tuple[str, int, datetime]]] = {}
    for row in cursor.fetchall():
        by_month.setdefault((row[2].year, row[2].month), []).append(row)
    removed: list[_Removed] = []
    for rows in by_month.values():
        named, types, starts = (list(column) for column in zip(*rows, strict=True))
        cursor.execute(END_SAMPLES, [at, named, types, starts, user_id, min(starts), max(starts)])
        removed += [_removed(*row) for row in cursor.fetchall()]
    return removed


def _removed(uuid: str, number: int, start: datetime, end: datetime, zone: str) -> _Removed:
    first, last = (microseconds(instant) // QUARTER_US for instant in (start, end))
    return _Removed(uuid, (number, first, last, zone))


KEEP_ASIDE = """
INSERT INTO health_setaside (user_id, uuid, identifier, record, received_at)
SELECT %s, uuid, identifier, record, %s
FROM unnest(%s::uuid[], %s::text[], %s::jsonb[]) AS sent(uuid, identifier, record)
ON CONFLICT (user_id, uuid) DO NOTHING RETURNING uuid::text
"""
FORGET_ASIDE = "DELETE FROM health_setaside WHERE user_id = %s AND uuid = ANY(%s::uuid[])"


def _keep_aside(
    cursor: CursorWrapper,
    user_id: UUID,
    sent: Iterable[KeptAside],
    known: dict[str, bool],
    gone: Collection[str],
    *,
    at: datetime,
) -> list[Outcome]:
    """Keep records of types nobody knows yet, unless they were deleted."""
    if gone:
        cursor.execute(FORGET_ASIDE, [user_id, array(gone)])
    dead = {one.uuid for one in sent if known.get(one.uuid) or one.uuid in gone}
    wanted = {one.uuid: one for one in sent if one.uuid not in dead}
    new: set[str] = set()
    if wanted:
        rows = [
            (one.uuid, one.identifier, orjson.dumps(one.record).decode()) for one in wanted.values()
        ]
        columns = [list(column) for column in zip(*rows, strict=True)]
        cursor.execute(KEEP_ASIDE, [user_id, at, *columns])
        new = {row[0] for row in cursor.fetchall()}
    outcomes: list[Outcome] = []
    for one in sent:
        if one.uuid in dead:
            outcomes.append(Outcome.DELETED)
        else:
            outcomes.append(Outcome.SET_ASIDE if one.uuid in new else Outcome.DUPLICATE)
            new.discard(one.uuid)
    return outcomes


def _ranges(days: Iterable[tuple[int, date]]) -> dict[int, tuple[date, date]]:
    ranges: dict[int, tuple[date, date]] = {}
    for number, day in days:
        first, last = ranges.get(number, (day, day))
        ranges[number] = min(first, day), max(last, day)
    return ranges
