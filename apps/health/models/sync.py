"""How a phone's sync is doing."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SyncState(models.Model):
    """Where one device stands with one type, and how good its sync is.

    ``anchor`` is HealthKit's, opaque to us: what the phone sent with the last batch that was
    stored, so that it can go on from there.
    """

    class Grade(models.TextChoices):
        GOOD = "good", _("good")
        DEGRADED = "degraded", _("degraded")
        STALE = "stale", _("stale")
        UNKNOWN = "unknown", _("unknown")

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        verbose_name=_("user"),
    )
    device = models.ForeignKey(
        "health.SourceDevice",
        on_delete=models.CASCADE,
        related_name="sync_states",
        verbose_name=_("device"),
    )
    type = models.SmallIntegerField(_("type"))
    anchor = models.TextField(_("anchor"), blank=True)
    # By the phone's clock, never later than ours: an older request cannot set the anchor back.
    anchor_sent_at = models.DateTimeField(_("anchor sent at"), null=True, blank=True)
    last_sync_at = models.DateTimeField(_("last sync at"))
    last_progress_at = models.DateTimeField(_("last new anchor at"), null=True, blank=True)
    last_sample_at = models.DateTimeField(_("last sample at"), null=True, blank=True)
    accepted = models.PositiveBigIntegerField(_("accepted"), default=0)
    duplicate = models.PositiveBigIntegerField(_("already known"), default=0)
    replaced = models.PositiveBigIntegerField(_("replaced"), default=0)
    rejected = models.PositiveBigIntegerField(_("refused"), default=0)
    deleted = models.PositiveBigIntegerField(_("deleted"), default=0)
    grade = models.CharField(
        _("quality"), max_length=8, choices=Grade.choices, default=Grade.UNKNOWN
    )
    reasons = ArrayField(
        models.CharField(max_length=40), verbose_name=_("reasons"), default=list, blank=True
    )
    graded_at = models.DateTimeField(_("graded at"), null=True, blank=True)
    # The event of a failed sync is raised once in an episode.
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)

    class Meta:
        verbose_name = _("state of a sync")
        verbose_name_plural = _("states of syncs")
        ordering = ["user", "device", "type"]
        constraints = [
            # also serves: all states of a user
            models.UniqueConstraint(
                fields=["user", "device", "type"],
                name="syncstate_one_a_type",
                violation_error_message=_("There is already a state for this type."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.type}"


class SyncLog(models.Model):
    """One request with samples: the user's habit of syncing, and what was refused."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    device = models.ForeignKey(
        "health.SourceDevice",
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        verbose_name=_("device"),
    )
    received_at = models.DateTimeField(_("received at"))
    records = models.PositiveIntegerField(_("records"))
    accepted = models.PositiveIntegerField(_("accepted"))
    duplicate = models.PositiveIntegerField(_("already known"))
    replaced = models.PositiveIntegerField(_("replaced"))
    rejected = models.PositiveIntegerField(_("refused"))
    set_aside = models.PositiveIntegerField(_("set aside"))
    deleted = models.PositiveIntegerField(_("deleted"))
    reasons = models.JSONField(_("reasons"), default=dict)
    clock_skew_s = models.FloatField(_("clock ahead by (s)"), null=True)

    class Meta:
        verbose_name = _("sync")
        verbose_name_plural = _("syncs")
        ordering = ["-received_at"]
        indexes = [
            # the gaps between a user's syncs of the last weeks
            models.Index(fields=["user", "device", "-received_at"], name="synclog_habit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    records=F("accepted")
                    + F("duplicate")
                    + F("replaced")
                    + F("rejected")
                    + F("set_aside")
                ),
                name="synclog_counts_add_up",
                violation_error_message=_("The counts of a sync must add up."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.received_at:%Y-%m-%d %H:%M}"
