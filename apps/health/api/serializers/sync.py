"""What the state of a sync looks like on the wire."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.health.api.serializers.figures import TYPE_CODES
from apps.health.domain.grades import Reason
from apps.health.models import SyncState
from apps.shared.api.serializers import OutputSerializer


def reason_message(code: str) -> str:
    sentences: dict[str, str] = {
        Reason.NEVER_SYNCED: _("Nothing was ever synced."),
        Reason.LONG_SILENT: _("Nothing was synced for more than a month."),
        Reason.OVERDUE: _("The last sync is much longer ago than usual."),
        Reason.LATE: _("The last sync is longer ago than usual."),
        Reason.DIFFERS_FROM_PHONE: _("The phone's own totals differ from ours by more than 2%."),
        Reason.RECORDS_REFUSED: _("Many of the samples that were sent had to be refused."),
        Reason.NO_PROGRESS: _("Syncs do not get on: they send the same again and again."),
    }
    return sentences.get(code, code)


class ReasonOutput(OutputSerializer):
    code = serializers.ChoiceField(choices=[one.value for one in Reason])
    message = serializers.CharField()

    @classmethod
    def present(cls, instance: Any) -> dict[str, Any]:
        return {"code": instance, "message": reason_message(instance)}


class TypeSyncOutput(OutputSerializer):
    type = serializers.ChoiceField(choices=TYPE_CODES)
    anchor = serializers.CharField(source="state.anchor", help_text="To go on from.")
    last_sync_at = serializers.DateTimeField(source="state.last_sync_at")
    last_progress_at = serializers.DateTimeField(source="state.last_progress_at", allow_null=True)
    last_sample_at = serializers.DateTimeField(source="state.last_sample_at", allow_null=True)
    accepted = serializers.IntegerField(source="state.accepted")
    duplicate = serializers.IntegerField(source="state.duplicate")
    replaced = serializers.IntegerField(source="state.replaced")
    rejected = serializers.IntegerField(source="state.rejected")
    deleted = serializers.IntegerField(source="state.deleted")
    grade = serializers.ChoiceField(choices=SyncState.Grade.choices, source="state.grade")
    reasons = ReasonOutput(many=True, source="state.reasons")
    graded_at = serializers.DateTimeField(source="state.graded_at", allow_null=True)


class DeviceSyncOutput(OutputSerializer):
    id = serializers.UUIDField(source="device.pk")
    name = serializers.CharField(source="device.name")
    model = serializers.CharField(source="device.model")
    timezone = serializers.CharField(source="device.timezone")
    last_seen_at = serializers.DateTimeField(source="device.last_seen_at")
    types = TypeSyncOutput(many=True)


class DiscrepancyOutput(OutputSerializer):
    date = serializers.DateField()
    type = serializers.ChoiceField(choices=TYPE_CODES)
    ours = serializers.FloatField()
    phone = serializers.FloatField()
    difference = serializers.FloatField(help_text="As a share of the phone's total.")


class SyncQualityOutput(OutputSerializer):
    grade = serializers.ChoiceField(choices=SyncState.Grade.choices)
    devices = DeviceSyncOutput(many=True)
    discrepancies = DiscrepancyOutput(
        many=True, help_text="Days of the last four weeks whose totals differ by more than 2%."
    )
