"""What calls of AI services cost, by user and day."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7


class AIUsage(models.Model):
    """One call of an AI service for a user.

    Written before the call with the most it can cost, corrected after it; a call whose worker died
    keeps the estimate.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo", _("photo")
        VOICE = "voice", _("voice")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        verbose_name=_("user"),
    )
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    job_id = models.UUIDField(_("job"))
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    model = models.CharField(_("model"), max_length=100, blank=True)
    tokens_in = models.PositiveIntegerField(_("tokens in"), default=0)
    tokens_out = models.PositiveIntegerField(_("tokens out"), default=0)
    cost_usd = models.DecimalField(_("cost (US$)"), max_digits=10, decimal_places=6)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("AI call")
        verbose_name_plural = _("AI calls")
        ordering = ["-id"]
        constraints = [
            # also finds the calls of a job
            models.UniqueConstraint(
                fields=["job_id", "attempt"],
                name="aiusage_once_per_attempt",
                violation_error_message=_("This attempt is already accounted for."),
            ),
            models.CheckConstraint(
                condition=Q(cost_usd__gte=0),
                name="aiusage_cost_not_negative",
                violation_error_message=_("A cost cannot be negative."),
            ),
        ]
        indexes = [
            # budget: what a user spent on a day; back-office: the calls of one user
            models.Index(fields=["user", "day"], name="aiusage_of_day"),
            # back-office: the calls of a day
            models.Index(fields=["day"], name="aiusage_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day}"
