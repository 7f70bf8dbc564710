"""What balances, goals and energy profiles look like on the wire."""

from decimal import Decimal

from rest_framework import serializers

from apps.calories.models import Goal
from apps.shared.api.serializers import OutputSerializer, StrictSerializer


class GoalInput(StrictSerializer):
    direction = serializers.ChoiceField(choices=Goal.Direction.choices)
    pace = serializers.ChoiceField(choices=Goal.Pace.choices, default=Goal.Pace.MODERATE.value)
    valid_from = serializers.DateField(required=False, help_text="Default: today.")


class EnergyProfileInput(StrictSerializer):
    body_mass_kg = serializers.DecimalField(
        max_digits=5, decimal_places=2, min_value=Decimal(20), max_value=Decimal(400)
    )
    valid_from = serializers.DateField(required=False, help_text="Default: today.")


class BalanceOutput(OutputSerializer):
    """Energy eaten and spent on a day, kcal; null is not known."""

    date = serializers.DateField()
    items_count = serializers.IntegerField()
    energy_reported_count = serializers.IntegerField()
    consumed_kcal = serializers.FloatField()
    protein_g = serializers.FloatField(allow_null=True)
    carbohydrate_g = serializers.FloatField(allow_null=True)
    fat_g = serializers.FloatField(allow_null=True)
    energy_margin_kcal = serializers.FloatField()
    consumed_confidence = serializers.FloatField(allow_null=True)
    basal_kcal = serializers.FloatField(allow_null=True)
    active_kcal = serializers.FloatField(allow_null=True)
    expenditure_source = serializers.ChoiceField(choices=["healthkit", "formula", "none"])
    expenditure_confidence = serializers.FloatField(allow_null=True)
    net_balance_kcal = serializers.FloatField(allow_null=True)
    goal_kcal = serializers.FloatField(allow_null=True)
    goal_limits = serializers.ListField(child=serializers.CharField())
    goal_achieved = serializers.BooleanField(allow_null=True)
    overall_confidence = serializers.FloatField(allow_null=True)


class BalanceListOutput(OutputSerializer):
    results = BalanceOutput(many=True)


class GoalOutput(OutputSerializer):
    id = serializers.UUIDField()
    valid_from = serializers.DateField()
    direction = serializers.ChoiceField(choices=Goal.Direction.choices)
    pace = serializers.ChoiceField(choices=Goal.Pace.choices)


class EnergyProfileOutput(OutputSerializer):
    id = serializers.UUIDField()
    valid_from = serializers.DateField()
    body_mass_kg = serializers.FloatField()
    height_cm = serializers.FloatField()
    birth_date = serializers.DateField()
    sex = serializers.CharField()
    activity_level = serializers.CharField()
