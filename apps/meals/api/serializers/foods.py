"""What foods look like on the wire."""

from rest_framework import serializers

from apps.shared.api.serializers import OutputSerializer, StrictSerializer
from apps.shared.provenance import Source


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


class SuggestionOutput(OutputSerializer):
    """A food whose barcode is one slip away from the given one."""

    gtin = serializers.CharField()
    name = serializers.CharField()
    brand = serializers.CharField()
