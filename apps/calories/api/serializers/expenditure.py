"""The adaptive expenditure and projections on the wire."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from apps.calories.api.serializers.goals import EXPENDITURE_SOURCES, ProjectedDayOutput, projected
from apps.calories.models import ExpenditureEstimate
from apps.calories.selectors.expenditure import ExpenditureDay, Projected
from apps.shared.api.serializers import OutputSerializer, StrictSerializer


class ExpenditureReasonOutput(OutputSerializer):
    code = serializers.CharField()
    message = serializers.CharField()


class ExpenditureOutput(OutputSerializer):
    """What this person spends, learnt from complete days and weigh-ins."""

    date = serializers.DateField(allow_null=True, help_text="The last day it knows of.")
    state = serializers.ChoiceField(choices=ExpenditureEstimate.State.choices)
    reasons = ExpenditureReasonOutput(many=True)
    mean_kcal = serializers.FloatField(allow_null=True)
    low_kcal = serializers.FloatField(allow_null=True)
    high_kcal = serializers.FloatField(allow_null=True)
    margin_kcal = serializers.FloatField(allow_null=True)
    complete_days = serializers.IntegerField()
    weigh_ins = serializers.IntegerField()
    trend_mass_kg = serializers.FloatField(allow_null=True)
    trend_change_kg = serializers.FloatField(allow_null=True, help_text="A week, of the trend.")
    formula_kcal = serializers.FloatField(allow_null=True)
    logged_kcal = serializers.FloatField(
        allow_null=True, help_text="Eaten a day on the complete ones of the last 28 days."
    )
    eaten_by_scale_kcal = serializers.FloatField(
        allow_null=True, help_text="What the scale says was eaten a day meanwhile (Sanghvi 2015)."
    )
    sentence = serializers.CharField(allow_null=True)
    missing = serializers.ListField(child=serializers.CharField())


class ExpenditureDayOutput(OutputSerializer):
    """As it was known on the day, and as all that is known now tells it (smoothed)."""

    date = serializers.DateField()
    state = serializers.ChoiceField(choices=ExpenditureEstimate.State.choices)
    mean_kcal = serializers.FloatField(allow_null=True)
    low_kcal = serializers.FloatField(allow_null=True)
    high_kcal = serializers.FloatField(allow_null=True)
    smoothed_kcal = serializers.FloatField(allow_null=True)
    smoothed_low_kcal = serializers.FloatField(allow_null=True)
    smoothed_high_kcal = serializers.FloatField(allow_null=True)
    consumed_kcal = serializers.FloatField(allow_null=True)
    body_mass_kg = serializers.FloatField(allow_null=True)
    trend_mass_kg = serializers.FloatField(allow_null=True)


class ExpenditureSeriesOutput(OutputSerializer):
    results = ExpenditureDayOutput(many=True)

    @classmethod
    def present(cls, instance: Sequence[ExpenditureDay]) -> dict[str, Any]:
        return {"results": ExpenditureDayOutput.present_all(instance)}


class ProjectionQuery(StrictSerializer):
    days = serializers.IntegerField(min_value=1, max_value=730, default=182)
    intake_kcal = serializers.DecimalField(
        max_digits=7,
        decimal_places=2,
        min_value=Decimal(0),
        max_value=Decimal(10_000),
        required=False,
        help_text="Eaten every day; default: the goal of today.",
    )


class ProjectionOutput(OutputSerializer):
    """Where eating the same every day leads, by Hall's model."""

    intake_kcal = serializers.FloatField(allow_null=True)
    maintenance_kcal = serializers.FloatField(allow_null=True)
    maintenance_margin_kcal = serializers.FloatField(allow_null=True)
    expenditure_source = serializers.ChoiceField(choices=EXPENDITURE_SOURCES)
    results = ProjectedDayOutput(many=True)

    @classmethod
    def present(cls, instance: Projected) -> dict[str, Any]:
        found = instance.outlook
        return {
            "intake_kcal": round(found.intake_kcal, 2),
            "maintenance_kcal": round(found.maintenance_kcal, 2),
            "maintenance_margin_kcal": round(found.margin_kcal, 2),
            "expenditure_source": instance.expenditure_source,
            "results": projected(found),
        }
