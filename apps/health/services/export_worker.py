"""Reading an uploaded export: the worker's part of an import."""

from collections import Counter
from datetime import datetime, timedelta
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apps.health.imports.apple_health.archive import open_export
from apps.health.imports.apple_health.chunks import Chunk, Reading, chunks
from apps.health.imports.apple_health.refusals import ExportError
from apps.health.models import ExportImport
from apps.health.models.export_import import UPLOAD_GONE, WORKER_LOST
from apps.health.services.export_imports import (
    FINISHED,
    UNFINISHED,
    forget_upload,
    record_event,
)
from apps.health.services.export_twins import already_stored, sources_of
from apps.health.services.locks import lock_health
from apps.health.services.samples import KNOWN_MORE, Outcome, prepare_months, store_readings
from apps.shared.refusals import NotFound

# Far longer than a chunk takes; each chunk begins it anew.
LEASE = timedelta(minutes=5)
# Workers lost in a row, without a chunk stored between them.
TRIES = 4

Status = ExportImport.Status


class _Taken(Exception):
    """Another worker has the job by now, or its user deleted it."""


def run_import(job_id: UUID) -> None:
    """Read an export, or the rest of one, and store it.

    1. Take the job; whoever comes second finds it taken and leaves.
    2. Read on behind the records that are stored, a chunk ahead of storing.
    3. Each chunk is one transaction with its counts, and begins the lease anew.
    4. What was stored before a fault of the file stays; the job fails with the line.
    """
    job = _claimed(job_id, timezone.now())
    if job is None:
        return
    if job.attempts > TRIES:
        _end(job, failure=WORKER_LOST)
        return
    try:
        with default_storage.open(job.upload.name or "") as file:
            not_stored = _store_all(job, file)
    except FileNotFoundError:
        _end(job, failure=UPLOAD_GONE)
    except ExportError as error:
        _end(job, failure=error.reason, failure_line=error.line)
    except (_Taken, NotFound):  # NotFound: the user was erased meanwhile
        return
    else:
        _end(job, not_stored=not_stored)


def _claimed(job_id: UUID, at: datetime) -> ExportImport | None:
    due = ExportImport.objects.filter(UNFINISHED, pk=job_id, due_at__lte=at)
    mine = due.update(
        status=Status.PROCESSING, attempts=F("attempts") + 1, due_at=at + LEASE, updated_at=at
    )
    return ExportImport.objects.select_related("user").get(pk=job_id) if mine else None


def _store_all(job: ExportImport, file: IO[bytes]) -> dict[str, int]:
    """Returns how many elements of other kinds the file has."""
    not_stored: dict[str, int] = {}
    with open_export(file, most_bytes=settings.HEALTH_EXPORT_MAX_XML_BYTES) as opened:
        job.bytes_total = opened.bytes_total
        reading = Reading(
            user_id=job.user_id,
            zone=job.user.timezone,
            now_us=int(job.created_at.timestamp() * 1_000_000),
            known=tuple(sources_of(job.user_id).values()),
            skip=job.records_done,
        )
        for chunk in chunks(opened, reading):
            _store(job, chunk)
            not_stored = chunk.not_stored
    return not_stored


def _store(job: ExportImport, chunk: Chunk) -> None:
    """Store a chunk with the job's counts. Raises _Taken."""
    batch, now = chunk.batch, timezone.now()
    prepare_months(batch)
    with transaction.atomic():
        lock_health(job.user_id)
        known = already_stored(job, batch, chunk.numbers)
        if known:
            batch.readings = [one for one in batch.readings if one[0] not in known]
        stored = store_readings(job.user_id, batch, received_at=now)
        job.accepted += stored.count(Outcome.ACCEPTED)
        job.replaced += stored.count(Outcome.REPLACED)
        job.set_aside += stored.count(Outcome.SET_ASIDE)
        job.duplicate += len(known) + stored.count(*KNOWN_MORE)
        job.rejected += len(batch.refusals)
        job.reasons = dict(Counter(job.reasons) + Counter(one.code for one in batch.refusals))
        job.records_done += chunk.records
        job.bytes_done = chunk.bytes_done
        _go_on(job, now)


def _go_on(job: ExportImport, now: datetime) -> None:
    fields = ["accepted", "replaced", "set_aside", "duplicate", "rejected", "reasons"]
    fields += ["records_done", "bytes_done", "bytes_total"]
    done = {field: getattr(job, field) for field in fields}
    _move(job, attempts=1, due_at=now + LEASE, updated_at=now, **done)
    job.due_at = now + LEASE


def _move(job: ExportImport, **fields: Any) -> None:
    """Change a job that is still this worker's. Raises _Taken."""
    mine = ExportImport.objects.filter(
        pk=job.pk, status=Status.PROCESSING, due_at=job.due_at, deleted_at__isnull=True
    )
    if not mine.update(**fields):
        raise _Taken


def _end(
    job: ExportImport,
    *,
    failure: str = "",
    failure_line: int | None = None,
    not_stored: dict[str, int] | None = None,
) -> None:
    now = timezone.now()
    status = Status.FAILED if failure else Status.READY
    left_out = {f"NOT_STORED_{name}": count for name, count in (not_stored or {}).items()}
    try:
        with transaction.atomic():
            _move(
                job,
                status=status,
                failure=failure,
                failure_line=failure_line,
                reasons=job.reasons | left_out,
                finished_at=now,
                updated_at=now,
            )
            record_event(FINISHED, job, status=str(status))
    except _Taken:
        return
    if not failure:
        forget_upload(job)
