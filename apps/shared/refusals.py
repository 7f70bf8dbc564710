"""Why a service will not do what was asked; each door turns it into its own kind of answer."""

from typing import Any


class Refusal(Exception):
    """A request that breaks a rule.

    ``code`` is stable and machine-readable, ``message`` is a translated sentence, ``param`` names
    the field at fault where there is one. ``members`` are told beside them, for programs to read.
    """

    def __init__(
        self, code: str, message: Any, *, param: str | None = None, **members: Any
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.param = param
        self.members = members


class NotFound(Refusal):
    """The thing does not exist, or is not the caller's to see."""


class Gone(Refusal):
    """The thing was deleted; sending it again does not bring it back."""


class Conflict(Refusal):
    """The request contradicts what is stored."""


class Stale(Refusal):
    """The caller's copy is older than what is stored."""


class Invalid(Refusal):
    """A value is outside what the rule allows."""


class TooMany(Refusal):
    """The caller has enough under way; ``retry_after_s`` says when to come back."""

    def __init__(self, code: str, message: Any, *, retry_after_s: int) -> None:
        super().__init__(code, message)
        self.retry_after_s = retry_after_s


class Unavailable(TooMany):
    """What it takes is not there; ``retry_after_s`` says when to ask again."""
