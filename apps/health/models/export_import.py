"""An Apple Health export that a user uploads."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


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
