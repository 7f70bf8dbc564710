"""What meals and days look like on the wire."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.meals.api.serializers.fields import UNITS, BarcodeField, ZoneField, grams
from apps.meals.api.serializers.foods import MacrosOutput
from apps.meals.models import Meal
from apps.shared.api.serializers import InstantField, OutputSerializer, StrictSerializer
from apps.shared.provenance import ConfidenceLevel

MAX_ITEMS = 50


class ItemQuantityInput(StrictSerializer):
    """Which food and how much of it: grams, a quantity in another unit, or a portion of the food
    and how many."""

    food_id = serializers.UUIDField(required=False)
    barcode = BarcodeField(required=False)
    quantity_g = grams(required=False, min_value=Decimal("0.01"))
    quantity = serializers.DecimalField(
        required=False,
        max_digits=11,
        decimal_places=3,
        min_value=Decimal("0.001"),
        max_value=20_000_000,
        help_text="In the unit given beside it; at most 20 kg.",
    )
    unit = serializers.ChoiceField(choices=UNITS, required=False)
    portion_id = serializers.UUIDField(required=False)
    portion_count = serializers.DecimalField(
        required=False,
        max_digits=6,
        decimal_places=2,
        min_value=Decimal("0.01"),
        max_value=1000,
    )
    precision_g = grams(required=False, min_value=Decimal(0))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        _require_one(attrs, "food_id", "barcode")
        _require_one(attrs, "quantity_g", "portion_id", "quantity")
        _require_both(attrs, "quantity", "unit")
        if "portion_count" in attrs and "portion_id" not in attrs:
            message = _("Say which portion with portion_id.")
            raise serializers.ValidationError({"portion_count": [message]}, "portion_missing")
        return attrs


def _require_one(attrs: dict[str, Any], *names: str) -> None:
    if sum(name in attrs for name in names) != 1:
        message = _("Give exactly one of %(names)s.") % {"names": ", ".join(names)}
        raise serializers.ValidationError({names[0]: [message]}, "either_or")


def _require_both(attrs: dict[str, Any], first: str, second: str) -> None:
    if (first in attrs) != (second in attrs):
        missing, given = (second, first) if first in attrs else (first, second)
        message = _("%(given)s needs %(missing)s.") % {"given": given, "missing": missing}
        raise serializers.ValidationError({missing: [message]}, "missing_beside")


class ItemInput(ItemQuantityInput):
    id = serializers.UUIDField(help_text="Made by the phone (UUIDv7); sending it again is safe.")


class MealInput(StrictSerializer):
    id = serializers.UUIDField(help_text="Made by the phone (UUIDv7); sending it again is safe.")
    type = serializers.ChoiceField(choices=Meal.Type.choices)
    eaten_at = InstantField()
    timezone = ZoneField(required=False, help_text="Default: the user's time zone.")
    logged_by = serializers.ChoiceField(
        choices=Meal.LoggedBy.choices, default=Meal.LoggedBy.MANUAL.value
    )
    note = serializers.CharField(max_length=500, allow_blank=True, default="")
    photo_analysis_id = serializers.UUIDField(
        required=False, help_text="The analysis whose draft this meal confirms."
    )
    items = ItemInput(many=True, default=list, max_length=MAX_ITEMS)  # type: ignore[call-arg]

    def validate_items(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        ids = [item["id"] for item in items]
        if len(set(ids)) != len(ids):
            raise serializers.ValidationError(_("Two items have the same id."), "id_repeated")
        return items


class MealChange(StrictSerializer):
    type = serializers.ChoiceField(choices=Meal.Type.choices, required=False)
    eaten_at = InstantField(required=False)
    timezone = ZoneField(required=False)
    note = serializers.CharField(max_length=500, allow_blank=True, required=False)


class IntervalOutput(OutputSerializer):
    low = serializers.FloatField()
    high = serializers.FloatField()


class ItemOutput(OutputSerializer):
    """A logged item with the snapshot it was computed from; amounts are of what was eaten."""

    id = serializers.UUIDField()
    meal_id = serializers.UUIDField()
    food_id = serializers.UUIDField()
    food_version_id = serializers.UUIDField()
    food_name = serializers.CharField()
    quantity_g = serializers.FloatField()
    precision_g = serializers.FloatField()
    interval_g = IntervalOutput(help_text="What ± `precision_g` leaves possible.")
    energy_interval_kcal = IntervalOutput(
        allow_null=True, help_text="The energy of the least and of the most of that amount."
    )
    quantity = serializers.FloatField(
        allow_null=True, help_text="As it was given, in `unit`; null where grams or a portion were."
    )
    unit = serializers.ChoiceField(choices=UNITS, allow_blank=True)
    portion_name = serializers.CharField()
    portion_count = serializers.FloatField(allow_null=True)
    nutrients = MacrosOutput(source="*")
    source = serializers.CharField()  # type: ignore[assignment]
    licence = serializers.CharField()
    confidence = serializers.FloatField()
    confidence_level = serializers.ChoiceField(choices=[level.value for level in ConfidenceLevel])
    updated_at = serializers.DateTimeField()


class TotalOutput(OutputSerializer):
    """A sum and how many of the items told their value; null when none did."""

    value = serializers.FloatField(allow_null=True)
    reported = serializers.IntegerField()
    coverage = serializers.FloatField()


class TotalsOutput(OutputSerializer):
    nutrients = serializers.DictField(child=TotalOutput())
    items_count = serializers.IntegerField()
    confidence = serializers.FloatField(allow_null=True)
    confidence_level = serializers.ChoiceField(
        choices=[level.value for level in ConfidenceLevel], allow_null=True
    )
    energy_margin_kcal = serializers.FloatField()
    energy_interval_kcal = IntervalOutput(
        allow_null=True,
        help_text="What the items' ± leave likely; independent errors add in quadrature.",
    )
    quantity_g = serializers.FloatField()
    interval_g = IntervalOutput()


class MealOutput(OutputSerializer):
    id = serializers.UUIDField()
    type = serializers.ChoiceField(choices=Meal.Type.choices)
    eaten_at = serializers.DateTimeField()
    timezone = serializers.CharField()
    local_date = serializers.DateField()
    logged_by = serializers.CharField()
    note = serializers.CharField()
    items = ItemOutput(many=True, source="living_items")
    totals = TotalsOutput()
    updated_at = serializers.DateTimeField()


class DayOutput(OutputSerializer):
    """A day of the diary: meals, totals with coverage, sources."""

    date = serializers.DateField()
    meals = MealOutput(many=True)
    totals = TotalsOutput()
    sources = serializers.ListField(child=serializers.CharField())
