"""Basal rates and requirements on the wire."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.calories.domain.metabolic_rate import Equation
from apps.calories.domain.requirement import ACTIVITY_FACTORS
from apps.shared.api.dates import DayField
from apps.shared.api.serializers import OutputSerializer, StrictSerializer


class BodyQuery(StrictSerializer):
    """A body; what is not given is taken from the user's own profile."""

    sex = serializers.ChoiceField(choices=["male", "female", "other"], required=False)
    birth_date = DayField(required=False)
    age_years = serializers.IntegerField(min_value=0, max_value=120, required=False)
    height_cm = serializers.DecimalField(
        max_digits=4,
        decimal_places=1,
        min_value=Decimal(50),
        max_value=Decimal(272),
        required=False,
    )
    body_mass_kg = serializers.DecimalField(
        max_digits=5,
        decimal_places=2,
        min_value=Decimal(20),
        max_value=Decimal(400),
        required=False,
    )
    body_fat_percent = serializers.DecimalField(
        max_digits=4, decimal_places=1, min_value=Decimal(2), max_value=Decimal(70), required=False
    )
    activity_level = serializers.ChoiceField(choices=list(ACTIVITY_FACTORS), required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "birth_date" in attrs and "age_years" in attrs:
            message = _("Give the date of birth or the age.")
            raise serializers.ValidationError(
                {"age_years": [serializers.ErrorDetail(message, "not_both")]}
            )
        return attrs


def parts_of(given: dict[str, Any], today: date) -> dict[str, Any]:
    """The given parts of a body; someone of an age was born on this day so many years ago."""
    parts = dict(given)
    if "age_years" in parts:
        parts["birth_date"] = _years_before(today, parts.pop("age_years"))
    return parts


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, month=3, day=1)


class RateOutput(OutputSerializer):
    equation = serializers.ChoiceField(choices=[each.value for each in Equation])
    estimate_kcal = serializers.FloatField(allow_null=True)
    used_kcal = serializers.FloatField(allow_null=True, help_text="Never below 1,200.")
    floor_applied = serializers.BooleanField()
    standard_error_kcal = serializers.FloatField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]
    evidence = serializers.CharField()


class LackingOutput(OutputSerializer):
    equation = serializers.ChoiceField(choices=[each.value for each in Equation])
    missing = serializers.ListField(child=serializers.CharField())


class RatesOutput(OutputSerializer):
    """Basal rates by every equation the body is known well enough for."""

    default = serializers.CharField(help_text="The equation whose rate is used.")
    rates = RateOutput(many=True)
    lacking = LackingOutput(many=True)


class NeedOutput(OutputSerializer):
    method = serializers.CharField()
    energy_kcal = serializers.FloatField(allow_null=True)
    energy_mj = serializers.FloatField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]
    evidence = serializers.CharField()


class RequirementOutput(OutputSerializer):
    """The energy requirement by the published methods, for one level of activity."""

    activity_level = serializers.CharField(allow_null=True)
    activity_factor = serializers.FloatField(allow_null=True)
    addition_kcal = serializers.FloatField(
        allow_null=True, help_text="For pregnancy or breast-feeding; in every figure below."
    )
    requirements = NeedOutput(many=True)
    missing = serializers.ListField(child=serializers.CharField())
    activity_factors = serializers.DictField(child=serializers.FloatField())
