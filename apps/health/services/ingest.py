"""A phone's sync: what it sends in one request, and what it is told."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.db import transaction
from prometheus_client import Counter as Metric

from apps.health.domain.readings import Batch, Reading, Refusal, read_records
from apps.health.domain.sync_requests import (
    REJECTED,
    Notice,
    PhoneTotal,
    read_deleted,
    read_totals,
)
from apps.health.domain.touched import instant_of, microseconds
from apps.health.domain.types import BY_NUMBER, TYPE_OF
from apps.health.models import SyncState
from apps.health.services.dirty_days import mark_days
from apps.health.services.export_twins import retire_twins
from apps.health.services.locks import lock_health
from apps.health.services.samples import (
    KNOWN_MORE,
    Outcome,
    Stored,
    prepare_months,
    store_readings,
)
from apps.health.services.syncs import (
    Device,
    Progress,
    log_sync,
    note_device,
    note_progress,
    note_totals,
)
from apps.outbox import services as outbox
from apps.shared.days import zone

if TYPE_CHECKING:
    from apps.accounts.models import User

SYNCS = Metric("healthkit_sync_success_total", "Requests with health data stored")
REFUSED = Metric("healthkit_sync_errors_total", "Health records refused", ["code"])

# The reason a record was not simply stored, by what became of it.
CODES = {
    Outcome.DELETED: "DELETED",
    Outcome.SUPERSEDED: "SYNC_VERSION_SUPERSEDED",
    Outcome.SET_ASIDE: "TYPE_UNKNOWN",
}


@dataclass(frozen=True, slots=True)
class Sync:
    """One request. The lists are as they were sent, nothing in them was looked at yet; ``only``
    are the types the caller takes, None for all."""

    device: Device
    sent_at: datetime | None
    anchors: Mapping[str, str]
    samples: Sequence[object]
    deleted: Sequence[object] = ()
    statistics: Sequence[object] = ()
    only: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """``duplicates`` are runs of places among the samples, first and last; ``notices`` tell of
    every other record that was not accepted. ``states`` is where the server stands."""

    counts: dict[str, int]
    duplicates: list[tuple[int, int]]
    notices: list[Notice]
    states: list[SyncState]
    clock_skew_s: float | None


@dataclass(frozen=True, slots=True)
class _Sent:
    """A request as it was read."""

    sync: Sync
    batch: Batch
    uuids: list[str]
    totals: list[PhoneTotal]
    refused: list[Notice]


def store_batch(user: "User", sync: Sync, *, at: datetime) -> Answer:
    """Store what a phone sends, all of it that is good, in one transaction.

    Reading needs no database and comes first, so that the lock on the user's health data is held
    for the writing only. Anchors move with the samples they stand for, or not at all.
    """
    sent = _read(sync, user.timezone, at)
    prepare_months(sent.batch)
    with transaction.atomic():
        lock_health(user.pk)
        note_device(user.pk, sync.device, at=at)
        retire_twins(user.pk, sent.batch, at=at)
        stored = store_readings(user.pk, sent.batch, deletions=sent.uuids, received_at=at)
        news = note_totals(user.pk, sync.device.id, sent.totals, at=at)
        mark_days(user.pk, news, at=at)
        answer = _note(user, sent, stored, at)
        if stored.touched or news:
            outbox.record("health.samples_stored.v1", user_id=user.pk, payload=_event(stored, news))
    SYNCS.inc()
    for notice in sent.refused:
        REFUSED.labels(code=notice.code).inc()
    return answer


def _read(sync: Sync, users_zone: str, at: datetime) -> _Sent:
    now_us = microseconds(at)
    batch = read_records(
        sync.samples, now_us=now_us, zone=_known_zone(sync.device.timezone, users_zone)
    )
    if sync.only is not None:
        _keep_only(batch, sync.only)
    uuids, refused_deletions = read_deleted(sync.deleted)
    totals, refused_totals = read_totals(sync.statistics, now=at)
    refused = [
        Notice("samples", one.index, one.uuid, REJECTED, one.code, one.field)
        for one in sorted(batch.refusals, key=lambda one: one.index)
    ]
    return _Sent(sync, batch, uuids, totals, refused + refused_deletions + refused_totals)


def _known_zone(name: str, otherwise: str) -> str:
    try:
        zone(name)
    except ValueError:
        return otherwise
    return name


def _keep_only(batch: Batch, types: frozenset[int]) -> None:
    """Refuse records of other types."""
    indexed = list(zip(_indexes(batch), batch.readings, strict=True))
    others = [(index, one[0]) for index, one in indexed if one[1] not in types]
    others += [(one.index, one.uuid) for one in batch.kept_aside]
    batch.readings[:] = [one for _, one in indexed if one[1] in types]
    batch.kept_aside.clear()
    batch.refusals += [Refusal(index, uuid, "TYPE_NOT_HERE", "type") for index, uuid in others]


def _indexes(batch: Batch) -> Sequence[int]:
    """Where in the request each reading was."""
    elsewhere = {one.index for one in batch.refusals}
    elsewhere |= {one.index for one in batch.kept_aside}
    many = len(batch.readings) + len(elsewhere)
    return [index for index in range(many) if index not in elsewhere] if elsewhere else range(many)


def _note(user: "User", sent: _Sent, stored: Stored, at: datetime) -> Answer:
    sync = sent.sync
    counts = {
        "records": len(sync.samples),
        "accepted": stored.accepted,
        "duplicate": stored.duplicate,
        "replaced": stored.replaced,
        "rejected": len(sent.batch.refusals),
        "set_aside": stored.set_aside,
        "deleted": stored.deleted.total(),
    }
    skew_s = (sync.sent_at - at).total_seconds() if sync.sent_at else None
    reasons = [one.code for one in sent.refused]
    device_id = sync.device.id
    log_sync(user.pk, device_id, counts, reasons, clock_skew_s=skew_s, at=at)
    progress = _progress(sent, stored)
    note_progress(user.pk, device_id, progress, sent_at=sync.sent_at or at, at=at)
    states = list(SyncState.objects.filter(user_id=user.pk, device_id=device_id).order_by("type"))
    indexes = _indexes(sent.batch)
    notices = sent.refused + list(_notices(sent.batch, stored, indexes))
    return Answer(counts, _duplicates(sent.batch, stored, indexes), notices, states, skew_s)


def _records(
    batch: Batch, stored: Stored, indexes: Sequence[int]
) -> Iterator[tuple[int, str, Outcome]]:
    """Place, uuid and outcome of every record that was read."""
    for index, reading, outcome in zip(indexes, batch.readings, stored.outcomes, strict=True):
        yield index, reading[0], outcome
    for one, outcome in zip(batch.kept_aside, stored.aside, strict=True):
        yield one.index, one.uuid, outcome


def _notices(batch: Batch, stored: Stored, indexes: Sequence[int]) -> Iterator[Notice]:
    for index, uuid, outcome in _records(batch, stored, indexes):
        if code := CODES.get(outcome):
            yield Notice("samples", index, uuid, outcome.value, code)


def _duplicates(batch: Batch, stored: Stored, indexes: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of places: a whole batch sent again is told in one."""
    places = sorted(
        index
        for index, _, outcome in _records(batch, stored, indexes)
        if outcome is Outcome.DUPLICATE
    )
    runs = [list(run) for _, run in groupby(enumerate(places), lambda pair: pair[1] - pair[0])]
    return [(run[0][1], run[-1][1]) for run in runs]


