"""What sources and their order look like on the wire."""

from rest_framework import serializers

from apps.health.api.serializers.figures import TYPE_CODES, HealthTypeField
from apps.health.domain.sources import SourceKind
from apps.shared.api.serializers import OutputSerializer, StrictSerializer

KINDS = [kind.value for kind in SourceKind]


class SourceOutput(OutputSerializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    bundle_id = serializers.CharField()
    product_type = serializers.CharField()
    version = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)
    rank = serializers.IntegerField(help_text="1 is believed first, after what was typed in.")
    first_sample_at = serializers.DateTimeField()


class SourcesOutput(OutputSerializer):
    results = SourceOutput(many=True)


class SourceOrderOutput(OutputSerializer):
    type = serializers.ChoiceField(choices=TYPE_CODES, allow_null=True)
    sources = serializers.ListField(child=serializers.IntegerField())


class SourceOrdersOutput(OutputSerializer):
    results = SourceOrderOutput(many=True)


class SourceOrderInput(StrictSerializer):
    type = HealthTypeField(
        allow_null=True, required=False, default=None, help_text="null: all types without their own"
    )
    sources = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**31 - 1),
        max_length=200,
        help_text="Believed in this order; others follow. Empty: the default order.",
    )
