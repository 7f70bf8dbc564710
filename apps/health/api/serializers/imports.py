"""What imports of exports look like on the wire."""

from rest_framework import serializers

from apps.health.models import ExportImport
from apps.shared.api.serializers import OutputSerializer, StrictSerializer


class ImportInput(StrictSerializer):
    id = serializers.UUIDField(help_text="Made by the phone (UUIDv7); sending it again is safe.")
    file = serializers.FileField(
        allow_empty_file=True, help_text="The Health app's export: the zip, or the XML in it."
    )


class ImportFailureOutput(OutputSerializer):
    """``line`` is that of the XML; records before it are stored."""

    code = serializers.CharField()
    message = serializers.CharField()
    line = serializers.IntegerField(allow_null=True)


class ImportOutput(OutputSerializer):
    """An import and how far it is.

    ``reasons`` counts refused records by their reason, and elements that are not stored
    (``NOT_STORED_ActivitySummary`` …).
    """

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=ExportImport.Status.choices)
    bytes_total = serializers.IntegerField()
    bytes_done = serializers.IntegerField()
    records = serializers.IntegerField(source="records_done")
    accepted = serializers.IntegerField()
    duplicate = serializers.IntegerField()
    replaced = serializers.IntegerField()
    rejected = serializers.IntegerField()
    set_aside = serializers.IntegerField()
    reasons = serializers.DictField(child=serializers.IntegerField())
    failure = ImportFailureOutput(source="problem", allow_null=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