COUNTER_OF = dict.fromkeys(KNOWN_MORE, "duplicate") | {
    Outcome.ACCEPTED: "accepted",
    Outcome.REPLACED: "replaced",
}


def _progress(sent: _Sent, stored: Stored) -> dict[int, Progress]:
    """By type: the anchor, the end of the latest sample, and the counts."""
    progress = {
        TYPE_OF[identifier].number: Progress(anchor, None, Counter())
        for identifier, anchor in sent.sync.anchors.items()
        if identifier in TYPE_OF
    }

    def of_type(number: int) -> Counter[str]:
        return progress.setdefault(number, Progress("", None, Counter())).counts

    types = [reading[1] for reading in sent.batch.readings]
    for (number, outcome), many in Counter(zip(types, stored.outcomes, strict=True)).items():
        of_type(number)[COUNTER_OF[outcome]] += many
    for deleted_type, many in stored.deleted.items():
        if deleted_type is not None:
            of_type(deleted_type)["deleted"] += many
    for refusal in sent.batch.refusals:
        if (refused_type := _type_of(sent.sync.samples[refusal.index])) is not None:
            of_type(refused_type)["rejected"] += 1
    for number, end_us in _last_ends(sent.batch.readings).items():
        progress[number].last_sample_at = instant_of(end_us)
    return progress


def _type_of(record: object) -> int | None:
    identifier = record.get("type") if isinstance(record, dict) else None
    kind = TYPE_OF.get(identifier) if isinstance(identifier, str) else None
    return kind.number if kind else None


def _last_ends(readings: Sequence[Reading]) -> dict[int, int]:
    last: dict[int, int] = {}
    for reading in readings:
        number, end = reading[1], reading[3]
        if last.get(number, -1) < end:
            last[number] = end
    return last


def _event(stored: Stored, news: set[tuple[int, date]]) -> dict[str, object]:
    """First and last day of each type that changed, by code."""
    ranges = dict(stored.touched)
    for number, day in news:
        first, last = ranges.get(number, (day, day))
        ranges[number] = min(first, day), max(last, day)
    days = {
        BY_NUMBER[number].code: [first.isoformat(), last.isoformat()]
        for number, (first, last) in ranges.items()
    }
    new = stored.accepted + stored.replaced
    return {"days": days, "accepted": new, "deleted": stored.deleted.total()}
