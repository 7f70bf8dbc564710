"""Local dates in URLs."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from apps.shared.api.serializers import StrictSerializer
from apps.shared.refusals import Invalid

LONGEST_RANGE_DAYS = 366

DAY = OpenApiParameter(
    "date", date, OpenApiParameter.PATH, description="A day of the user, YYYY-MM-DD."
)


def parse_day(text: str, param: str = "date") -> date:
    """The day a URL names. Raises Invalid."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("INVALID_DATE", _("A day is written YYYY-MM-DD."), param=param) from None


class DayRange(StrictSerializer):
    """``from`` and ``to``, both included."""

    def get_fields(self) -> dict[str, Any]:
        return {"from": serializers.DateField(), "to": serializers.DateField()}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        length = (attrs["to"] - attrs["from"]).days + 1
        if length < 1:
            raise serializers.ValidationError({"to": [_("The range ends before it begins.")]})
        if length > LONGEST_RANGE_DAYS:
            message = _("A range has at most %(days)d days.") % {"days": LONGEST_RANGE_DAYS}
            raise serializers.ValidationError({"to": [message]})
        return attrs
