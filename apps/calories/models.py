"""A person's energy need and goal over time, and the balance of each day."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from apps.shared.sync import change_field

GOAL_TOLERANCE = Decimal("0.10")


class EnergyProfile(models.Model):
    """What the energy need was computed from, from a day on; past days keep theirs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="energy_profiles",
        db_index=False,
        verbose_name=_("user"),
    )
    valid_from = models.DateField(_("valid from"))
    body_mass_kg = models.DecimalField(_("body mass (kg)"), max_digits=5, decimal_places=2)
    height_cm = models.DecimalField(_("height (cm)"), max_digits=4, decimal_places=1)
    birth_date = models.DateField(_("date of birth"))
    sex = models.CharField(
        _("sex"),
        max_length=6,
        choices=[("male", _("male")), ("female", _("female")), ("other", _("other"))],
    )
    activity_level = models.CharField(
        _("activity level"),
        max_length=12,
        choices=[
            ("sedentary", _("sedentary")),
            ("light", _("lightly active")),
            ("moderate", _("moderately active")),
            ("active", _("active")),
            ("very_active", _("very active")),
        ],
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    change = change_field()

    class Meta:
        verbose_name = _("energy profile")
        verbose_name_plural = _("energy profiles")
        ordering = ["user", "-valid_from"]
        indexes = [
            # sync: what of a user's changed since
            models.Index(fields=["user", "change"], name="energyprofile_changes"),
        ]
        constraints = [
            # also serves: the profile that holds on a day
            models.UniqueConstraint(
                fields=["user", "valid_from"],
                name="energyprofile_one_a_day",
                violation_error_message=_("There is already an energy profile from this day."),
            ),
            models.CheckConstraint(
                condition=Q(body_mass_kg__gte=20, body_mass_kg__lte=400),
                name="energyprofile_body_mass_plausible",
                violation_error_message=_("Body mass must be between 20 and 400 kg."),
            ),
            models.CheckConstraint(
                condition=Q(height_cm__gte=50, height_cm__lte=272),
                name="energyprofile_height_plausible",
                violation_error_message=_("Height must be between 50 and 272 cm."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.valid_from}"


class Goal(models.Model):
    """What the user wants to happen to the body mass, from a day on; past days keep theirs."""

    class Direction(models.TextChoices):
        LOSE = "lose", _("lose weight")
        MAINTAIN = "maintain", _("keep weight")
        GAIN = "gain", _("gain weight")

    class Pace(models.TextChoices):
        SLOW = "slow", _("slow")
        MODERATE = "moderate", _("moderate")
        FAST = "fast", _("fast")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="goals",
        db_index=False,
        verbose_name=_("user"),
    )
    valid_from = models.DateField(_("valid from"))
    direction = models.CharField(_("direction"), max_length=8, choices=Direction.choices)
    pace = models.CharField(_("pace"), max_length=8, choices=Pace.choices, default=Pace.MODERATE)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    change = change_field()

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["user", "-valid_from"]
        indexes = [
            # sync: what of a user's changed since
            models.Index(fields=["user", "change"], name="goal_changes"),
        ]
        constraints = [
            # also serves: the goal that holds on a day
            models.UniqueConstraint(
                fields=["user", "valid_from"],
                name="goal_one_a_day",
                violation_error_message=_("There is already a goal from this day."),
            ),
            models.CheckConstraint(
                condition=Q(direction__in=["lose", "maintain", "gain"])
                & Q(pace__in=["slow", "moderate", "fast"]),
                name="goal_known",
                violation_error_message=_("The goal is not one we know."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_direction_display()}, {self.get_pace_display()}"


class DailyBalance(models.Model):
    """Energy eaten and spent on one day. Derived: ``services.rebuild_days`` is the only writer."""

    class ExpenditureSource(models.TextChoices):
        HEALTHKIT = "healthkit", "HealthKit"
        FORMULA = "formula", _("formula × activity")
        NONE = "none", _("not known")

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
    goal_kcal = models.DecimalField(_("goal (kcal)"), max_digits=8, decimal_places=2, null=True)
    goal_limits = models.JSONField(_("limits applied to the goal"), default=list)
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
