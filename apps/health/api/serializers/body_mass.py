"""What weigh-ins look like on the wire."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.health.domain.weigh_in_files import KG_PER_UNIT
from apps.shared.api.serializers import InstantField, OutputSerializer, StrictSerializer
from apps.shared.days import zone

UNITS = list(KG_PER_UNIT)
DATE_ORDERS = ["ymd", "dmy", "mdy"]
APPS = ["libra", "happy_scale", "plain"]


class ZoneField(serializers.CharField):
    """The name of an IANA zone."""

    def to_internal_value(self, data: Any) -> str:
        name = super().to_internal_value(data)
        try:
            zone(name)
        except ValueError as error:
            raise serializers.ValidationError(_("Unknown time zone."), "unknown_zone") from error
        return name


class WeighInInput(StrictSerializer):
    id = serializers.UUIDField(help_text="Made by the phone (UUIDv7); sending it again is safe.")
    mass = serializers.FloatField(min_value=0)
    unit = serializers.ChoiceField(choices=UNITS, default="kg")
    taken_at = InstantField()
    timezone = ZoneField(required=False, max_length=64, help_text="The user's own when not given.")


class WeighInOutput(OutputSerializer):
    id = serializers.UUIDField()
    date = serializers.DateField()
    taken_at = serializers.DateTimeField()
    mass_kg = serializers.FloatField(allow_null=True)
    trend_kg = serializers.FloatField(allow_null=True, help_text="After this weigh-in.")
    is_implausible = serializers.BooleanField(help_text="Too far off the trend to be counted.")
    user_entered = serializers.BooleanField()
    source_id = serializers.IntegerField()


class BodyMassOutput(OutputSerializer):
    results = WeighInOutput(many=True)


class WeighInFileInput(StrictSerializer):
    file = serializers.FileField(help_text="A CSV with dates and weights; any name.")
    unit = serializers.ChoiceField(
        choices=UNITS, required=False, help_text="Where the file does not say."
    )
    date_order = serializers.ChoiceField(
        choices=DATE_ORDERS, required=False, help_text="Where the file can be read in two ways."
    )


class RefusedRowOutput(OutputSerializer):
    line = serializers.IntegerField()
    code = serializers.CharField()
    message = serializers.CharField()

    @classmethod
    def present(cls, instance: Any) -> dict[str, Any]:
        line, code = instance
        return {"line": line, "code": code, "message": row_message(code)}


class LayoutOutput(OutputSerializer):
    app = serializers.ChoiceField(choices=APPS)
    delimiter = serializers.CharField()
    decimal = serializers.CharField()
    unit = serializers.ChoiceField(choices=UNITS)
    date_order = serializers.ChoiceField(choices=DATE_ORDERS)
    has_header = serializers.BooleanField()
    with_time = serializers.BooleanField(help_text="Days without a time are put at noon.")


class WeighInFileOutput(OutputSerializer):
    layout = LayoutOutput()
    read = serializers.IntegerField()
    accepted = serializers.IntegerField()
    duplicate = serializers.IntegerField()
    refused = RefusedRowOutput(many=True)


def row_message(code: str) -> str:
    sentences = {
        "ROW_TOO_SHORT": _("The row has too few columns."),
        "WEIGHT_MISSING": _("There is no weight."),
        "WEIGHT_UNREADABLE": _("The weight cannot be read."),
        "DATE_UNREADABLE": _("The date cannot be read."),
        "VALUE_IMPLAUSIBLE": _("Nobody weighs that much or that little."),
        "TIME_IN_FUTURE": _("The weigh-in lies in the future."),
        "TIME_TOO_OLD": _("The weigh-in is too long ago."),
    }
    return sentences.get(code, _("The weigh-in is not valid."))


def file_message(code: str) -> str:
    sentences = {
        "FILE_EMPTY": _("The file is empty."),
        "FILE_UNREADABLE": _("The file is not a CSV file."),
        "COLUMNS_NOT_FOUND": _("No column with dates and no column with weights were found."),
        "VERSION_UNKNOWN": _("This version of Libra's format is not known."),
        "UNIT_UNKNOWN": _("The unit of the file is not known."),
        "UNIT_NOT_STATED": _("The file does not say whether weights are kg or lb. Say it in unit."),
        "DATE_ORDER_NOT_CLEAR": _(
            "The dates can be read day first or month first. Say it in date_order."
        ),
        "TOO_MANY_ROWS": _("The file has more than 20,000 rows."),
    }
    return sentences.get(code, _("The file cannot be read."))
