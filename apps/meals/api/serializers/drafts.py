"""What a draft of a meal looks like on the wire."""

from rest_framework import serializers

from apps.meals.api.serializers.diary import IntervalOutput
from apps.meals.models import Meal
from apps.meals.services import LONGEST_TEXT
from apps.shared.api.serializers import InstantField, OutputSerializer, StrictSerializer
from apps.shared.provenance import ConfidenceLevel


class TextInput(StrictSerializer):
    text = serializers.CharField(
        max_length=LONGEST_TEXT, help_text="What was eaten, in Italian, typed or dictated."
    )
    type = serializers.ChoiceField(choices=Meal.Type.choices, required=False)
    eaten_at = InstantField(required=False)


class ChoiceOutput(OutputSerializer):
    """A food that may be meant and how much of it; ready to be sent as an item of a meal."""

    food_id = serializers.UUIDField()
    food_name = serializers.CharField()
    brand = serializers.CharField()
    category = serializers.CharField()
    quantity_g = serializers.FloatField()
    precision_g = serializers.FloatField(help_text="The amount is within ± so many grams.")
    interval_g = IntervalOutput()
    energy_kcal = serializers.FloatField(allow_null=True)
    energy_interval_kcal = IntervalOutput(
        allow_null=True, help_text="The energy of the least and of the most of that amount."
    )
    portion_id = serializers.UUIDField(
        allow_null=True, help_text="The portion of the food that the grams follow from."
    )
    portion_name = serializers.CharField(help_text="The portion, or the household measure.")
    portion_count = serializers.FloatField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]
    licence = serializers.CharField()
    confidence = serializers.FloatField(help_text="That food and amount are what was meant, 0-1.")
    confidence_level = serializers.ChoiceField(choices=[level.value for level in ConfidenceLevel])


class DraftItemOutput(OutputSerializer):
    """A food of the text, with what else it may be; offsets count characters of the text."""

    choice = ChoiceOutput()
    alternatives = ChoiceOutput(many=True)
    meal_type = serializers.ChoiceField(choices=Meal.Type.choices, allow_null=True)
    text = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()


class UnmatchedOutput(OutputSerializer):
    text = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()


class DraftOutput(OutputSerializer):
    """A meal as a text tells it; nothing is stored until it is logged."""

    text = serializers.CharField()
    type = serializers.ChoiceField(choices=Meal.Type.choices, allow_null=True)
    eaten_at = serializers.DateTimeField(allow_null=True)
    items = DraftItemOutput(many=True)
    unmatched = UnmatchedOutput(many=True, help_text="Words that no food was found for.")
