"""A batch of health data on the wire.

Samples, deletions and totals are checked one by one by the domain, not by these serializers, which
only describe them: one that is wrong is told in the answer and holds up no other.
"""

from typing import Any

from rest_framework import serializers

from apps.health.domain.record_checks import MOST_TEXT, MOST_ZONE
from apps.health.models import SyncState
from apps.shared.api.serializers import InstantField, OutputSerializer, StrictSerializer

MOST_RECORDS = 5_000
MOST_TOTALS = 2_000
MOST_ANCHOR = 8_192
IDENTIFIER = "HealthKit's type identifier, like HKQuantityTypeIdentifierStepCount."


class DeviceInput(StrictSerializer):
    """The phone that syncs. It makes its id at the first start of the app and keeps it."""

    id = serializers.UUIDField()
    name = serializers.CharField(max_length=100, required=False, allow_blank=True)
    model = serializers.CharField(max_length=50, required=False, allow_blank=True)
    os_version = serializers.CharField(max_length=30, required=False, allow_blank=True)
    app_version = serializers.CharField(max_length=30, required=False, allow_blank=True)
    timezone = serializers.CharField(
        max_length=MOST_ZONE,
        help_text="Where samples without a zone were measured; the user's own when unknown.",
    )


class SourceInput(StrictSerializer):
    bundle_id = serializers.CharField(max_length=MOST_TEXT)
    name = serializers.CharField(required=False, allow_blank=True)
    version = serializers.CharField(required=False, allow_blank=True)
    product_type = serializers.CharField(
        required=False, allow_blank=True, help_text="Like Watch6,2 or iPhone14,5."
    )


class SampleInput(StrictSerializer):
    """A sample as HealthKit has it. A workout has its minutes or no value, and activity type,
    energy and distance in its metadata; a state of mind its valence."""

    uuid = serializers.UUIDField()
    type = serializers.CharField(help_text=IDENTIFIER)
    start = InstantField()
    end = InstantField()
    value = serializers.JSONField(
        required=False, help_text="A number, or the name of a category's value."
    )
    unit = serializers.CharField(
        required=False, help_text="HealthKit's unit string; categories have none."
    )
    source = SourceInput()  # type: ignore[assignment]
    zone = serializers.CharField(required=False, help_text="HKTimeZone, an IANA name.")
    user_entered = serializers.BooleanField(required=False)
    sync_identifier = serializers.CharField(required=False, max_length=MOST_TEXT)
    sync_version = serializers.IntegerField(required=False)
    external_uuid = serializers.CharField(required=False, max_length=MOST_TEXT)
    metadata = serializers.DictField(required=False)


class DeletedInput(StrictSerializer):
    """An HKDeletedObject. The uuid alone decides."""

    uuid = serializers.UUIDField()
    sync_identifier = serializers.CharField(required=False)


class DayTotalInput(StrictSerializer):
    """A day's total from HKStatisticsCollectionQuery, to compare with ours."""

    type = serializers.CharField(help_text=IDENTIFIER)
    date = serializers.DateField()
    value = serializers.FloatField()
    unit = serializers.CharField()


class HealthBatch(StrictSerializer):
    """At most 5,000 samples, 5,000 deletions and 10 MB."""

    device = DeviceInput()
    sent_at = InstantField(required=False, help_text="The phone's clock when it sent this.")
    anchors = serializers.DictField(
        child=serializers.CharField(max_length=MOST_ANCHOR),
        required=False,
        help_text="By type identifier, the anchor to go on from once this is stored.",
    )
    samples = serializers.ListField(child=SampleInput(), required=False, max_length=MOST_RECORDS)
    deleted = serializers.ListField(child=DeletedInput(), required=False, max_length=MOST_RECORDS)
    statistics = serializers.ListField(
        child=DayTotalInput(), required=False, max_length=MOST_TOTALS
    )


class EnvelopeInput(StrictSerializer):
    """What of a batch is checked at once; its lists are only seen to be lists."""

    device = DeviceInput()
    sent_at = InstantField(required=False)
    anchors = serializers.DictField(
        child=serializers.CharField(max_length=MOST_ANCHOR), required=False, default=dict
    )


