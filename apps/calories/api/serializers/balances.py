"""What balances, goals and energy profiles look like on the wire."""

from decimal import Decimal

from rest_framework import serializers

from apps.calories.models import DailyBalance
from apps.shared.api.serializers import OutputSerializer, StrictSerializer


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
    consumed_kcal = serializers.FloatField(allow_null=True)
    protein_g = serializers.FloatField(allow_null=True)
    carbohydrate_g = serializers.FloatField(allow_null=True)
    fat_g = serializers.FloatField(allow_null=True)
    energy_margin_kcal = serializers.FloatField(
        allow_null=True, help_text="± of what was eaten, by how precisely it was weighed."
    )
    consumed_confidence = serializers.FloatField(allow_null=True)
    basal_kcal = serializers.FloatField(allow_null=True)
    active_kcal = serializers.FloatField(allow_null=True)
    expenditure_source = serializers.ChoiceField(choices=DailyBalance.ExpenditureSource.choices)
    expenditure_confidence = serializers.FloatField(allow_null=True)
    expenditure_margin_kcal = serializers.FloatField(
        allow_null=True, help_text="Half the width of its 90 % interval."
    )
    net_balance_kcal = serializers.FloatField(allow_null=True)
    balance_margin_kcal = serializers.FloatField(
        allow_null=True, help_text="The same of the balance, if everything eaten is logged."
    )
    planned_expenditure_kcal = serializers.FloatField(
        allow_null=True, help_text="The habitual expenditure the goal is built on."
    )
    active_credit_kcal = serializers.FloatField(
        allow_null=True, help_text="What the goal grew by for measured activity."
    )
    goal_kcal = serializers.FloatField(allow_null=True)
    goal_limits = serializers.ListField(child=serializers.CharField())
    goal_achieved = serializers.BooleanField(allow_null=True)
    protein_goal_g = serializers.FloatField(allow_null=True)
    carbohydrate_goal_g = serializers.FloatField(allow_null=True)
    fat_goal_g = serializers.FloatField(allow_null=True)
    overall_confidence = serializers.FloatField(allow_null=True)
    day_complete = serializers.BooleanField(
        help_text="Everything eaten is logged; other days count in no average."
    )
    completeness_from = serializers.ChoiceField(choices=["user", "inferred"])
    missing = serializers.ListField(
        child=serializers.CharField(), help_text="What nobody has told of the body."
    )


class CompletenessInput(StrictSerializer):
    is_complete = serializers.BooleanField(
        allow_null=True, help_text="Null takes the word back: it is inferred again."
    )


class BalanceListOutput(OutputSerializer):
    results = BalanceOutput(many=True)


class EnergyProfileOutput(OutputSerializer):
    id = serializers.UUIDField()
    valid_from = serializers.DateField()
    body_mass_kg = serializers.FloatField(allow_null=True)
    height_cm = serializers.FloatField()
    birth_date = serializers.DateField()
    sex = serializers.CharField()
    activity_level = serializers.CharField()
    conditions = serializers.ListField(child=serializers.CharField())
    due_date = serializers.DateField(allow_null=True)
