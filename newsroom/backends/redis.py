"""Redis (or Valkey) as the cache of pages. While it can't be reached, every page is a miss and is made anew."""

from __future__ import annotations

import contextlib
import functools
import json
import logging
import threading
import time
from typing import TYPE_CHECKING

from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

logger = logging.getLogger(__name__)

# Redis answers in a millisecond. Nobody waits longer than this for one that is gone.
TIMEOUT_SECONDS = 0.5
# For how long Redis is not asked again after a failure. Then one request asks it, and the others don't wait for that.
RETRY_SECONDS = 5


class CircuitBreaker:
    """One for each Redis and all threads of a process, open while Redis can't be reached. Logs when that changes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_open, self._retry_at = False, 0.0

    def allows_call(self) -> bool:
        """Whether to ask Redis. While the breaker is open, one call in RETRY_SECONDS is let through."""
        if not self._is_open:
            return True
        with self._lock:
            if time.monotonic() < self._retry_at:
                return False
            self._retry_at = time.monotonic() + RETRY_SECONDS
            return True

    def failed(self, error: Exception) -> None:
        with self._lock:
            self._retry_at = time.monotonic() + RETRY_SECONDS
            before, self._is_open = self._is_open, True
        if not before:
            logger.warning("Redis can't be reached, and is asked again every %s s: %s", RETRY_SECONDS, error)

    def succeeded(self) -> None:
        if self._is_open:
            with self._lock:
                before, self._is_open = self._is_open, False
            if before:
                logger.warning("Redis is back")


@functools.cache
def breaker_for(server: str) -> CircuitBreaker:
    return CircuitBreaker()


def _guarded(name: str) -> Callable[..., Any]:
    """A method of the cache: Redis's own, or the dummy cache's while Redis can't be reached."""

    def ask(self: RedisOrNothing, *args: Any, **kwargs: Any) -> Any:
        if self._breaker.allows_call():
            try:
                answer = getattr(super(RedisOrNothing, self), name)(*args, **kwargs)
            except RedisError as error:
                self._breaker.failed(error)
            else:
                self._breaker.succeeded()
                return answer
        return getattr(self._nothing, name)(*args, **kwargs)

    return functools.wraps(getattr(RedisCache, name))(ask)


class PlainSerializer:
    """Bytes as they are, all else as JSON. No pickles: whoever else writes into that Redis must not run code here."""

    def dumps(self, value: object) -> bytes:
        return b"b" + value if isinstance(value, bytes) else json.dumps(value).encode()

    def loads(self, written: bytes) -> object:
        """None, as for a miss, where we did not write it. Numbers are plain digits, which Redis can add to."""
        if written[:1] == b"b":
            return written[1:]
        with contextlib.suppress(ValueError, RecursionError):
            return json.loads(written)
        return None


class RedisOrNothing(RedisCache):
    """For what can be made anew: while Redis can't be reached, every key is a miss."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {
            "socket_connect_timeout": TIMEOUT_SECONDS,
            "socket_timeout": TIMEOUT_SECONDS,
            "serializer": PlainSerializer,
        }
        super().__init__(server, {**params, "OPTIONS": options})
        self._breaker = breaker_for(server)
        self._nothing = DummyCache(server, {})

    add, get, set, touch, delete = map(_guarded, ("add", "get", "set", "touch", "delete"))
    has_key, incr, get_many = map(_guarded, ("has_key", "incr", "get_many"))
    set_many, delete_many = map(_guarded, ("set_many", "delete_many"))

    def clear(self) -> None:
        """Only this paper's keys: another paper may use the same Redis."""
        client = self._cache.get_client(write=True)
        for key in client.scan_iter(f"{self.key_prefix}:*", count=1000):
            client.delete(key)