class CountsOutput(OutputSerializer):
    """``records`` is the sum of the five after it; ``deleted`` are deletions that were news."""

    records = serializers.IntegerField()
    accepted = serializers.IntegerField()
    duplicate = serializers.IntegerField()
    replaced = serializers.IntegerField()
    rejected = serializers.IntegerField()
    set_aside = serializers.IntegerField()
    deleted = serializers.IntegerField()


class NoticeOutput(OutputSerializer):
    """A record that was not simply stored, and why."""

    part = serializers.ChoiceField(choices=["samples", "deleted", "statistics"])
    index = serializers.IntegerField()
    uuid = serializers.UUIDField(allow_null=True)
    outcome = serializers.ChoiceField(choices=["rejected", "deleted", "superseded", "set_aside"])
    code = serializers.CharField()
    field = serializers.CharField(allow_null=True)


class SyncStateOutput(OutputSerializer):
    """Where the server stands with a type of this device."""

    type = serializers.CharField(help_text=IDENTIFIER)
    code = serializers.CharField()
    anchor = serializers.CharField(allow_blank=True)
    last_sync_at = serializers.DateTimeField()
    last_sample_at = serializers.DateTimeField(allow_null=True)
    grade = serializers.ChoiceField(choices=SyncState.Grade.choices)


class HealthBatchOutput(OutputSerializer):
    """``duplicates`` are runs of places among the samples, first and last included."""

    counts = CountsOutput()
    duplicates = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2)
    )
    notices = NoticeOutput(many=True)
    states = SyncStateOutput(many=True)
    clock_skew_s = serializers.FloatField(allow_null=True)


_SAMPLE = {
    "uuid": "0e2e5a84-9a4b-4c11-8f5e-1c2d3e4f5a6b",
    "type": "HKQuantityTypeIdentifierStepCount",
    "start": "2026-03-02T12:00:00+01:00",
    "end": "2026-03-02T12:10:00+01:00",
    "value": 1000,
    "unit": "count",
    "source": {
        "bundle_id": "com.apple.health.8A1B",
        "name": "Apple Watch di Anna",
        "version": "11.2",
        "product_type": "Watch6,2",
    },
    "zone": "Europe/Rome",
}
EXAMPLE: dict[str, Any] = {
    "device": {"id": "01955a3e-7c00-7000-8000-000000000001", "timezone": "Europe/Rome"},
    "sent_at": "2026-03-02T12:31:00+01:00",
    "anchors": {"HKQuantityTypeIdentifierStepCount": "YnBsaXN0MDA="},
    "samples": [_SAMPLE, {**_SAMPLE, "uuid": "5b6c7d8e-0f1a-4b2c-9d3e-4f5a6b7c8d9e", "unit": "kg"}],
    "deleted": [{"uuid": "9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d"}],
    "statistics": [
        {
            "type": "HKQuantityTypeIdentifierStepCount",
            "date": "2026-03-01",
            "value": 8400,
            "unit": "count",
        }
    ],
}
WORKOUT_EXAMPLE: dict[str, Any] = {
    "device": EXAMPLE["device"],
    "samples": [
        {
            **{name: value for name, value in _SAMPLE.items() if name not in ("value", "unit")},
            "type": "HKWorkoutTypeIdentifier",
            "end": "2026-03-02T12:45:00+01:00",
            "metadata": {
                "activity_type": "running",
                "energy_kcal": 420,
                "distance_m": 7800,
            },
        }
    ],
}
ANSWER_EXAMPLE: dict[str, Any] = {
    "counts": {
        "records": 2,
        "accepted": 1,
        "duplicate": 0,
        "replaced": 0,
        "rejected": 1,
        "set_aside": 0,
        "deleted": 1,
    },
    "duplicates": [],
    "notices": [
        {
            "part": "samples",
            "index": 1,
            "uuid": "5b6c7d8e-0f1a-4b2c-9d3e-4f5a6b7c8d9e",
            "outcome": "rejected",
            "code": "UNIT_INCOMPATIBLE",
            "field": "unit",
        }
    ],
    "states": [
        {
            "type": "HKQuantityTypeIdentifierStepCount",
            "code": "step_count",
            "anchor": "YnBsaXN0MDA=",
            "last_sync_at": "2026-03-02T11:31:00.120000+00:00",
            "last_sample_at": "2026-03-02T11:10:00+00:00",
            "grade": "good",
        }
    ],
    "clock_skew_s": -0.12,
}
