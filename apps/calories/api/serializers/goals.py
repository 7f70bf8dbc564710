"""Goals on the wire: what is wished, what it comes to, what is stored."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.calories.domain.macros import MOST_G_PER_KG, PRESETS, MacroTarget
from apps.calories.domain.safety import RULES, Clamp, Condition, Decision, Limit, Turn
from apps.calories.domain.wishes import Wish
from apps.calories.models import DailyBalance, Goal
from apps.calories.selectors import Outlook
from apps.calories.services import Preview, sentence
from apps.shared.api.dates import DayField
from apps.shared.api.serializers import OutputSerializer, StrictSerializer

EXPENDITURE_SOURCES = DailyBalance.ExpenditureSource.choices


class PercentInput(StrictSerializer):
    """Shares of energy; they add up to 100 ± 0.5."""

    def get_fields(self) -> dict[str, Any]:
        return {name: _share(Decimal(100)) for name in ("protein", "carbohydrate", "fat")}


class GramsPerKgInput(StrictSerializer):
    """Grams a kilogram of body mass; carbohydrate takes the rest."""

    def get_fields(self) -> dict[str, Any]:
        return {name: _share(MOST_G_PER_KG) for name in ("protein", "fat")}


def _share(most: Decimal) -> serializers.FloatField:
    return serializers.FloatField(min_value=0, max_value=float(most))


class MacrosInput(StrictSerializer):
    """One of the three."""

    preset = serializers.ChoiceField(choices=sorted(PRESETS), required=False)
    percent = PercentInput(required=False)
    g_per_kg = GramsPerKgInput(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            message = _("Give one of preset, percent and g_per_kg.")
            raise serializers.ValidationError(message, "exactly_one")
        return attrs


class GoalInput(StrictSerializer):
    """A direction at a pace, or a body mass to reach by a day; with it, if wished, an energy and
    shares of macronutrients."""

    direction = serializers.ChoiceField(choices=Goal.Direction.choices, required=False)
    pace = serializers.ChoiceField(choices=Goal.Pace.choices, default=Goal.Pace.MODERATE.value)
    target_body_mass_kg = serializers.DecimalField(
        max_digits=5,
        decimal_places=2,
        min_value=Decimal(20),
        max_value=Decimal(400),
        required=False,
    )
    target_date = DayField(required=False)
    wanted_kcal = serializers.DecimalField(
        max_digits=7,
        decimal_places=2,
        min_value=Decimal(1),
        max_value=Decimal(10_000),
        required=False,
        help_text="Comes before the pace; brought inside the limits like everything else.",
    )
    macros = MacrosInput(required=False)
    valid_from = DayField(required=False, help_text="Default: today.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        planned = [name for name in ("target_body_mass_kg", "target_date") if name in attrs]
        if len(planned) == 1:
            other = "target_date" if planned[0] == "target_body_mass_kg" else "target_body_mass_kg"
            message = _("A body mass to reach and the day belong together.")
            raise serializers.ValidationError(
                {other: [serializers.ErrorDetail(message, "required")]}
            )
        if planned and ("direction" in attrs or "wanted_kcal" in attrs):
            extra = "direction" if "direction" in attrs else "wanted_kcal"
            message = _("It follows from the body mass to reach.")
            raise serializers.ValidationError(
                {extra: [serializers.ErrorDetail(message, "not_with_target")]}
            )
        if not planned and "direction" not in attrs:
            message = _("Say a direction, or a body mass to reach and the day.")
            raise serializers.ValidationError(
                {"direction": [serializers.ErrorDetail(message, "required")]}
            )
        return attrs


class GoalPreviewInput(GoalInput):
    days = serializers.IntegerField(
        min_value=0, max_value=730, default=182, help_text="How far the outlook goes."
    )


def wish_of(given: dict[str, Any]) -> Wish:
    terms = ("direction", "pace", "target_body_mass_kg", "target_date", "wanted_kcal", "macros")
    return Wish(**{name: given[name] for name in terms if name in given})


class GoalOutput(OutputSerializer):
    id = serializers.UUIDField()
    valid_from = serializers.DateField()
    direction = serializers.ChoiceField(choices=Goal.Direction.choices)
    pace = serializers.ChoiceField(choices=Goal.Pace.choices)
    target_body_mass_kg = serializers.FloatField(allow_null=True)
    target_date = serializers.DateField(allow_null=True)
    wanted_kcal = serializers.FloatField(allow_null=True)
    planned_kcal = serializers.FloatField(allow_null=True)
    macros = serializers.DictField()


class GoalReasonOutput(OutputSerializer):
    """Why a goal is not as it was wished, where that comes from and where to turn."""

    code = serializers.CharField()
    message = serializers.CharField()
    turn_to = serializers.ChoiceField(choices=[each.value for each in Turn], allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]
    evidence = serializers.CharField()

    @classmethod
    def present(cls, instance: Limit | Condition) -> dict[str, Any]:
        rule = RULES[instance]
        return {
            "code": instance.code if isinstance(instance, Limit) else instance.value,
            "message": sentence(instance),
            "turn_to": rule.turn_to,
            "source": rule.source,
            "evidence": rule.evidence,
        }


class ClampOutput(OutputSerializer):
    """One step of bringing the energy inside the limits."""

    code = serializers.CharField()
    before_kcal = serializers.FloatField(allow_null=True)
    after_kcal = serializers.FloatField(allow_null=True)

    @classmethod
    def present(cls, instance: Clamp) -> dict[str, Any]:
        return {
            "code": instance.limit.code,
            "before_kcal": round(instance.before_kcal, 2),
            "after_kcal": round(instance.after_kcal, 2),
        }


class MacroTargetOutput(OutputSerializer):
    protein_g = serializers.FloatField()
    carbohydrate_g = serializers.FloatField()
    fat_g = serializers.FloatField()
    warnings = serializers.ListField(child=serializers.CharField())


class PlanOutput(OutputSerializer):
    """The dynamic model's intakes: to keep the present weight, to reach the goal, to keep it."""

    maintenance_kcal = serializers.FloatField(allow_null=True)
    reach_kcal = serializers.FloatField(allow_null=True)
    keep_kcal = serializers.FloatField(allow_null=True)
    earliest_days = serializers.IntegerField(allow_null=True)


