"""Apple Health exports that users upload, and what becomes of the files."""

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from apps.health.imports.apple_health.archive import check_export
from apps.health.imports.apple_health.refusals import ExportError
from apps.health.models import ExportImport
from apps.health.models.export_import import UPLOAD_GONE, message_of
from apps.outbox import services as outbox
from apps.shared.refusals import Conflict, Gone, Invalid, NotFound

if TYPE_CHECKING:
    from apps.accounts.models import User

FOLDER = "health-exports"
SUBMITTED = "health.import_submitted.v1"
FINISHED = "health.import_finished.v1"
# A message that is on its way is not overtaken by the sweep.
SWEEP_GRACE = timedelta(seconds=30)
AT_ONCE = 200

Status = ExportImport.Status
UNFINISHED = Q(status__in=[Status.QUEUED, Status.PROCESSING], deleted_at__isnull=True)


def submit_import(
    user: "User", import_id: UUID, file: "File[bytes]", *, at: datetime
) -> tuple[ExportImport, bool]:
    """Keep an export for a worker; returns the job and whether it is new.

    The id is the phone's: sending the same file again returns what is stored. Raises Conflict for
    an id used for something else, Gone for a deleted job, Invalid for a file that is no export.
    """
    sha256 = _sha256(file)
    stored = _repeated(user, import_id, sha256)
    if stored is not None:
        return stored, False
    _require_export(file)
    name = default_storage.save(f"{FOLDER}/{user.pk}/{uuid7()}.export", file)
    job = ExportImport(
        id=import_id, user=user, upload=name, file_sha256=sha256, bytes_total=file.size, due_at=at
    )
    try:
        with transaction.atomic():
            job.save(force_insert=True)
            record_event(SUBMITTED, job)
    except IntegrityError:
        default_storage.delete(name)
        stored = _repeated(user, import_id, sha256)
        if stored is None:
            raise
        return stored, False
    return job, True


def _sha256(file: "File[bytes]") -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _repeated(user: "User", import_id: UUID, sha256: str) -> ExportImport | None:
    found = ExportImport.objects.filter(pk=import_id).first()
    if found is None:
        return None
    if found.user_id != user.pk or found.file_sha256 != sha256:
        raise Conflict("ID_ALREADY_USED", _("This id was used for something else."), param="id")
    if found.deleted_at is not None:
        raise Gone("IMPORT_DELETED", _("This import was deleted."))
    return found


def _require_export(file: "File[bytes]") -> None:
    try:
        check_export(file.open(), most_bytes=settings.HEALTH_EXPORT_MAX_XML_BYTES)
    except ExportError as error:
        raise Invalid(error.reason, message_of(error.reason), param="file") from error
    file.seek(0)


def record_event(name: str, job: ExportImport, **more: str) -> None:
    outbox.record(name, user_id=job.user_id, payload={"import_id": str(job.pk), **more})


def forget_upload(job: ExportImport) -> None:
    """The file goes first: where that fails, the row still tells the next run."""
    default_storage.delete(job.upload.name or "")
    ExportImport.objects.filter(pk=job.pk).update(upload="")


def retry_import(user: "User", import_id: UUID, *, at: datetime) -> ExportImport:
    """Queue a failed import again, behind what it stored; one under way is left alone.

    Raises NotFound, Conflict for one that is ready, Gone when its file is not kept any more.
    """
    job = import_of(user, import_id)
    if job.status == Status.READY:
        raise Conflict("IMPORT_READY", _("This import is ready; there is nothing to repeat."))
    if job.status == Status.FAILED:
        if not job.upload:
            raise Gone("UPLOAD_GONE", message_of(UPLOAD_GONE))
        _requeue(job, at)
    return ExportImport.objects.get(pk=import_id)


@transaction.atomic
def _requeue(job: ExportImport, at: datetime) -> None:
    failed = ExportImport.objects.filter(pk=job.pk, status=Status.FAILED, deleted_at__isnull=True)
    fields = {"failure": "", "failure_line": None, "finished_at": None, "attempts": 0}
    if failed.update(status=Status.QUEUED, due_at=at, updated_at=at, **fields):
        record_event(SUBMITTED, job)


def delete_import(user: "User", import_id: UUID, *, at: datetime) -> None:
    """Take an import back: one under way stops after its chunk. What it stored stays.

    Doing it again changes nothing. Raises NotFound.
    """
    job = import_of(user, import_id, deleted=True)
    if job.deleted_at is None:
        ExportImport.objects.filter(pk=job.pk).update(deleted_at=at, updated_at=at)
    if job.upload:
        forget_upload(job)


def import_of(user: "User", import_id: UUID, *, deleted: bool = False) -> ExportImport:
    """Raises NotFound; deleted ones are only there when asked for."""
    job = ExportImport.objects.filter(pk=import_id, user=user).first()
    if job is None or (job.deleted_at is not None and not deleted):
        raise NotFound("IMPORT_NOT_FOUND", _("There is no such import."))
    return job


def due_imports(*, at: datetime) -> list[UUID]:
    """Jobs whose message was lost, or whose worker."""
    waiting = ExportImport.objects.filter(UNFINISHED, due_at__lte=at - SWEEP_GRACE)
    return list(waiting.order_by("due_at").values_list("pk", flat=True)[:AT_ONCE])


def forget_exports(*, at: datetime) -> int:
    """Remove files nobody needs: of imports that are ready or deleted, and of those that failed
    ``HEALTH_EXPORT_KEEP_DAYS`` ago. Returns how many there were."""
    over = Q(status=Status.READY) | Q(deleted_at__isnull=False)
    over |= Q(status=Status.FAILED, finished_at__lt=at - settings.HEALTH_EXPORT_KEEP)
    jobs = list(ExportImport.objects.filter(~Q(upload=""), over)[:AT_ONCE])
    for job in jobs:
        forget_upload(job)
    return len(jobs)


def discard_exports_of(user_id: UUID) -> int:
    """Remove the files of a user who was erased; returns how many there were."""
    try:
        _folders, names = default_storage.listdir(f"{FOLDER}/{user_id}")
    except FileNotFoundError:
        return 0
    for name in [*names, ""]:
        default_storage.delete(f"{FOLDER}/{user_id}/{name}".rstrip("/"))
    return len(names)
