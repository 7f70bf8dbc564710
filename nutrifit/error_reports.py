"""Faults told to Sentry, or to whatever speaks its protocol, without what is personal."""

import logging
from importlib.util import find_spec
from typing import Any

from structlog.contextvars import get_contextvars

from nutrifit.observability import redact

IS_INSTALLED = find_spec("sentry_sdk") is not None

# Of an event no more than this leaves: neither the user, the address and body of the request, nor
# what happened before.
KEPT = (
    "contexts",
    "environment",
    "event_id",
    "exception",
    "extra",
    "level",
    "logentry",
    "logger",
    "platform",
    "release",
    "sdk",
    "server_name",
    "tags",
    "timestamp",
    "transaction",
    "transaction_info",
)
REDACTED = ("exception", "extra", "logentry", "tags")


def configure(dsn: str, *, release: str) -> None:
    """Report unhandled exceptions and logged errors; nothing without an address to tell."""
    if not (dsn and IS_INSTALLED):
        return
    import sentry_sdk
    from sentry_sdk.integrations.celery import CeleryIntegration
    from sentry_sdk.integrations.django import DjangoIntegration
    from sentry_sdk.integrations.logging import LoggingIntegration

    sentry_sdk.init(
        dsn=dsn,
        release=release or None,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        auto_enabling_integrations=False,
        integrations=[
            DjangoIntegration(),
            CeleryIntegration(),
            LoggingIntegration(level=None, event_level=logging.ERROR),
        ],
        before_send=impersonal,
    )


def impersonal(event: Any, hint: dict[str, Any]) -> Any:
    """The event as it may leave: by the rules of our logs, and messages no longer than a line, as
    the rest of a database's message is the row it refused."""
    for value in event.get("exception", {}).get("values", []):
        value["value"] = _first_line(value.get("value"))
    if "log_record" in hint:
        event |= _logged(hint["log_record"].msg, event)
    if correlation_id := get_contextvars().get("correlation_id"):
        event["tags"] = {**event.get("tags", {}), "correlation_id": correlation_id}
    kept = {key: event[key] for key in KEPT if key in event}
    kept["request"] = {"method": event.get("request", {}).get("method")}
    return kept | dict(redact(None, "", {key: kept[key] for key in REDACTED if key in kept}))


def _logged(message: Any, event: dict[str, Any]) -> dict[str, Any]:
    """What a log line says: the fields of one of ours, the first line of any other's."""
    if not isinstance(message, dict):
        text = event.get("logentry", {}).get("formatted") or message
        return {"logentry": {"message": _first_line(text)}}
    fields = {key: _first_line(value) for key, value in message.items() if key != "exception"}
    return {"logentry": {"message": fields.pop("event", "")}, "extra": fields}


def _first_line(text: Any) -> str:
    return str("" if text is None else text).partition("\n")[0]
