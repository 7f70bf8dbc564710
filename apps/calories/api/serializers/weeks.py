"""Weeks on the wire."""

from rest_framework import serializers

from apps.calories.models import WeeklyTrend
from apps.shared.api.serializers import OutputSerializer, StrictSerializer


class WeeksQuery(StrictSerializer):
    weeks = serializers.IntegerField(
        min_value=1, max_value=52, default=12, help_text="How many, the current one included."
    )


class WeekOutput(OutputSerializer):
    """A week from Monday to Sunday. Averages are of the days on which everything was logged."""

    week_start = serializers.DateField()
    week_end = serializers.DateField()
    is_closed = serializers.BooleanField()
    days_logged = serializers.IntegerField()
    data_points = serializers.IntegerField(help_text="Days on which everything was logged.")
    average_consumed_kcal = serializers.FloatField(allow_null=True)
    average_expenditure_kcal = serializers.FloatField(allow_null=True)
    average_balance_kcal = serializers.FloatField(allow_null=True)
    balance_margin_kcal = serializers.FloatField(allow_null=True)
    confidence = serializers.FloatField(allow_null=True)
    direction = serializers.ChoiceField(
        choices=WeeklyTrend.Direction.choices,
        allow_null=True,
        help_text="Of the balance, by the test of Mann and Kendall; null below four days.",
    )
    adherence_percent = serializers.FloatField(allow_null=True)
    average_deviation_kcal = serializers.FloatField(allow_null=True)


class WeekListOutput(OutputSerializer):
    results = WeekOutput(many=True)
