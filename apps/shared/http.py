"""Outgoing HTTP: one place for timeouts, user agent, metrics and the correlation id."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from prometheus_client import Counter, Histogram
from structlog.contextvars import get_contextvars

USER_AGENT = "NutriFit/1.0"
TIMEOUT = httpx.Timeout(10.0, connect=3.0)

EXTERNAL_REQUESTS = Counter(
    "external_api_requests_total",
    "Requests to outside services; outcome is the status, timeout or unreachable",
    ["service", "outcome"],
)
EXTERNAL_DURATION = Histogram(
    "external_api_duration_seconds",
    "Time until an outside service had answered",
    ["service"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80),
)


@dataclass
class Exchange:
    """What became of one request: its status, timeout or unreachable."""

    outcome: str = "unreachable"


@contextmanager
def metered(service: str) -> Iterator[Exchange]:
    """Count and time one request to an outside service; the caller notes its outcome."""
    started = time.perf_counter()
    exchange = Exchange()
    try:
        yield exchange
    finally:
        EXTERNAL_DURATION.labels(service).observe(time.perf_counter() - started)
        EXTERNAL_REQUESTS.labels(service, exchange.outcome).inc()


class MeteredClient(httpx.Client):
    """Counts and times the requests to one service."""

    def __init__(self, service: str, **options: Any) -> None:
        super().__init__(**options)
        self.service = service

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        with metered(self.service) as exchange:
            try:
                response = super().send(request, **options)
            except httpx.TimeoutException:
                exchange.outcome = "timeout"
                raise
            exchange.outcome = str(response.status_code)
            return response


def correlation_headers() -> dict[str, str]:
    """What lets an outside service's log be matched with ours."""
    correlation_id = get_contextvars().get("correlation_id")
    return {"X-Correlation-ID": correlation_id} if correlation_id else {}


def _carry_correlation_id(request: httpx.Request) -> None:
    request.headers.update(correlation_headers())


def client(
    base_url: str = "", *, service: str = "other", timeout: httpx.Timeout = TIMEOUT
) -> httpx.Client:
    """A client for an outside service; close it, or use it as a context manager."""
    return MeteredClient(
        service,
        base_url=base_url,
        timeout=timeout,
        headers={"User-Agent": USER_AGENT},
        event_hooks={"request": [_carry_correlation_id]},
    )
