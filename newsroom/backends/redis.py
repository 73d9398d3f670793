"""Redis (or Valkey), where pages are kept; while it can't be reached they are missed and made anew."""

import contextlib
import functools
import json
import logging
import threading
import time

from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# It answers in a millisecond. One that has not by then is as good as gone, and a reader waits meanwhile.
SECONDS_TO_ANSWER = 0.5
# How long nobody asks again after it did not answer; then one request does, and the others don't wait for it.
PAUSE = 5


class Line:
    """The way to one Redis, for all threads of a process: says once when it broke and once when it is back."""

    def __init__(self):
        self._lock = threading.Lock()
        self._broken, self._asked_again_at = False, 0

    def is_open(self):
        """Whether to ask it. While it is broken, one of those who come after a pause is told yes."""
        if not self._broken:
            return True
        with self._lock:
            if time.monotonic() < self._asked_again_at:
                return False
            self._asked_again_at = time.monotonic() + PAUSE
            return True

    def broke(self, error):
        with self._lock:
            self._asked_again_at = time.monotonic() + PAUSE
            before, self._broken = self._broken, True
        if not before:
            logger.warning("Redis can't be reached, and is asked again every %s s: %s", PAUSE, error)

    def held(self):
        if self._broken:
            with self._lock:
                before, self._broken = self._broken, False
            if before:
                logger.warning("Redis is back")


@functools.cache
def line_to(server):
    return Line()


def _asking(name):
    """A method of the cache's: Redis's own, or that of a cache that keeps nothing while it can't be reached."""

    def ask(self, *args, **kwargs):
        if self._line.is_open():
            try:
                answer = getattr(super(RedisOrNothing, self), name)(*args, **kwargs)
            except RedisError as error:
                self._line.broke(error)
            else:
                self._line.held()
                return answer
        return getattr(self._nothing, name)(*args, **kwargs)

    return functools.wraps(getattr(RedisCache, name))(ask)


class PlainSerializer:
    """Bytes as they are, all else as JSON. Never pickles: who writes into that Redis must not run anything here."""

    def dumps(self, value: object) -> bytes:
        return b"b" + value if isinstance(value, bytes) else json.dumps(value).encode()

    def loads(self, written: bytes) -> object:
        """None, as if there were nothing, for what nobody here wrote. A number is Redis's own, which counts in it."""
        if written[:1] == b"b":
            return written[1:]
        with contextlib.suppress(ValueError, RecursionError):
            return json.loads(written)
        return None


class RedisOrNothing(RedisCache):
    """For what can be made anew: while Redis can't be reached it is missed."""

    def __init__(self, server, params):
        options = {
            "socket_connect_timeout": SECONDS_TO_ANSWER,
            "socket_timeout": SECONDS_TO_ANSWER,
            "serializer": PlainSerializer,
        }
        super().__init__(server, {**params, "OPTIONS": options})
        self._line = line_to(server)
        self._nothing = DummyCache(server, {})

    add, get, set, touch, delete = map(_asking, ("add", "get", "set", "touch", "delete"))
    has_key, incr, get_many = map(_asking, ("has_key", "incr", "get_many"))
    set_many, delete_many = map(_asking, ("set_many", "delete_many"))

    def clear(self):
        """This paper's own keys: another's may lie in the same Redis."""
        client = self._cache.get_client(write=True)
        for key in client.scan_iter(f"{self.key_prefix}:*", count=1000):
            client.delete(key)
