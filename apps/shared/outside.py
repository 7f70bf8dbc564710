"""Asking outside services with restraint: rate limits and circuit breakers that all workers share.

Both are kept in Valkey. While it cannot be reached nothing outside is asked: whoever asks is told
to come back later, and no service is ever asked more often than it allows.
"""

import random
import time
from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

import redis
import structlog
from django.conf import settings
from limits import parse
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter
from pybreaker import CircuitBreaker, CircuitBreakerError, CircuitRedisStorage
from redis.backoff import NoBackoff
from redis.retry import Retry

Answer = TypeVar("Answer")

FAILURES_TO_OPEN = 5
OPEN_FOR_S = 60.0
STORE_AWAY_S = 30.0
LONGEST_WAIT_S = 3600.0
STORE_OPTIONS = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}

RATE_LIMITED = "rate_limited"
CIRCUIT_OPEN = "circuit_open"
LIMITER_AWAY = "limiter_away"
TIMEOUT = "timeout"
UNREACHABLE = "unreachable"
THROTTLED = "throttled"
SERVER_ERROR = "server_error"
REFUSED = "refused"
GARBAGE = "garbage"
# Reasons for which the service was not asked at all.
NOT_ASKED = frozenset({RATE_LIMITED, CIRCUIT_OPEN, LIMITER_AWAY})

log = structlog.stdlib.get_logger(__name__)


class Unavailable(Exception):
    """A service gave no answer; ``reason`` is one of the words above.

    ``retry_after_s`` is how long it, or our own limit, wants to be left alone, where that is known.
    """

    def __init__(self, reason: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after_s = retry_after_s


def from_status(status: int, retry_after: str | None) -> Unavailable:
    """What an error status says of a service. A time without a number of seconds is not read."""
    text = (retry_after or "").strip()
    seconds = min(float(text), LONGEST_WAIT_S) if text.isascii() and text.isdecimal() else None
    if status == 429:
        return Unavailable(THROTTLED, retry_after_s=seconds)
    return Unavailable(SERVER_ERROR if status >= 500 else REFUSED, retry_after_s=seconds)


class Gate:
    """What every request to one service passes.

    After five failures in a row nobody asks for a minute; then one request tries.
    """

    def __init__(self, service: str) -> None:
        self.service = service

    def ask(self, question: Callable[[], Answer], *, kind: str, rate: str) -> Answer:
        """The answer to a request of one kind. Raises Unavailable, also where it was not sent.

        ``question`` raises Unavailable for every way in which the service may fail.
        """
        try:
            self._count(kind, rate)
            answer: Answer = self._breaker.call(question)
        except redis.RedisError as error:
            log.warning("outside_limits_unavailable", error=type(error).__name__)
            raise Unavailable(LIMITER_AWAY, retry_after_s=STORE_AWAY_S) from error
        except CircuitBreakerError as error:
            raise Unavailable(CIRCUIT_OPEN, retry_after_s=OPEN_FOR_S) from error
        return answer

    def _count(self, kind: str, rate: str) -> None:
        limit = parse(rate)
        if self._limiter.hit(limit, self.service, kind):
            return
        window = self._limiter.get_window_stats(limit, self.service, kind)
        wait_s = max(0.0, window.reset_time - time.time())
        # Those who wait for the same window do not come back all at once.
        raise Unavailable(RATE_LIMITED, retry_after_s=wait_s + random.uniform(0, 2))  # noqa: S311

    @cached_property
    def _limiter(self) -> MovingWindowRateLimiter:
        retry = Retry(NoBackoff(), 1)
        storage = RedisStorage(settings.THROTTLE_REDIS_URL, retry=retry, **STORE_OPTIONS)  # type: ignore[arg-type]
        return MovingWindowRateLimiter(storage)

    @cached_property
    def _breaker(self) -> CircuitBreaker:
        store = redis.Redis.from_url(settings.THROTTLE_REDIS_URL, **STORE_OPTIONS)
        return CircuitBreaker(
            fail_max=FAILURES_TO_OPEN,
            reset_timeout=OPEN_FOR_S,
            state_storage=CircuitRedisStorage("closed", store, namespace=self.service),
            throw_new_error_on_trip=False,
        )
