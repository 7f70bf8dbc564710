"""One run of an importer, with counts that add up and the place to resume from."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from apps.meals.models.provenance import SOURCE_CHOICES


class ImportRun(models.Model):
    """rows_read = created + updated + unchanged + rejected, always."""

    class Status(models.TextChoices):
        RUNNING = "running", _("running")
        FINISHED = "finished", _("finished")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.CharField(_("source"), max_length=15, choices=SOURCE_CHOICES)
    file_name = models.CharField(_("file name"), max_length=255)
    file_sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    status = models.CharField(
        _("status"), max_length=8, choices=Status.choices, default=Status.RUNNING
    )
    rows_read = models.PositiveBigIntegerField(_("rows read"), default=0)
    rows_created = models.PositiveBigIntegerField(_("rows created"), default=0)
    rows_updated = models.PositiveBigIntegerField(_("rows updated"), default=0)
    rows_unchanged = models.PositiveBigIntegerField(_("rows unchanged"), default=0)
    rows_rejected = models.PositiveBigIntegerField(_("rows rejected"), default=0)
    rejections = models.JSONField(
        _("rejections"), default=list, help_text=_("The first 1,000: row number, id and reason.")
    )
    reasons = models.JSONField(
        _("reasons"),
        default=dict,
        db_default={},
        help_text=_("How many rows each reason rejected."),
    )
    error = models.TextField(_("error"), blank=True)
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("import run")
        verbose_name_plural = _("import runs")
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    rows_read=F("rows_created")
                    + F("rows_updated")
                    + F("rows_unchanged")
                    + F("rows_rejected")
                ),
                name="importrun_counts_add_up",
                violation_error_message=_("The counts of an import must add up."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.file_name}"
