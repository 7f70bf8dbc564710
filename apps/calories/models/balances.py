"""The balance of each day, and what the user says of a day."""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from apps.shared.sync import change_field

GOAL_TOLERANCE = Decimal("0.10")


class DailyBalance(models.Model):
    """Energy eaten and spent on one day. Derived: ``services.rebuild_days`` is the only writer."""

    class ExpenditureSource(models.TextChoices):
        HEALTHKIT = "healthkit", "HealthKit"
        ADAPTIVE = "adaptive", _("adaptive estimate")
        FORMULA = "formula", _("formula × activity")
        NONE = "none", _("not known")

    class CompletenessFrom(models.TextChoices):
        USER = "user", _("the user")
        INFERRED = "inferred", _("inferred")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="daily_balances",
        db_index=False,
        verbose_name=_("user"),
    )
    date = models.DateField(_("day"))
    items_count = models.PositiveIntegerField(_("items"))
    energy_reported_count = models.PositiveIntegerField(_("items with known energy"))
    consumed_kcal = models.DecimalField(_("eaten (kcal)"), max_digits=10, decimal_places=2)
    protein_g = models.DecimalField(_("protein (g)"), max_digits=10, decimal_places=2, null=True)
    carbohydrate_g = models.DecimalField(
        _("carbohydrate (g)"), max_digits=10, decimal_places=2, null=True
    )
    fat_g = models.DecimalField(_("fat (g)"), max_digits=10, decimal_places=2, null=True)
    energy_margin_kcal = models.DecimalField(_("margin (± kcal)"), max_digits=10, decimal_places=2)
    consumed_confidence = models.DecimalField(
        _("confidence in what was eaten"), max_digits=4, decimal_places=3, null=True
    )
    basal_kcal = models.DecimalField(
        _("basal expenditure (kcal)"), max_digits=8, decimal_places=2, null=True
    )
    active_kcal = models.DecimalField(
        _("active expenditure (kcal)"), max_digits=8, decimal_places=2, null=True
    )
    expenditure_source = models.CharField(
        _("expenditure from"), max_length=10, choices=ExpenditureSource.choices
    )
    expenditure_confidence = models.DecimalField(
        _("confidence in the expenditure"), max_digits=4, decimal_places=3, null=True
    )
    planned_expenditure_kcal = models.DecimalField(
        _("habitual expenditure (kcal)"),
        max_digits=8,
        decimal_places=2,
        null=True,
        help_text=_("What the goal is built on."),
    )
    active_credit_kcal = models.DecimalField(
        _("credit for activity (kcal)"), max_digits=8, decimal_places=2, null=True
    )
    expenditure_margin_kcal = models.DecimalField(
        _("margin of the expenditure (± kcal)"), max_digits=8, decimal_places=2, null=True
    )
    balance_margin_kcal = models.DecimalField(
        _("margin of the balance (± kcal)"), max_digits=10, decimal_places=2, null=True
    )
    day_complete = models.BooleanField(_("everything is logged"), default=False, db_default=False)
    completeness_from = models.CharField(
        _("who says so"),
        max_length=8,
        choices=CompletenessFrom.choices,
        default=CompletenessFrom.INFERRED,
        db_default=CompletenessFrom.INFERRED,
    )
    missing = ArrayField(
        models.CharField(max_length=20),
        verbose_name=_("not told of the body"),
        default=list,
        db_default=[],
        blank=True,
    )
    goal_kcal = models.DecimalField(_("goal (kcal)"), max_digits=8, decimal_places=2, null=True)
    goal_limits = models.JSONField(_("limits applied to the goal"), default=list)
    protein_goal_g = models.DecimalField(
        _("protein goal (g)"), max_digits=7, decimal_places=2, null=True
    )
    carbohydrate_goal_g = models.DecimalField(
        _("carbohydrate goal (g)"), max_digits=7, decimal_places=2, null=True
    )
    fat_goal_g = models.DecimalField(_("fat goal (g)"), max_digits=7, decimal_places=2, null=True)
    net_balance_kcal = models.GeneratedField(
        verbose_name=_("balance (kcal)"),
        expression=F("consumed_kcal") - F("basal_kcal") - F("active_kcal"),
        output_field=models.DecimalField(max_digits=10, decimal_places=2),
        db_persist=True,
    )
    overall_confidence = models.GeneratedField(
        verbose_name=_("confidence"),
        expression=Case(
            When(
                consumed_confidence__isnull=True,
                expenditure_confidence__isnull=True,
                then=Value(None),
            ),
            default=(
                Coalesce(F("consumed_confidence"), Value(Decimal(0)))
                + Coalesce(F("expenditure_confidence"), Value(Decimal(0)))
            )
            / 2,
        ),
        output_field=models.DecimalField(max_digits=4, decimal_places=3, null=True),
        db_persist=True,
    )
    goal_achieved = models.GeneratedField(
        verbose_name=_("goal reached"),
        expression=Case(
            When(Q(goal_kcal__isnull=True) | Q(items_count=0), then=Value(None)),
            When(
                consumed_kcal__gte=F("goal_kcal") * (1 - GOAL_TOLERANCE),
                consumed_kcal__lte=F("goal_kcal") * (1 + GOAL_TOLERANCE),
                then=Value(True),
            ),
            default=Value(False),
        ),
        output_field=models.BooleanField(null=True),
        db_persist=True,
    )
    change = change_field()

    class Meta:
        verbose_name = _("daily balance")
        verbose_name_plural = _("daily balances")
        ordering = ["user", "-date"]
        indexes = [
            # sync: what of a user's changed since
            models.Index(fields=["user", "change"], name="dailybalance_changes"),
        ]
        constraints = [
            # also serves: a user's days in a range
            models.UniqueConstraint(
                fields=["user", "date"],
                name="dailybalance_one_a_day",
                violation_error_message=_("There is already a balance for this day."),
            ),
            models.CheckConstraint(
                condition=Q(consumed_kcal__gte=0, energy_margin_kcal__gte=0)
                & Q(energy_reported_count__lte=F("items_count")),
                name="dailybalance_consumed_consistent",
                violation_error_message=_("What was eaten cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(expenditure_margin_kcal__gte=0, balance_margin_kcal__gte=0)
                | Q(balance_margin_kcal__isnull=True),
                name="dailybalance_margins_not_negative",
                violation_error_message=_("A margin cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(
                    expenditure_source="none",
                    basal_kcal__isnull=True,
                    active_kcal__isnull=True,
                    expenditure_confidence__isnull=True,
                )
                | (
                    ~Q(expenditure_source="none")
                    & Q(basal_kcal__gt=0, active_kcal__gte=0, expenditure_confidence__isnull=False)
                ),
                name="dailybalance_expenditure_named",
                violation_error_message=_("An expenditure comes with its source and confidence."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.date}"


class LoggedDay(models.Model):
    """What the user says of a day: that everything eaten is logged, or that it is not.

    Without a row the balance infers it (``domain/completeness``).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="logged_days",
        db_index=False,
        verbose_name=_("user"),
    )
    date = models.DateField(_("day"))
    is_complete = models.BooleanField(_("everything is logged"))
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        verbose_name = _("day called complete")
        verbose_name_plural = _("days called complete")
        ordering = ["user", "-date"]
        constraints = [
            # also serves: what the user said of a day
            models.UniqueConstraint(
                fields=["user", "date"],
                name="loggedday_one_a_day",
                violation_error_message=_("There is already a word on this day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.date}"


class GoalReached(models.Model):
    """A day whose goal was announced as reached: told once, whatever is edited afterwards."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="goals_reached",
        db_index=False,
        verbose_name=_("user"),
    )
    date = models.DateField(_("day"))

    class Meta:
        verbose_name = _("goal reached")
        verbose_name_plural = _("goals reached")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "date"],
                name="goalreached_once_a_day",
                violation_error_message=_("This goal was already told."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.date}"
