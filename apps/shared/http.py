"""Outgoing HTTP: one place for timeouts, user agent, metrics and the correlation id."""

import time
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


class MeteredClient(httpx.Client):
    """Counts and times the requests to one service."""

    def __init__(self, service: str, **options: Any) -> None:
        super().__init__(**options)
        self.service = service

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        started = time.perf_counter()
        outcome = "unreachable"
        try:
            response = super().send(request, **options)
            outcome = str(response.status_code)
        except httpx.TimeoutException:
            outcome = "timeout"
            raise
        finally:
            EXTERNAL_DURATION.labels(self.service).observe(time.perf_counter() - started)
            EXTERNAL_REQUESTS.labels(self.service, outcome).inc()
        return response


def _carry_correlation_id(request: httpx.Request) -> None:
    if correlation_id := get_contextvars().get("correlation_id"):
        request.headers["X-Correlation-ID"] = correlation_id


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
