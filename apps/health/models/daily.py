"""Derived from samples: rebuilt, never edited."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class DirtyDay(models.Model):
    """A user's day of one type whose samples changed since it was derived.

    ``mark`` grows with every change, so that a derivation only clears what it has seen.
    """

    pk = models.CompositePrimaryKey("user_id", "type", "local_date")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    type = models.SmallIntegerField(_("type"))
    local_date = models.DateField(_("day"))
    mark = models.BigIntegerField(default=1)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("day to derive")
        verbose_name_plural = _("days to derive")
        indexes = [
            # the users that wait longest
            models.Index(fields=["since"], name="dirtyday_since"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(mark__gte=1),
                name="dirtyday_mark_counts",
                violation_error_message=_("Marks are counted from one."),
            ),
        ]


class DailyMetric(models.Model):
    """What one type came to on one day. ``services.derive_days`` is the only writer.

    ``value`` is the reconciled total of a cumulative type, the mean of a discrete one, minutes of
    a category. ``provenance`` has the share of each source and how many samples were used, partly
    used and covered by a better source.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="daily_metrics",
        db_index=False,
        verbose_name=_("user"),
    )
    local_date = models.DateField(_("day"))
    type = models.SmallIntegerField(_("type"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=6)
    minimum = models.DecimalField(_("lowest"), max_digits=18, decimal_places=6, null=True)
    maximum = models.DecimalField(_("highest"), max_digits=18, decimal_places=6, null=True)
    latest = models.DecimalField(_("latest"), max_digits=18, decimal_places=6, null=True)
    latest_at = models.DateTimeField(_("latest at"), null=True)
    samples_count = models.PositiveIntegerField(_("samples"))
    confidence = models.DecimalField(_("confidence"), max_digits=4, decimal_places=3)
    provenance = models.JSONField(_("provenance"), default=dict)

    class Meta:
        verbose_name = _("daily metric")
        verbose_name_plural = _("daily metrics")
        ordering = ["user", "-local_date", "type"]
        constraints = [
            # also serves: a user's days in a range
            models.UniqueConstraint(
                fields=["user", "local_date", "type"],
                name="dailymetric_one_a_day",
                violation_error_message=_("There is already a figure for this day."),
            ),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1),
                name="dailymetric_confidence_in_range",
                violation_error_message=_("A confidence is between 0 and 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.local_date} {self.type}"


class ReconciliationRun(models.Model):
    """One run of the job that derives days, with its outcome."""

    class Kind(models.TextChoices):
        DIRTY = "dirty", _("days that changed")
        NIGHTLY = "nightly", _("all recent days")
        REBUILD = "rebuild", _("rebuild")

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices)
    users = models.PositiveIntegerField(_("users"), default=0)
    days = models.PositiveIntegerField(_("days"), default=0)
    metrics_changed = models.PositiveIntegerField(_("figures changed"), default=0)
    error = models.TextField(_("error"), blank=True)
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("reconciliation run")
        verbose_name_plural = _("reconciliation runs")
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("started_at")),
                name="reconciliationrun_ends_after_start",
                violation_error_message=_("A run cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.started_at:%Y-%m-%d %H:%M}"
