"""Local dates in URLs."""

from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from apps.shared.api.serializers import StrictSerializer
from apps.shared.refusals import Invalid

LONGEST_RANGE_DAYS = 366
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)

DAY = OpenApiParameter(
    "date", date, OpenApiParameter.PATH, description="A day of the user, YYYY-MM-DD."
)


def parse_day(text: str, param: str = "date") -> date:
    """The day a URL names. Raises Invalid."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("INVALID_DATE", _("A day is written YYYY-MM-DD."), param=param) from None


class DayField(serializers.DateField):
    """A day that can be in somebody's life: arithmetic with days and zones has room around it."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "out_of_range": gettext_lazy("A day lies between 1900 and 2199.")
    }

    def to_internal_value(self, value: Any) -> date:
        day: date = super().to_internal_value(value)
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fail("out_of_range")
        return day


class DayRange(StrictSerializer):
    """``from`` and ``to``, both included."""

    def get_fields(self) -> dict[str, Any]:
        return {"from": DayField(), "to": DayField()}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        length = (attrs["to"] - attrs["from"]).days + 1
        if length < 1:
            raise serializers.ValidationError({"to": [_("The range ends before it begins.")]})
        if length > LONGEST_RANGE_DAYS:
            message = _("A range has at most %(days)d days.") % {"days": LONGEST_RANGE_DAYS}
            raise serializers.ValidationError({"to": [message]})
        return attrs
