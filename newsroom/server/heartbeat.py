"""Signs of life of the worker, in the database, where every machine sees them."""

from __future__ import annotations

import contextlib
import datetime
import logging
import threading
from typing import TYPE_CHECKING

from django.core.cache import caches
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)

BETWEEN = datetime.timedelta(seconds=15)
# A busy database, or a machine that sleeps for a moment, makes no worker dead.
SILENT_AFTER = 6 * BETWEEN
# How long it is known when a worker that is gone was there last.
KEPT = datetime.timedelta(days=60)
_ANY = "worker"


@contextlib.contextmanager
def beating(name: str) -> Iterator[None]:
    """Give a sign of life for the worker of that name until the block ends, also in the middle of a long task."""
    ended = threading.Event()
    threading.Thread(target=_beat_until, args=[ended, name], daemon=True).start()
    try:
        yield
    finally:
        ended.set()


def _beat_until(ended: threading.Event, name: str) -> None:
    while True:
        close_old_connections()
        try:
            beat(name)
        except DatabaseError as error:
            # The worker itself meets it too, and ends of it.
            logger.warning("No sign of life: %s", error)
        if ended.wait(BETWEEN.total_seconds()):
            connection.close()
            return


def beat(name: str) -> None:
    now = timezone.now().isoformat()
    for key in (_ANY, _key(name)):
        caches["default"].set(key, now, KEPT.total_seconds())


def last_beat(name: str = "") -> datetime.datetime | None:
    """When the worker of that name, or any, gave a sign of life last."""
    found = caches["default"].get(_key(name) if name else _ANY)
    return datetime.datetime.fromisoformat(found) if found else None


def is_alive(beat: datetime.datetime | None, now: datetime.datetime) -> bool:
    return beat is not None and now - beat <= SILENT_AFTER


def _key(name: str) -> str:
    return f"{_ANY}-{name}"
