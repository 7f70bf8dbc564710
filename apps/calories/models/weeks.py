"""The week, rolled up."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7


class WeeklyTrend(models.Model):
    """A user's closed week, Monday to Sunday. Derived from daily balances by one statement
    (``selectors/weeks``); only days on which everything was logged count."""

    class Direction(models.TextChoices):
        INCREASING = "increasing", _("increasing")
        DECREASING = "decreasing", _("decreasing")
        STABLE = "stable", _("stable")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="weekly_trends",
        db_index=False,
        verbose_name=_("user"),
    )
    week_start = models.DateField(_("Monday"))
    days_logged = models.PositiveSmallIntegerField(_("days with food"))
    data_points = models.PositiveSmallIntegerField(_("complete days"))
    average_consumed_kcal = models.DecimalField(
        _("eaten a day (kcal)"), max_digits=10, decimal_places=2, null=True
    )
    average_expenditure_kcal = models.DecimalField(
        _("spent a day (kcal)"), max_digits=10, decimal_places=2, null=True
    )
    average_balance_kcal = models.DecimalField(
        _("balance a day (kcal)"), max_digits=10, decimal_places=2, null=True
    )
    balance_margin_kcal = models.DecimalField(
        _("margin of the balance (± kcal)"), max_digits=10, decimal_places=2, null=True
    )
    confidence = models.DecimalField(_("confidence"), max_digits=4, decimal_places=3, null=True)
    direction = models.CharField(
        _("direction"), max_length=10, choices=Direction.choices, null=True, blank=True
    )
    adherence_percent = models.DecimalField(
        _("goals reached (%)"), max_digits=5, decimal_places=2, null=True
    )
    average_deviation_kcal = models.DecimalField(
        _("distance from the goal (kcal)"), max_digits=10, decimal_places=2, null=True
    )
    closed_at = models.DateTimeField(_("closed at"))

    class Meta:
        verbose_name = _("weekly trend")
        verbose_name_plural = _("weekly trends")
        ordering = ["user", "-week_start"]
        constraints = [
            # also serves: a user's last weeks, and whether a week is closed
            models.UniqueConstraint(
                fields=["user", "week_start"],
                name="weeklytrend_one_a_week",
                violation_error_message=_("This week is already closed."),
            ),
            models.CheckConstraint(
                condition=Q(week_start__iso_week_day=1),
                name="weeklytrend_begins_on_monday",
                violation_error_message=_("A week begins on Monday."),
            ),
            models.CheckConstraint(
                condition=Q(data_points__lte=models.F("days_logged"), days_logged__lte=7),
                name="weeklytrend_days_of_a_week",
                violation_error_message=_("A week has seven days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.week_start}"