class ProjectedDayOutput(OutputSerializer):
    """Body mass on a day, and between what: the 90 % interval of the expenditure."""

    date = serializers.DateField()
    lower_kg = serializers.FloatField(allow_null=True)
    expected_kg = serializers.FloatField(allow_null=True)
    upper_kg = serializers.FloatField(allow_null=True)


def projected(outlook: Outlook) -> list[dict[str, Any]]:
    """Each day of the fan, as a chart takes it."""
    curves = zip(outlook.curves.lower, outlook.curves.middle, outlook.curves.upper, strict=True)
    return [
        {
            "date": outlook.first + timedelta(days=n),
            "lower_kg": round(lower, 2),
            "expected_kg": round(expected, 2),
            "upper_kg": round(upper, 2),
        }
        for n, (lower, expected, upper) in enumerate(curves)
    ]


def _macros(target: MacroTarget) -> dict[str, Any]:
    grams = {
        name: round(getattr(target, name), 1) for name in ("protein_g", "carbohydrate_g", "fat_g")
    }
    return {**grams, "warnings": list(target.warnings)}


class GoalPreviewOutput(OutputSerializer):
    """What a goal comes to on its first day. ``refused`` says why it cannot be set."""

    valid_from = serializers.DateField()
    direction = serializers.ChoiceField(choices=Goal.Direction.choices)
    decision = serializers.ChoiceField(choices=[each.value for each in Decision])
    refused = GoalReasonOutput(allow_null=True)
    goal_kcal = serializers.FloatField(allow_null=True)
    expenditure_kcal = serializers.FloatField(allow_null=True)
    expenditure_margin_kcal = serializers.FloatField(allow_null=True)
    expenditure_source = serializers.ChoiceField(choices=EXPENDITURE_SOURCES)
    limits = GoalReasonOutput(many=True)
    clamps = ClampOutput(many=True)
    consult = GoalReasonOutput(many=True)
    lowest_body_mass_kg = serializers.FloatField(allow_null=True)
    macros = MacroTargetOutput(allow_null=True)
    plan = PlanOutput(allow_null=True)
    outlook = ProjectedDayOutput(many=True)

    @classmethod
    def present(cls, instance: Preview) -> dict[str, Any]:
        target, usual = instance.target, instance.usual
        return {
            "valid_from": instance.on,
            "direction": instance.wish.direction,
            "decision": target.decision,
            "refused": GoalReasonOutput.present(instance.refused) if instance.refused else None,
            "goal_kcal": None if target.energy_kcal is None else round(target.energy_kcal, 2),
            "expenditure_kcal": round(usual.total_kcal, 2),
            "expenditure_margin_kcal": round(usual.margin_kcal, 2),
            "expenditure_source": usual.source,
            "limits": GoalReasonOutput.present_all(target.limits),
            "clamps": ClampOutput.present_all(target.clamps),
            "consult": GoalReasonOutput.present_all(target.consult),
            "lowest_body_mass_kg": target.lowest_goal_mass_kg,
            "macros": _macros(instance.macros) if instance.macros else None,
            "plan": PlanOutput.present(instance.plan) if instance.plan else None,
            "outlook": projected(instance.outlook) if instance.outlook else [],
        }
