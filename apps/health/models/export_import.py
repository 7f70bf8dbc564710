"""An Apple Health export that a user uploads."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.health.domain.export_faults import Reason

WORKER_LOST = "WORKER_LOST"
UPLOAD_GONE = "UPLOAD_GONE"
DAMAGED = _("The export is damaged.")

SENTENCES: dict[str, Any] = {
    Reason.EMPTY: _("The file is empty."),
    Reason.NOT_AN_EXPORT: _("There is no Apple Health export in this file."),
    Reason.TWO_EXPORTS: _("There is more than one Apple Health export in this archive."),
    Reason.ARCHIVE_BROKEN: _("The archive is damaged."),
    Reason.ARCHIVE_ENCRYPTED: _("The archive has a password. Send it without."),
    Reason.ARCHIVE_NESTED: _("There is an archive in the archive. Send the inner one."),
    Reason.ARCHIVE_UNSAFE_NAME: _("The archive has names that lead out of its folder."),
    Reason.ARCHIVE_BOMB: _("The archive unpacks to far more than an export has."),
    Reason.ARCHIVE_METHOD: _("The archive is packed in a way that cannot be read here."),
    Reason.TOO_LARGE: _("The export is too large."),
    Reason.ENCODING: _("The export is not in UTF-8."),
    Reason.ENTITIES: _("The export declares or uses entities, which an export never does."),
    Reason.WRONG_ROOT: _("This XML is no Apple Health export."),
    Reason.XML_TRUNCATED: _("The export ends too early."),
    WORKER_LOST: _("The import was interrupted too often. Try it again."),
    UPLOAD_GONE: _("What was sent is not kept any more. Send it again."),
}


def message_of(reason: str) -> Any:
    return SENTENCES.get(reason, DAMAGED)


@dataclass(frozen=True)
class Failure:
    """Why an import ended early: a stable code, a sentence, the line of the XML."""

    code: str
    message: Any
    line: int | None


class ExportImport(models.Model):
    """queued → processing → ready or failed. The phone makes the id; progress can be polled.

    ``records_done`` is the place to resume from: records before it are stored. A job in work
    belongs to the worker that moved its ``due_at``, until then. A deleted job is kept without its
    file, so that a repeated request does not bring it back.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("queued")
        PROCESSING = "processing", _("being processed")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="health_imports",
        verbose_name=_("user"),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.QUEUED
    )
    upload = models.FileField(_("upload"), max_length=200, blank=True)
    file_sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    bytes_total = models.PositiveBigIntegerField(_("bytes"), default=0)
    bytes_done = models.PositiveBigIntegerField(_("bytes read"), default=0)
    records_done = models.PositiveBigIntegerField(_("records read"), default=0)
    accepted = models.PositiveBigIntegerField(_("accepted"), default=0)
    duplicate = models.PositiveBigIntegerField(_("already known"), default=0)
    replaced = models.PositiveBigIntegerField(_("replaced"), default=0)
    rejected = models.PositiveBigIntegerField(_("refused"), default=0)
    set_aside = models.PositiveBigIntegerField(_("set aside"), default=0)
    reasons = models.JSONField(_("reasons"), default=dict)
    failure = models.CharField(_("reason of the failure"), max_length=30, blank=True)
    failure_line = models.PositiveBigIntegerField(_("line of the failure"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due at"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("Apple Health import")
        verbose_name_plural = _("Apple Health imports")
        ordering = ["-created_at"]
        indexes = [
            # jobs to send, and those whose worker was lost
            models.Index(
                fields=["due_at"],
                condition=Q(status__in=["queued", "processing"]),
                name="exportimport_due",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    records_done=F("accepted")
                    + F("duplicate")
                    + F("replaced")
                    + F("rejected")
                    + F("set_aside")
                ),
                name="exportimport_counts_add_up",
                violation_error_message=_("The counts of an import must add up."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d} {self.status}"

    @property
    def problem(self) -> Failure | None:
        if not self.failure:
            return None
        return Failure(self.failure, str(message_of(self.failure)), self.failure_line)
