"""What searches for unknown foods look like on the wire."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from apps.meals.api.serializers.fields import BarcodeField
from apps.meals.api.serializers.foods import FoodDetailOutput
from apps.meals.domain.resolution import LONGEST_NAME
from apps.meals.models import ResolutionLog
from apps.shared.api.serializers import OutputSerializer, StrictSerializer

RESOLUTION_LOCATION = OpenApiParameter(
    "Location",
    str,
    OpenApiParameter.HEADER,
    response=[202],
    description="Where to read how the search goes.",
)


class ResolutionInput(StrictSerializer):
    """A food to look for: by barcode or by name."""

    barcode = BarcodeField(required=False)
    name = serializers.CharField(max_length=LONGEST_NAME, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            message = _("Give either a barcode or a name.")
            raise serializers.ValidationError(message, "barcode_or_name")
        return attrs


class StepOutput(OutputSerializer):
    """One source asked: what came of it, in how many milliseconds."""

    attempt = serializers.IntegerField()
    source = serializers.CharField()  # type: ignore[assignment]
    outcome = serializers.CharField()
    ms = serializers.IntegerField()


class FailureOutput(OutputSerializer):
    """Why a search failed: a stable code, and a sentence for the user."""

    code = serializers.CharField()
    message = serializers.CharField()


class ResolutionOutput(OutputSerializer):
    """How the search for a food goes; ``food`` is there once it is found.

    One for a barcode that nobody knows, or that failed, can go on with photos of the package.
    ``fallback`` says that a better source could not be asked. What was not found or failed is
    looked for again when somebody asks after ``retry_at``.
    """

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ResolutionLog.Kind.choices, source="log.kind")
    query = serializers.CharField(source="log.query")
    status = serializers.ChoiceField(choices=ResolutionLog.Status.choices, source="log.status")
    food = FoodDetailOutput(allow_null=True, source="found_food")
    found_in = serializers.CharField(allow_blank=True, source="log.winner")
    confidence = serializers.FloatField(allow_null=True, source="log.confidence")
    fallback = serializers.BooleanField(source="log.fallback")
    sources_asked = StepOutput(many=True, source="log.steps_taken")
    error = serializers.CharField(allow_blank=True, source="log.error")
    failure = FailureOutput(allow_null=True, source="log.problem")
    retry_at = serializers.DateTimeField(allow_null=True, source="log.retry_at")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True, source="log.finished_at")
