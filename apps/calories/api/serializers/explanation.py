"""Where a day's figures come from, on the wire."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.calories.api.serializers.energy import RateOutput
from apps.calories.api.serializers.goals import EXPENDITURE_SOURCES, GoalReasonOutput
from apps.calories.domain.energy import Expenditure
from apps.calories.models import DailyBalance
from apps.calories.selectors import Explanation
from apps.shared.api.serializers import OutputSerializer


class PlateOutput(OutputSerializer):
    """One thing eaten, with the snapshot it was logged with."""

    id = serializers.UUIDField()
    meal_id = serializers.UUIDField()
    food_id = serializers.UUIDField()
    food_version_id = serializers.UUIDField()
    food_name = serializers.CharField()
    quantity_g = serializers.FloatField()
    precision_g = serializers.FloatField()
    energy_kcal = serializers.FloatField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]
    licence = serializers.CharField()
    confidence = serializers.FloatField()


class EatenOnDayOutput(OutputSerializer):
    """Their sum; the margins of quantities and of sources are added in quadrature."""

    items = PlateOutput(many=True)
    consumed_kcal = serializers.FloatField(allow_null=True)
    confidence = serializers.FloatField(allow_null=True)
    quantities_margin_kcal = serializers.FloatField(allow_null=True)
    sources_margin_kcal = serializers.FloatField(allow_null=True)
    margin_kcal = serializers.FloatField(allow_null=True)


class SpentOutput(OutputSerializer):
    source = serializers.ChoiceField(choices=EXPENDITURE_SOURCES)  # type: ignore[assignment]
    basal_kcal = serializers.FloatField(allow_null=True)
    active_kcal = serializers.FloatField(allow_null=True)
    total_kcal = serializers.FloatField(allow_null=True)
    margin_kcal = serializers.FloatField(allow_null=True)
    confidence = serializers.FloatField()

    @classmethod
    def present(cls, instance: Expenditure) -> dict[str, Any]:
        shown = super().present(instance)
        return {name: _rounded(value) for name, value in shown.items()}


class GoalStepOutput(OutputSerializer):
    code = serializers.CharField()
    after_kcal = serializers.FloatField(allow_null=True)

    @classmethod
    def present(cls, instance: dict[str, Any]) -> dict[str, Any]:
        return instance


class ExplanationOutput(OutputSerializer):
    """From each plate to the balance. ``candidates`` are the expenditures there were, the one
    that was used first; ``goal_steps`` lead from the habitual expenditure to the goal."""

    date = serializers.DateField()
    eaten = EatenOnDayOutput()
    spent = SpentOutput(allow_null=True)
    candidates = SpentOutput(many=True)
    basal_rate = RateOutput(allow_null=True)
    missing = serializers.ListField(child=serializers.CharField())
    goal_kcal = serializers.FloatField(allow_null=True)
    goal_steps = GoalStepOutput(many=True)
    goal_limits = GoalReasonOutput(many=True)
    net_balance_kcal = serializers.FloatField(allow_null=True)
    balance_margin_kcal = serializers.FloatField(allow_null=True)
    day_complete = serializers.BooleanField()
    completeness_from = serializers.ChoiceField(choices=["user", "inferred"])
    sentence = serializers.CharField(allow_null=True)

    @classmethod
    def present(cls, instance: Explanation) -> dict[str, Any]:
        balance = instance.balance
        return {
            "date": instance.date,
            "eaten": _eaten(instance),
            "spent": SpentOutput.present(balance.spent) if balance.spent else None,
            "candidates": SpentOutput.present_all(instance.candidates),
            "basal_rate": RateOutput.present(rate) if (rate := instance.basal_rate) else None,
            "missing": list(balance.missing),
            "goal_kcal": _rounded(balance.goal_kcal),
            "goal_steps": GoalStepOutput.present_all(instance.goal_steps),
            "goal_limits": GoalReasonOutput.present_all(
                balance.goal.limits if balance.goal else ()
            ),
            "net_balance_kcal": _rounded(instance.net_balance_kcal),
            "balance_margin_kcal": _rounded(balance.margin_kcal),
            "day_complete": balance.day_complete,
            "completeness_from": "inferred" if balance.said_complete is None else "user",
            "sentence": _sentence(instance),
        }


def _eaten(instance: Explanation) -> dict[str, Any]:
    intake = instance.balance.intake
    return {
        "items": PlateOutput.present_all(instance.diary.items),
        "consumed_kcal": _rounded(intake.energy_kcal),
        "confidence": intake.confidence and round(intake.confidence, 3),
        "quantities_margin_kcal": _rounded(intake.energy_margin_kcal),
        "sources_margin_kcal": _rounded(instance.sources_margin_kcal),
        "margin_kcal": _rounded(intake.margin_kcal),
    }


def _sentence(instance: Explanation) -> str | None:
    balance = instance.balance
    if instance.net_balance_kcal is None or balance.margin_kcal is None or balance.spent is None:
        return None
    return _(
        "%(eaten)d kcal eaten less %(spent)d kcal spent (%(source)s): %(net)+d ± %(margin)d kcal."
    ) % {
        "eaten": round(balance.intake.energy_kcal),
        "spent": round(balance.spent.total_kcal),
        "source": SOURCE_NAMES[balance.spent.source],
        "net": round(instance.net_balance_kcal),
        "margin": round(balance.margin_kcal),
    }


SOURCE_NAMES = dict(DailyBalance.ExpenditureSource.choices)


def _rounded(figure: Any) -> Any:
    return round(figure, 2) if isinstance(figure, Decimal) else figure
