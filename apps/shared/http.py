"""Outgoing HTTP: one place for timeouts, user agent and the correlation id."""

import httpx
from structlog.contextvars import get_contextvars

USER_AGENT = "NutriFit/1.0"
TIMEOUT = httpx.Timeout(10.0, connect=3.0)


def _carry_correlation_id(request: httpx.Request) -> None:
    if correlation_id := get_contextvars().get("correlation_id"):
        request.headers["X-Correlation-ID"] = correlation_id


def client(base_url: str = "") -> httpx.Client:
    """A client for an outside service; close it, or use it as a context manager."""
    return httpx.Client(
        base_url=base_url,
        timeout=TIMEOUT,
        headers={"User-Agent": USER_AGENT},
        event_hooks={"request": [_carry_correlation_id]},
    )
