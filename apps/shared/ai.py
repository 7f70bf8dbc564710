"""What a call of an AI service ends with: an answer or a reason, and what it cost."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from django.utils.translation import gettext_lazy as _

Value = TypeVar("Value")


class Reason(StrEnum):
    """Why there is no answer."""

    NOT_CONFIGURED = "not_configured"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    REFUSED = "refused"
    CONTENT_FILTER = "content_filter"
    INVALID_OUTPUT = "invalid_output"
    INVALID_REQUEST = "invalid_request"


PASSING = frozenset({Reason.TIMEOUT, Reason.UNREACHABLE, Reason.RATE_LIMITED, Reason.SERVER_ERROR})

SENTENCES = {
    Reason.NOT_CONFIGURED: _("This is not available here."),
    Reason.TIMEOUT: _("The analysis took too long. Try again."),
    Reason.UNREACHABLE: _("The analysis service cannot be reached. Try again later."),
    Reason.RATE_LIMITED: _("Too many analyses at the moment. Try again later."),
    Reason.SERVER_ERROR: _("The analysis service has a fault. Try again later."),
    Reason.REFUSED: _("The analysis service declined to look at this."),
    Reason.CONTENT_FILTER: _("The analysis service's content filter held this back."),
    Reason.INVALID_OUTPUT: _("The analysis gave no usable answer. Try again."),
    Reason.INVALID_REQUEST: _("The analysis service cannot read this."),
}


@dataclass(frozen=True)
class Spent:
    """What a call used up; the cost is in US dollars."""

    model: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: Decimal = Decimal(0)


NOTHING = Spent()


@dataclass(frozen=True)
class Answer(Generic[Value]):
    value: Value
    raw: str
    spent: Spent


class AIFailure(Exception):
    """No usable answer; ``spent`` is None where nobody can tell what the call cost."""

    def __init__(
        self,
        reason: Reason,
        *,
        spent: Spent | None = NOTHING,
        raw: str = "",
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.spent = spent
        self.raw = raw
        self.retry_after_s = retry_after_s
