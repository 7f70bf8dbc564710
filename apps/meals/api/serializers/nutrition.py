"""What analytics of the diary look like on the wire."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.meals.domain.adequacy import Verdict, Withheld
from apps.meals.domain.reference_values import Body, Evidence, Kind
from apps.shared.api.dates import DayRange
from apps.shared.api.serializers import OutputSerializer
from apps.shared.nutrients import MACRO_CODES, NUTRIENTS
from apps.shared.provenance import ConfidenceLevel

LEVELS = [level.value for level in ConfidenceLevel]


class NutritionQuery(DayRange):
    """A range, and which nutrients the daily series shows."""

    def get_fields(self) -> dict[str, Any]:
        nutrients = serializers.CharField(
            default=",".join(MACRO_CODES),
            max_length=1500,
            help_text="Codes of the nutrients in the daily series, separated by commas.",
        )
        return {**super().get_fields(), "nutrients": nutrients}

    def validate_nutrients(self, text: str) -> list[str]:
        codes = [code.strip() for code in text.split(",")]
        if unknown := [code for code in codes if code not in NUTRIENTS]:
            message = _("%(code)s is not a nutrient.") % {"code": unknown[0][:40]}
            raise serializers.ValidationError(message, "unknown_nutrient")
        return list(dict.fromkeys(codes))


class SourceUsedOutput(OutputSerializer):
    """How many items, and what share (0–1) of the energy, rest on a source."""

    source = serializers.CharField()  # type: ignore[assignment]
    licence = serializers.CharField()
    items_count = serializers.IntegerField()
    energy_share = serializers.FloatField()


class ReferenceOutput(OutputSerializer):
    """A reference value per day, in the nutrient's unit: at least ``low``, at most ``high``."""

    type = serializers.ChoiceField(choices=[kind.value for kind in Kind], source="kind")
    body = serializers.ChoiceField(choices=[body.value for body in Body])
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    evidence = serializers.ChoiceField(choices=[evidence.value for evidence in Evidence])


class KnownOutput(OutputSerializer):
    """How much of what was eaten tells a nutrient: of the items, and of their energy (0–1)."""

    unit = serializers.CharField(source="nutrient.unit")
    reported = serializers.IntegerField(source="eaten.told_by.count")
    coverage = serializers.FloatField(source="eaten.coverage")
    energy_coverage = serializers.FloatField(source="eaten.energy_coverage")


class ComparedOutput(KnownOutput):
    """In percent of what labels refer to (NRV) and of the person's own recommendation. The latter
    has two ends where the profile leaves more than one value possible."""

    nrv_percent = serializers.FloatField(allow_null=True)
    references = ReferenceOutput(many=True, source="assessment.references")
    percent_low = serializers.FloatField(allow_null=True)
    percent_high = serializers.FloatField(allow_null=True)


class DayNutrientOutput(ComparedOutput):
    value = serializers.FloatField(allow_null=True, source="eaten.total")


class MeanNutrientOutput(KnownOutput):
    """``mean`` is per day on which some item told it; ``days`` says how many those are."""

    mean = serializers.FloatField(allow_null=True)
    days = serializers.IntegerField(source="eaten.days")


class JudgedNutrientOutput(ComparedOutput):
    """A verdict, or why there is none."""

    mean = serializers.FloatField(allow_null=True)
    days = serializers.IntegerField(source="eaten.days")
    verdict = serializers.ChoiceField(
        choices=[verdict.value for verdict in Verdict],
        allow_null=True,
        source="assessment.verdict",
    )
    withheld = serializers.ChoiceField(
        choices=[reason.value for reason in Withheld],
        allow_null=True,
        source="assessment.withheld",
    )


class TrustOutput(OutputSerializer):
    items_count = serializers.IntegerField()
    confidence = serializers.FloatField(allow_null=True)
    confidence_level = serializers.ChoiceField(choices=LEVELS, allow_null=True)


class DayNutritionOutput(TrustOutput):
    """Every nutrient of a day; null is unknown."""

    date = serializers.DateField(source="first")
    energy_margin_kcal = serializers.FloatField()
    sources = SourceUsedOutput(many=True)
    nutrients = serializers.DictField(child=DayNutrientOutput())


class SeriesDayOutput(TrustOutput):
    date = serializers.DateField()
    energy_margin_kcal = serializers.FloatField()
    nutrients = serializers.DictField(
        child=serializers.FloatField(allow_null=True), source="totals"
    )


class RangeOutput(TrustOutput):
    """``from`` to ``to``, of which ``days_logged`` days have something logged."""

    days_logged = serializers.IntegerField()
    energy_margin_per_day_kcal = serializers.FloatField(allow_null=True)
    sources = SourceUsedOutput(many=True)


class NutritionOutput(RangeOutput):
    nutrients = serializers.DictField(child=MeanNutrientOutput())
    days = SeriesDayOutput(many=True)


class NutrientReportOutput(RangeOutput):
    """``assumptions`` name what the references take for granted."""

    assumptions = serializers.ListField(child=serializers.CharField())
    coverage_needed = serializers.FloatField()
    days_needed = serializers.IntegerField()
    nutrients = serializers.DictField(child=JudgedNutrientOutput(), source="compared")
