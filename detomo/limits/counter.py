"""Counting calls in fixed windows: in Redis for all workers together, or in each worker's memory.

While Redis is away each worker counts for itself, so that an outage of the counter is none of the service; it is asked
again after a while.
"""

import math
import threading
import time
from dataclasses import dataclass
from typing import Any

import structlog
from limits import RateLimitItem
from limits.errors import StorageError
from limits.storage import Storage, storage_from_string

log = structlog.get_logger(__name__)

REDIS_SECONDS = 0.25  # no request waits longer for a counter
AWAY_SECONDS = 10.0
MEMORY = "memory://"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a caller stands after a call: `seconds` until the window ends and counting begins anew."""

    rate: RateLimitItem
    allowed: bool
    remaining: int
    seconds: int


class CallCounter:
    """Counts calls by key. Opens nothing before the first call, so that it may be made before a fork.

    `prefix` keeps services apart that share a Redis server.
    """

    def __init__(self, redis_url: str = "", prefix: str = "detomo") -> None:
        self._redis_url = redis_url
        self._options = _options(prefix) if redis_url else {}
        self._away_until = 0.0
        self._lock = threading.Lock()
        self._storages: dict[str, Storage] = {}

    def hit(self, rate: RateLimitItem, *key: str) -> Standing:
        """Count one call."""
        if self._redis_url and time.monotonic() >= self._away_until:
            try:
                return _hit(self._storage(self._redis_url, **self._options), rate, key)
            except StorageError as err:
                self._away_until = time.monotonic() + AWAY_SECONDS
                log.warning("rate_limits_not_shared", error=type(err.storage_error).__name__)
        return _hit(self._storage(MEMORY), rate, key)

    def _storage(self, url: str, **options: Any) -> Storage:
        with self._lock:
            if url not in self._storages:
                self._storages[url] = storage_from_string(url, **options)  # type: ignore[assignment]
            return self._storages[url]


def _options(prefix: str) -> dict[str, Any]:
    from redis.backoff import NoBackoff  # here, for it takes a sixth of a second
    from redis.retry import Retry

    times = {"socket_connect_timeout": REDIS_SECONDS, "socket_timeout": REDIS_SECONDS}
    retry = Retry(NoBackoff(), 1)  # once: a pooled connection may have been closed meanwhile
    return {"key_prefix": prefix, "wrap_exceptions": True, "retry": retry, **times}


def _hit(storage: Storage, rate: RateLimitItem, key: tuple[str, ...]) -> Standing:
    name, length = rate.key_for(*key), rate.get_expiry()
    count = storage.incr(name, length)
    seconds = math.ceil(storage.get_expiry(name) - time.time())
    return Standing(rate, count <= rate.amount, max(0, rate.amount - count), min(max(1, seconds), length))
