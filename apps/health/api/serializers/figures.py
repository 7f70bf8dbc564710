"""What days, summaries and samples look like on the wire."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.health.domain.types import TYPES, Aggregation, HealthType
from apps.shared.api.dates import DayField, DayRange
from apps.shared.api.serializers import OutputSerializer, StrictSerializer

TYPE_CODES = list(TYPES)
AGGREGATIONS = [one.value for one in Aggregation]


class HealthTypeField(serializers.ChoiceField):
    """The code of a type; becomes a ``HealthType``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=TYPE_CODES, **options)

    def to_internal_value(self, data: Any) -> HealthType:  # type: ignore[override]
        return TYPES[super().to_internal_value(data)]

    def to_representation(self, value: Any) -> Any:
        return getattr(value, "code", value)


class DailyQuery(DayRange):
    """A range, of all types or of one."""

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "type": HealthTypeField(required=False)}


class SamplesQuery(DayRange):
    def get_fields(self) -> dict[str, Any]:
        return {
            **super().get_fields(),
            "type": HealthTypeField(),
            "cursor": serializers.CharField(required=False, help_text="From the last answer."),
            "limit": serializers.IntegerField(min_value=1, max_value=1000, default=200),
        }


class ErasureQuery(StrictSerializer):
    """Either ``source``, or ``from`` and ``to`` with or without ``type``."""

    def get_fields(self) -> dict[str, Any]:
        return {
            "source": serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1),
            "from": DayField(required=False),
            "to": DayField(required=False),
            "type": HealthTypeField(required=False),
        }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        has_range = "from" in attrs and "to" in attrs
        if ("source" in attrs) == has_range or ("source" in attrs and len(attrs) > 1):
            raise serializers.ValidationError(
                {"source": [_("Name a source, or from and to.")]}, "source_or_range"
            )
        if has_range and attrs["to"] < attrs["from"]:
            raise serializers.ValidationError({"to": [_("The range ends before it begins.")]})
        return attrs


class ErasedOutput(OutputSerializer):
    samples = serializers.IntegerField()
    days = serializers.IntegerField(help_text="Days that are derived anew.")


class FigureOutput(OutputSerializer):
    type = serializers.ChoiceField(choices=TYPE_CODES)
    unit = serializers.CharField()
    aggregation = serializers.ChoiceField(choices=AGGREGATIONS)


class DailyFigureOutput(FigureOutput):
    date = serializers.DateField()
    value = serializers.FloatField(
        help_text="Total of a cumulative type, mean of a discrete one, minutes of a category."
    )
    minimum = serializers.FloatField(allow_null=True)
    maximum = serializers.FloatField(allow_null=True)
    latest = serializers.FloatField(allow_null=True)
    latest_at = serializers.DateTimeField(allow_null=True)
    samples_count = serializers.IntegerField()
    confidence = serializers.FloatField()
    provenance = serializers.DictField(
        help_text="Each source's part of the value, and how many samples were used."
    )


class DailyFiguresOutput(OutputSerializer):
    results = DailyFigureOutput(many=True)


class DayValueOutput(OutputSerializer):
    date = serializers.DateField()
    value = serializers.FloatField()
    confidence = serializers.FloatField()


class SourceShareOutput(OutputSerializer):
    source_id = serializers.IntegerField()
    name = serializers.CharField()
    share = serializers.FloatField()


class TypeSummaryOutput(FigureOutput):
    days = DayValueOutput(many=True)
    days_count = serializers.IntegerField()
    total = serializers.FloatField(allow_null=True, help_text="Of cumulative types only.")
    mean = serializers.FloatField(help_text="Over the days that have data.")
    minimum = serializers.FloatField()
    maximum = serializers.FloatField()
    latest = serializers.FloatField()
    latest_at = serializers.DateTimeField(allow_null=True)
    coverage = serializers.FloatField(help_text="Share of the days until today that have data.")
    confidence = serializers.FloatField()
    sources = SourceShareOutput(many=True)


class SummaryOutput(OutputSerializer):
    results = TypeSummaryOutput(many=True)


class SampleOutput(OutputSerializer):
    uuid = serializers.UUIDField()
    type = serializers.ChoiceField(choices=TYPE_CODES)
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    value = serializers.FloatField()
    unit = serializers.CharField()
    zone = serializers.CharField()
    user_entered = serializers.BooleanField()
    source_id = serializers.IntegerField()
    received_at = serializers.DateTimeField()
    details = serializers.DictField(
        allow_null=True, help_text="Metadata, and the value as it was sent."
    )


class SamplePageOutput(OutputSerializer):
    results = SampleOutput(many=True)
    cursor = serializers.CharField(allow_null=True, help_text="null: nothing follows.")
