"""What sources and labels of one food look like on the wire."""

from rest_framework import serializers

from apps.meals.domain.nutrition_claims import Claim
from apps.shared.api.serializers import OutputSerializer
from apps.shared.provenance import Source

PER = ["100g", "100ml"]
CLAIMS = [(claim.value, claim.name) for claim in Claim]


class SourceVersionOutput(OutputSerializer):
    """The last telling of a source; one of the other unit is listed and not counted."""

    food_id = serializers.UUIDField(source="version.food_id")
    version = serializers.IntegerField(source="version.number")
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=[s.value for s in Source], source="version.source"
    )
    source_id = serializers.CharField(source="version.source_id")
    licence = serializers.CharField(source="version.licence")
    confidence = serializers.FloatField(help_text="Half of the source's while its food is flagged.")
    fetched_at = serializers.DateTimeField(source="version.fetched_at")
    per = serializers.ChoiceField(choices=PER, source="version.per")
    counted = serializers.BooleanField()


class ValueProvenanceOutput(OutputSerializer):
    """A value in the nutrient's unit with where it comes from."""

    value = serializers.FloatField(source="amount.value")
    trace = serializers.BooleanField(source="amount.trace")
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=[s.value for s in Source], source="provenance.source"
    )
    source_id = serializers.CharField(source="provenance.source_id")
    licence = serializers.CharField(source="provenance.licence")
    confidence = serializers.FloatField(source="provenance.confidence")
    fetched_at = serializers.DateTimeField(source="provenance.fetched_at")


class LoggedValueOutput(ValueProvenanceOutput):
    mean = serializers.BooleanField(help_text="Made of several sources' values by staff.")


class ContributionOutput(ValueProvenanceOutput):
    """One source's value with its share (0–1) of the say."""

    share = serializers.FloatField()
    within_tolerance = serializers.BooleanField(
        allow_null=True,
        help_text="Within the EU tolerance of the logged value; null where there is none.",
    )


class ComparedNutrientOutput(OutputSerializer):
    """``value`` is the mean of all sources by priority × confidence; ``logged`` what a diary
    takes, null where only another source knows the nutrient."""

    logged = LoggedValueOutput(allow_null=True)
    value = serializers.FloatField(source="resolved.amount.value")
    trace = serializers.BooleanField(source="resolved.amount.trace")
    confidence = serializers.FloatField(source="resolved.confidence")
    lowest = serializers.FloatField(source="resolved.lowest")
    highest = serializers.FloatField(source="resolved.highest")
    contributions = ContributionOutput(many=True, source="values")
    differs = serializers.BooleanField(
        allow_null=True,
        help_text="Some source is out of the EU tolerance; null where nothing can be compared.",
    )


class FoodSourcesOutput(OutputSerializer):
    """All sources of a food side by side, per 100 g or 100 ml as the version that is logged."""

    food_id = serializers.UUIDField(source="food.pk")
    version = serializers.IntegerField(source="version.number", help_text="The one logged.")
    per = serializers.ChoiceField(choices=PER, source="version.per")
    sources = SourceVersionOutput(many=True)
    nutrients = serializers.DictField(child=ComparedNutrientOutput())


class LabelLineOutput(OutputSerializer):
    """A line as printed, in the unit that ends its code; null where nobody states the value."""

    code = serializers.CharField()
    text = serializers.CharField(
        allow_null=True, help_text='With a decimal point; "<0.5" for a negligible amount.'
    )
    nrv_percent = serializers.IntegerField(
        allow_null=True, help_text="Of the daily reference on labels."
    )
    calculated = serializers.BooleanField(
        help_text="Energy nobody states, calculated from the other lines."
    )


class FoodLabelOutput(OutputSerializer):
    """What an EU label of the food would print per 100 g or 100 ml."""

    food_id = serializers.UUIDField(source="food.pk")
    version = serializers.IntegerField(source="version.number")
    per = serializers.ChoiceField(choices=PER, source="version.per")
    is_drink = serializers.BooleanField(allow_null=True, help_text="Null where it is not known.")
    lines = LabelLineOutput(many=True)
    claims = serializers.ListField(
        child=serializers.ChoiceField(choices=CLAIMS),
        help_text="Nutrition claims its values bear out (Regulation 1924/2006).",
    )
    undecided = serializers.ListField(
        child=serializers.ChoiceField(choices=CLAIMS),
        help_text="Claims for which too little is known.",
    )
