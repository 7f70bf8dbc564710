"""The body an energy need is computed from, and what the person wants, over time."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from apps.shared.sync import change_field


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
    conditions = ArrayField(
        models.CharField(max_length=30),
        verbose_name=_("conditions to mind"),
        default=list,
        db_default=[],
        blank=True,
    )
    due_date = models.DateField(_("due date"), null=True, blank=True)
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
    target_body_mass_kg = models.DecimalField(
        _("body mass to reach (kg)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    target_date = models.DateField(_("to reach by"), null=True, blank=True)
    wanted_kcal = models.DecimalField(
        _("energy wished for (kcal)"),
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Comes before the pace."),
    )
    planned_kcal = models.DecimalField(
        _("energy of the plan (kcal)"),
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("What the planner found when the goal was set."),
    )
    macros = models.JSONField(_("share of macronutrients"), default=dict, db_default={}, blank=True)
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
            models.CheckConstraint(
                condition=Q(
                    target_body_mass_kg__isnull=True,
                    target_date__isnull=True,
                    planned_kcal__isnull=True,
                )
                | Q(
                    target_body_mass_kg__isnull=False,
                    target_date__gt=F("valid_from"),
                    planned_kcal__isnull=False,
                ),
                name="goal_plan_whole",
                violation_error_message=_(
                    "A planned goal has a body mass, a later day and a plan."
                ),
            ),
            models.CheckConstraint(
                condition=Q(target_body_mass_kg__isnull=True)
                | Q(target_body_mass_kg__gte=20, target_body_mass_kg__lte=400),
                name="goal_body_mass_plausible",
                violation_error_message=_("Body mass must be between 20 and 400 kg."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_direction_display()}, {self.get_pace_display()}"
