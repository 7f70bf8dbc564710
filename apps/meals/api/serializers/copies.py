"""What copying, templates of meals and batches look like on the wire."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.meals.api.serializers.diary import (
    MAX_ITEMS,
    ItemQuantityInput,
    MealOutput,
)
from apps.meals.api.serializers.fields import UNITS, ZoneField
from apps.meals.models import Meal
from apps.shared.api.serializers import InstantField, OutputSerializer, StrictSerializer

LARGEST_BATCH = 100


class MealAgainInput(StrictSerializer):
    """When a meal is eaten again; its items' ids are UUIDv5 of its id and the copied item's id
    (32 hexadecimal digits)."""

    id = serializers.UUIDField(help_text="Made by the phone (UUIDv7); sending it again is safe.")
    eaten_at = InstantField()
    timezone = ZoneField(required=False, help_text="Default: the user's time zone.")
    type = serializers.ChoiceField(
        choices=Meal.Type.choices, required=False, help_text="Default: as it was."
    )


class MealCopyInput(MealAgainInput):
    note = serializers.CharField(
        max_length=500, allow_blank=True, required=False, help_text="Default: as it was."
    )


class DayCopyInput(StrictSerializer):
    """Which day to copy to; meals' ids are UUIDv5 of this id and the copied meal's id."""

    id = serializers.UUIDField(help_text="Of this copy, made by the phone; repeating it is safe.")
    to_date = serializers.DateField()
    meal_ids = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=MAX_ITEMS,
        help_text="Default: all meals of the day.",
    )


class DayCopyOutput(OutputSerializer):
    meals = MealOutput(many=True)


class ServingOutput(OutputSerializer):
    """So much of a food."""

    food_id = serializers.UUIDField()
    food_name = serializers.CharField(source="food.name")
    quantity_g = serializers.FloatField()
    precision_g = serializers.FloatField()
    quantity = serializers.FloatField(allow_null=True)
    unit = serializers.ChoiceField(choices=UNITS, allow_blank=True)
    portion_name = serializers.CharField()
    portion_count = serializers.FloatField(allow_null=True)


class MealTemplateChange(StrictSerializer):
    """A template's name, and its items or the meal they are taken from."""

    name = serializers.CharField(max_length=200)
    type = serializers.ChoiceField(
        choices=Meal.Type.choices, required=False, help_text="Default: the meal's."
    )
    items = ItemQuantityInput(  # type: ignore[call-arg]
        many=True, required=False, allow_empty=False, max_length=MAX_ITEMS
    )
    from_meal = serializers.UUIDField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("items" in attrs) == ("from_meal" in attrs):
            message = _("Give either %(first)s or %(second)s.") % {
                "first": "items",
                "second": "from_meal",
            }
            raise serializers.ValidationError({"items": [message]}, "either_or")
        if "from_meal" not in attrs and "type" not in attrs:
            raise serializers.ValidationError({"type": [_("Say which meal it is.")]}, "required")
        return attrs


class MealTemplateInput(MealTemplateChange):
    id = serializers.UUIDField(help_text="Made by the phone (UUIDv7); sending it again is safe.")


class MealTemplateOutput(OutputSerializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    type = serializers.ChoiceField(choices=Meal.Type.choices)
    items = ServingOutput(many=True, source="listed_items")
    updated_at = serializers.DateTimeField()


class BatchInput(StrictSerializer):
    """Each operation is an object with ``op``, the ids its address would have (``meal_id``,
    ``item_id``), ``body`` as the single request takes it, and ``if_match`` if wanted."""

    operations = serializers.ListField(
        child=serializers.DictField(), min_length=1, max_length=LARGEST_BATCH
    )


class OperationInput(StrictSerializer):
    op = serializers.CharField(max_length=20)
    meal_id = serializers.UUIDField(required=False)
    item_id = serializers.UUIDField(required=False)
    body = serializers.DictField(required=False)
    if_match = serializers.CharField(required=False, max_length=200)


class BatchResult(OutputSerializer):
    """What the single request would have answered."""

    status = serializers.IntegerField()
    body = serializers.DictField(allow_null=True)
    problem = serializers.DictField(allow_null=True)


class BatchOutput(OutputSerializer):
    """One result for each operation, in their order."""

    results = BatchResult(many=True)
