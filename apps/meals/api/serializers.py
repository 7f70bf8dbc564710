"""What meals and foods look like on the wire."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.meals.domain.barcodes import (
    EMPTY,
    NOT_DIGITS,
    TOO_LONG,
    TOO_SHORT,
    BarcodeError,
    normalise,
)
from apps.meals.models import Meal
from apps.shared.api.serializers import InstantField, OutputSerializer, StrictSerializer
from apps.shared.days import zone
from apps.shared.provenance import ConfidenceLevel, Source

MAX_ITEMS = 50
MAX_QUANTITY_G = 20_000


def grams(**options: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=8, decimal_places=2, max_value=20000, **options)


class ZoneField(serializers.CharField):
    """An IANA time zone name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=64, **options)

    def to_internal_value(self, data: Any) -> str:
        name: str = super().to_internal_value(data)
        try:
            zone(name)
        except ValueError:
            message = _("%(name)s is not a time zone.") % {"name": name}
            raise serializers.ValidationError(message, "unknown_time_zone") from None
        return name


def barcode_message(error: BarcodeError) -> str:
    """The sentence for a barcode that cannot be one."""
    if error.expected_digit is not None:
        return _("The check digit is wrong; it should be %(digit)s.") % {
            "digit": error.expected_digit
        }
    sentences = {
        EMPTY: _("The barcode is empty."),
        NOT_DIGITS: _("A barcode has only digits."),
        TOO_SHORT: _("A barcode has at least 8 digits."),
        TOO_LONG: _("A barcode has at most 14 digits."),
    }
    return sentences.get(error.code, _("The barcode is not valid."))


class BarcodeField(serializers.CharField):
    """A barcode as scanned; becomes its GTIN-14."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=32, **options)

    def to_internal_value(self, data: Any) -> str:
        try:
            return normalise(super().to_internal_value(data))
        except BarcodeError as error:
            raise serializers.ValidationError(barcode_message(error), error.code) from error


class ItemQuantityInput(StrictSerializer):
    """Which food and how much of it: grams, or a portion of the food and how many."""

    food_id = serializers.UUIDField(required=False)
    barcode = BarcodeField(required=False)
    quantity_g = grams(required=False, min_value=Decimal("0.01"))
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
        _require_one(attrs, "quantity_g", "portion_id")
        if "portion_count" in attrs and "portion_id" not in attrs:
            message = _("Say which portion with portion_id.")
            raise serializers.ValidationError({"portion_count": [message]}, "portion_missing")
        return attrs


def _require_one(attrs: dict[str, Any], first: str, second: str) -> None:
    if (first in attrs) == (second in attrs):
        message = _("Give either %(first)s or %(second)s.") % {"first": first, "second": second}
        raise serializers.ValidationError({first: [message]}, "either_or")


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


class SearchQuery(StrictSerializer):
    q = serializers.CharField(max_length=200, help_text="What was typed.")
    limit = serializers.IntegerField(min_value=1, max_value=50, default=20)


class MacrosOutput(OutputSerializer):
    """Amounts in the units of their names; null is unknown."""

    energy_kcal = serializers.FloatField(allow_null=True)
    protein_g = serializers.FloatField(allow_null=True)
    carbohydrate_g = serializers.FloatField(allow_null=True)
    sugars_g = serializers.FloatField(allow_null=True)
    fat_g = serializers.FloatField(allow_null=True)
    saturated_fat_g = serializers.FloatField(allow_null=True)
    fiber_g = serializers.FloatField(allow_null=True)
    salt_g = serializers.FloatField(allow_null=True)
    sodium_mg = serializers.FloatField(allow_null=True)
    alcohol_g = serializers.FloatField(allow_null=True)


class ProvenanceOutput(OutputSerializer):
    source = serializers.ChoiceField(choices=[s.value for s in Source])  # type: ignore[assignment]
    source_id = serializers.CharField()
    licence = serializers.CharField()
    confidence = serializers.FloatField()
    completeness = serializers.FloatField()
    fetched_at = serializers.DateTimeField()


class FoodOutput(OutputSerializer):
    """A food with its main values per 100 g or 100 ml and where they come from."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    brand = serializers.CharField()
    category = serializers.CharField()
    gtin = serializers.CharField(allow_null=True)
    is_generic = serializers.BooleanField()
    status = serializers.CharField()
    per = serializers.ChoiceField(choices=["100g", "100ml"], source="current_version.per")
    nutrients = MacrosOutput(source="current_version")
    provenance = ProvenanceOutput(source="current_version")


class PortionOutput(OutputSerializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    mass_g = serializers.FloatField()


class MicronutrientOutput(OutputSerializer):
    value = serializers.FloatField()
    confidence = serializers.FloatField()
    trace = serializers.BooleanField()


class FoodDetailOutput(FoodOutput):
    """A food with everything known of it."""

    version = serializers.IntegerField(source="current_version.number")
    micronutrients = serializers.DictField(
        child=MicronutrientOutput(), source="current_version.stated_micronutrients"
    )
    traces = serializers.ListField(child=serializers.CharField(), source="current_version.traces")
    value_sources = serializers.DictField(source="current_version.value_sources")
    portions = PortionOutput(many=True, source="listed_portions")


class FoodListOutput(OutputSerializer):
    results = FoodOutput(many=True)


class ItemOutput(OutputSerializer):
    """A logged item with the snapshot it was computed from; amounts are of what was eaten."""

    id = serializers.UUIDField()
    meal_id = serializers.UUIDField()
    food_id = serializers.UUIDField()
    food_version_id = serializers.UUIDField()
    food_name = serializers.CharField()
    quantity_g = serializers.FloatField()
    precision_g = serializers.FloatField()
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
