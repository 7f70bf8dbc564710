"""The cache: Valkey, with a process-local stand-in while it cannot be reached.

What is cached may be lost at any time; a request that only wanted to count an attempt must not
fail because the counter is away. While it is, each process counts for itself.
"""

import time
from typing import Any

import redis
import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

RETRY_SERVER_AFTER_S = 5.0
OPERATIONS = (
    "add",
    "clear",
    "delete",
    "delete_many",
    "get",
    "get_many",
    "has_key",
    "incr",
    "set",
    "set_many",
    "touch",
)

log = structlog.stdlib.get_logger(__name__)


class OutageTolerantCache(RedisCache):
    """Django's Redis cache that never raises because of the connection."""

    # Cache objects live per thread; an outage is news to all of them.
    retry_server_at = 0.0

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        name = f"stand-in for {server}"
        self.stand_in = LocMemCache(name, {**params, "OPTIONS": {"MAX_ENTRIES": 10_000}})

    def run(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self.retry_server_at:
            try:
                return getattr(RedisCache, operation)(self, *args, **kwargs)
            except redis.RedisError as error:
                type(self).retry_server_at = time.monotonic() + RETRY_SERVER_AFTER_S
                log.warning("cache_unavailable", error=type(error).__name__)
        return getattr(self.stand_in, operation)(*args, **kwargs)


def _tolerant(operation: str) -> Any:
    def run(self: OutageTolerantCache, *args: Any, **kwargs: Any) -> Any:
        return self.run(operation, *args, **kwargs)

    return run


for _operation in OPERATIONS:
    setattr(OutageTolerantCache, _operation, _tolerant(_operation))
