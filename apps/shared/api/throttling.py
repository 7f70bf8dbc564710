"""Rate limits shared by all web processes, counted in Valkey.

When Valkey cannot be reached each process counts for itself (so a limit may be exceeded by the
number of processes) and tries Valkey again after a few seconds: an outage never fails a request.

Of a generous limit a process counts a hundredth at a time, so that not every request waits for
Valkey; a caller may be stopped that much too early.
"""

import time
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import redis
import structlog
from django.conf import settings
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import FixedWindowRateLimiter
from redis.backoff import NoBackoff
from redis.retry import Retry
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

RETRY_STORE_AFTER_S = 5.0
# Of a limit of 1,000 ten calls are counted ahead; limits below 200 are exact.
COUNTED_AHEAD = 100
MOST_CALLERS = 10_000

Answer = TypeVar("Answer")

log = structlog.stdlib.get_logger(__name__)


class SharedLimiter:
    """A fixed-window counter in Valkey with a process-local stand-in."""

    def __init__(self, url: str) -> None:
        self.shared = FixedWindowRateLimiter(
            RedisStorage(
                url,
                socket_timeout=0.5,
                socket_connect_timeout=0.5,
                # Once more at once, for a connection that outlived a restart of the server; the
                # client's own retries would hold a request up for more than a second.
                retry=Retry(NoBackoff(), 1),  # type: ignore[arg-type]
            )
        )
        self.local = FixedWindowRateLimiter(MemoryStorage())
        self.retry_shared_at = 0.0
        self.ahead: dict[tuple[RateLimitItem, tuple[str, ...]], int] = {}

    def hit(self, rate: RateLimitItem, *identifiers: str) -> bool:
        """Count one call; False when the limit is already reached."""
        caller = (rate, identifiers)
        if left := self.ahead.pop(caller, 0):
            allowed = True
        else:
            left = max(1, rate.amount // COUNTED_AHEAD)
            allowed = self._ask(lambda counter: counter.hit(rate, *identifiers, cost=left))
        if allowed and left > 1:
            self._remember(caller, left - 1)
        return allowed

    def _remember(self, caller: tuple[RateLimitItem, tuple[str, ...]], left: int) -> None:
        if len(self.ahead) >= MOST_CALLERS:
            self.ahead.clear()
        self.ahead[caller] = left

    def seconds_left(self, rate: RateLimitItem, *identifiers: str) -> float:
        window = self._ask(lambda counter: counter.get_window_stats(rate, *identifiers))
        return max(1.0, window.reset_time - time.time())

    def _ask(self, question: Callable[[FixedWindowRateLimiter], Answer]) -> Answer:
        if time.monotonic() >= self.retry_shared_at:
            try:
                return question(self.shared)
            except redis.RedisError as error:
                self.retry_shared_at = time.monotonic() + RETRY_STORE_AFTER_S
                log.warning("throttle_store_unavailable", error=type(error).__name__)
        return question(self.local)


@cache
def limiter() -> SharedLimiter:
    return SharedLimiter(settings.THROTTLE_REDIS_URL)


@cache
def rate(scope: str) -> RateLimitItem:
    return parse(str(api_settings.DEFAULT_THROTTLE_RATES[scope]))


class PerCallerThrottle(BaseThrottle):
    """Limits each user, or each address when nobody is signed in.

    A view may set ``throttle_scope`` to be counted under a tighter rate of its own.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        if request.user.is_authenticated:
            scope = getattr(view, "throttle_scope", None) or "user"
            self.key = (scope, str(request.user.pk))
        else:
            scope = "anonymous"
            self.key = (scope, str(self.get_ident(request)))
        self.rate = rate(scope)
        return limiter().hit(self.rate, *self.key)

    def wait(self) -> float:
        return limiter().seconds_left(self.rate, *self.key)
