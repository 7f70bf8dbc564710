"""What own foods and recipes look like on the wire."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.meals import selectors
from apps.meals.api.serializers.copies import ServingOutput
from apps.meals.api.serializers.diary import MAX_ITEMS, ItemQuantityInput
from apps.meals.api.serializers.fields import BarcodeField, grams
from apps.meals.api.serializers.foods import FoodDetailOutput
from apps.meals.services import PER_PORTION
from apps.shared.api.serializers import OutputSerializer, StrictSerializer
from apps.shared.nutrients import NUTRIENTS

ID_HELP = "Made by the phone (UUIDv7), also the food's id; sending it again is safe."


class OwnPortionInput(StrictSerializer):
    name = serializers.CharField(max_length=100)
    mass_g = grams(min_value=Decimal("0.01"))


class OwnFoodChange(StrictSerializer):
    """A food as its user describes it; ``nutrients`` by code, in the unit of the code."""

    name = serializers.CharField(max_length=300)
    brand = serializers.CharField(max_length=200, allow_blank=True, default="")
    category = serializers.CharField(max_length=120, allow_blank=True, default="")
    barcode = BarcodeField(required=False)
    nutrients_per = serializers.ChoiceField(
        choices=["100g", "100ml", PER_PORTION], default="100g", source="per"
    )
    portion = OwnPortionInput(required=False)
    nutrients = serializers.DictField(
        child=serializers.DecimalField(max_digits=10, decimal_places=4, min_value=Decimal(0)),
        allow_empty=False,
    )

    def validate_nutrients(self, nutrients: dict[str, Decimal]) -> dict[str, Decimal]:
        unknown = {
            code: [serializers.ErrorDetail(_("We know no such nutrient."), "unknown_nutrient")]
            for code in nutrients
            if code not in NUTRIENTS
        }
        if unknown:
            raise serializers.ValidationError(unknown)
        return nutrients

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["per"] == PER_PORTION and "portion" not in attrs:
            message = _("Say what a portion weighs.")
            raise serializers.ValidationError({"portion": [message]}, "required")
        return attrs


class OwnFoodInput(OwnFoodChange):
    id = serializers.UUIDField(help_text=ID_HELP)


class OfPrivateFood(OutputSerializer):
    """Something with a private ``food``, which is rated when it is shown."""

    @classmethod
    def present(cls, instance: Any) -> dict[str, Any]:
        selectors.detailed(instance.food)
        return super().present(instance)


class OwnFoodOutput(OfPrivateFood):
    """An own food; ``proposal_id`` is its draft for the catalogue, where it was proposed."""

    id = serializers.UUIDField(source="pk")
    barcode = serializers.CharField(source="gtin", allow_null=True)
    proposal_id = serializers.UUIDField(allow_null=True)
    food = FoodDetailOutput()
    updated_at = serializers.DateTimeField()


class RecipeChange(StrictSerializer):
    """A recipe as a whole. ``yield_factor`` is the cooked mass divided by the raw mass."""

    name = serializers.CharField(max_length=300)
    servings = serializers.DecimalField(
        max_digits=5, decimal_places=2, min_value=Decimal("0.01"), max_value=Decimal(100)
    )
    yield_factor = serializers.DecimalField(
        max_digits=4,
        decimal_places=3,
        min_value=Decimal("0.1"),
        max_value=Decimal(5),
        default=Decimal(1),
    )
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")
    ingredients = ItemQuantityInput(  # type: ignore[call-arg]
        many=True, allow_empty=False, max_length=MAX_ITEMS
    )


class RecipeInput(RecipeChange):
    id = serializers.UUIDField(help_text=ID_HELP)


class IngredientOutput(ServingOutput):
    food_version_id = serializers.UUIDField()


class RecipeOutput(OfPrivateFood):
    """A recipe and the food it makes, per 100 g cooked; its portion is one serving."""

    id = serializers.UUIDField(source="pk")
    name = serializers.CharField(source="food.name")
    servings = serializers.FloatField()
    yield_factor = serializers.FloatField()
    note = serializers.CharField()
    ingredients = IngredientOutput(many=True, source="listed_ingredients")
    raw_mass_g = serializers.FloatField()
    cooked_mass_g = serializers.FloatField()
    food = FoodDetailOutput()
    updated_at = serializers.DateTimeField()
