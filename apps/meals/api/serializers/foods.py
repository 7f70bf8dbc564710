"""What foods look like on the wire."""

from typing import Any

from django.utils.translation import gettext_lazy
from rest_framework import serializers

from apps.meals.api.serializers.fields import UNITS
from apps.meals.domain.labels import Label
from apps.meals.domain.nutriscore import Missing
from apps.shared.api.serializers import OutputSerializer, StrictSerializer
from apps.shared.provenance import ConfidenceLevel, Source


class LabelsField(serializers.CharField):
    """Codes of labels between commas, all of which must be there."""

    default_error_messages = {"unknown_label": gettext_lazy("There is no label {label}.")}

    def to_internal_value(self, data: Any) -> list[str]:  # type: ignore[override]
        labels = [label.strip() for label in super().to_internal_value(data).split(",")]
        for label in labels:
            if label not in set(Label):
                self.fail("unknown_label", label=label)
        return labels


class SearchQuery(StrictSerializer):
    q = serializers.CharField(max_length=200, help_text="What was typed, or a barcode.")
    limit = serializers.IntegerField(min_value=1, max_value=50, default=20)
    cursor = serializers.CharField(
        required=False,
        allow_blank=True,
        help_text="From `next` or `previous`; all else must be asked as on the first page.",
    )
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=[source.value for source in Source], required=False
    )
    min_confidence = serializers.DecimalField(
        max_digits=4, decimal_places=3, min_value=0, max_value=1, required=False
    )
    brand = serializers.CharField(max_length=200, required=False)
    category = serializers.CharField(max_length=120, required=False)
    labels = LabelsField(
        max_length=200,
        required=False,
        help_text="All of these, between commas: " + ", ".join(Label) + ".",
    )


class EatenQuery(StrictSerializer):
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


class NutriScoreOutput(OutputSerializer):
    """A grade, computed from what is known or as the source gives it, or why there is none."""

    grade = serializers.ChoiceField(choices=list("abcde"), allow_null=True)
    score = serializers.IntegerField(allow_null=True)
    algorithm = serializers.CharField()
    origin = serializers.ChoiceField(choices=["computed", "given"], allow_null=True)
    reason = serializers.ChoiceField(
        choices=[missing.value for missing in Missing],
        allow_null=True,
        help_text="Why it is not computed.",
    )
    fruit = serializers.ChoiceField(
        choices=["stated", "estimated", "unknown"],
        help_text="How the share of fruit, vegetables and legumes is known.",
    )


class NovaOutput(OutputSerializer):
    group = serializers.IntegerField(min_value=1, max_value=4)
    source = serializers.CharField()  # type: ignore[assignment]


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
    labels = serializers.ListField(child=serializers.ChoiceField(choices=list(Label)))
    categories = serializers.ListField(
        child=serializers.CharField(),
        source="current_version.categories",
        help_text="Tags of Open Food Facts, the widest first.",
    )
    nutri_score = NutriScoreOutput()
    nova = NovaOutput(allow_null=True)
    per = serializers.ChoiceField(choices=["100g", "100ml"], source="current_version.per")
    nutrients = MacrosOutput(source="current_version")
    provenance = ProvenanceOutput(source="current_version")
    confidence = serializers.FloatField(
        source="held_confidence",
        help_text="Of the values now: the source's, or half of it while the food is flagged.",
    )
    confidence_level = serializers.ChoiceField(choices=[level.value for level in ConfidenceLevel])


class PortionOutput(OutputSerializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    mass_g = serializers.FloatField()


class MicronutrientOutput(OutputSerializer):
    value = serializers.FloatField()
    confidence = serializers.FloatField()
    trace = serializers.BooleanField()


class QualityIssueOutput(OutputSerializer):
    code = serializers.CharField()
    severity = serializers.CharField()
    message = serializers.CharField()


class FoodDetailOutput(FoodOutput):
    """A food with everything known of it."""

    version = serializers.IntegerField(source="current_version.number")
    micronutrients = serializers.DictField(
        child=MicronutrientOutput(), source="current_version.stated_micronutrients"
    )
    traces = serializers.ListField(child=serializers.CharField(), source="current_version.traces")
    value_sources = serializers.DictField(source="current_version.value_sources")
    portions = PortionOutput(many=True, source="listed_portions")
    quality_issues = QualityIssueOutput(many=True, source="listed_issues")


class FavouriteOutput(OutputSerializer):
    """A marked food; ``food`` is null while it cannot be found, and what it was merged into."""

    id = serializers.UUIDField(source="food_id", help_text="The id of the marked food.")
    marked_at = serializers.DateTimeField(source="created_at")
    food = FoodOutput(allow_null=True, source="found_food")


class FoodListOutput(OutputSerializer):
    results = FoodOutput(many=True)


class FoodPageOutput(FoodListOutput):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class EatenOutput(OutputSerializer):
    """A food with how often it was eaten, and how much of it the last time."""

    times = serializers.IntegerField()
    last_eaten_at = serializers.DateTimeField()
    quantity_g = serializers.FloatField()
    quantity = serializers.FloatField(allow_null=True)
    unit = serializers.ChoiceField(choices=UNITS, allow_blank=True)
    portion_name = serializers.CharField()
    portion_count = serializers.FloatField(allow_null=True)
    food = FoodOutput()


class EatenListOutput(OutputSerializer):
    results = EatenOutput(many=True)


class SuggestionOutput(OutputSerializer):
    """A food whose barcode is one slip away from the given one."""

    gtin = serializers.CharField()
    name = serializers.CharField()
    brand = serializers.CharField()
