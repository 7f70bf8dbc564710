"""Local dates in URLs."""

from datetime import date

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from apps.shared.refusals import Invalid

DAY = OpenApiParameter(
    "date", date, OpenApiParameter.PATH, description="A day of the user, YYYY-MM-DD."
)


def parse_day(text: str, param: str = "date") -> date:
    """The day a URL names. Raises Invalid."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("INVALID_DATE", _("A day is written YYYY-MM-DD."), param=param) from None
