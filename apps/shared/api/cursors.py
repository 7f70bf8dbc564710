"""Opaque places in a list, which say nothing to phones and are checked when they come back."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

from django.utils.translation import gettext as _

from apps.shared.api.problem import Problem


def sealed(text: str) -> str:
    """A cursor that stands for this text."""
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def opened(cursor: str, pattern: re.Pattern[str]) -> re.Match[str]:
    """What a cursor of this pattern stands for. Raises Problem."""
    try:
        text = urlsafe_b64decode(cursor.encode("ascii") + b"==").decode("ascii")
    except ValueError:
        raise invalid_cursor() from None
    found = pattern.fullmatch(text)
    if found is None:
        raise invalid_cursor()
    return found


def invalid_cursor() -> Problem:
    return Problem(400, "INVALID_CURSOR", _("The cursor is not valid."))
