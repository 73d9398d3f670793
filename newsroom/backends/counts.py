"""The cache in which attempts are counted: in the database, where every process sees them and nothing is evicted.

A cache that evicts could be filled with pages by a stranger until it has lost the counts.
"""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import connection
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.utils import CursorWrapper

# How many rows are deleted at a time, so that others can write in between.
BATCH = 1000
GET = "SELECT value FROM {table} WHERE cache_key = %s AND expires > %s"
SET = """
    INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s)
    ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
"""
ADD = SET + "WHERE {table}.expires <= %s"
TOUCH = "UPDATE {table} SET expires = %s WHERE cache_key = %s AND expires > %s"
INCR = """
    UPDATE {table} SET value = CAST(CAST(value AS bigint) + %s AS text)
    WHERE cache_key = %s AND expires > %s RETURNING value
"""
DELETE = "DELETE FROM {table} WHERE cache_key = %s"
CLEAR = "DELETE FROM {table}"
# `expires` is compared twice: a row that was written again since it was found stays.
DELETE_EXPIRED = """
    DELETE FROM {table} WHERE expires <= %s AND cache_key IN
    (SELECT cache_key FROM {table} WHERE expires <= %s ORDER BY cache_key LIMIT %s)
"""


class DurableCache(BaseDatabaseCache):
    """A table, made by `createcachetable`, in which each entry stays until it expires.

    Django's own evicts entries that still count once there are many, counts all of them at each write, takes a write
    that failed for done, and unpickles what it reads. Here a value is JSON, and a database that fails is an error. Each
    call is one statement, so that of two who `add` the same key at once only one succeeds.
    """

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        with self._run(GET, self.make_and_validate_key(key, version), _now()) as cursor:
            row = cursor.fetchone()
        return json.loads(row[0]) if row else default

    def set(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        with self._run(SET, *self._row(key, value, timeout, version)):
            pass

    def add(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        with self._run(ADD, *self._row(key, value, timeout, version), _now()) as cursor:
            rows: int = cursor.rowcount
        return rows == 1

    def touch(self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        name = self.make_and_validate_key(key, version)
        with self._run(TOUCH, self._end(timeout), name, _now()) as cursor:
            rows: int = cursor.rowcount
        return rows == 1

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        with self._run(INCR, delta, self.make_and_validate_key(key, version), _now()) as cursor:
            row = cursor.fetchone()
        if row is None:
            raise ValueError(f"Nothing is kept under {key}.")
        return int(row[0])

    def delete(self, key: str, version: int | None = None) -> bool:
        with self._run(DELETE, self.make_and_validate_key(key, version)) as cursor:
            rows: int = cursor.rowcount
        return rows == 1

    def clear(self) -> None:
        with self._run(CLEAR):
            pass

    def delete_expired(self) -> None:
        """Free the space of rows that no call reads any more."""
        now, rows = _now(), BATCH
        while rows == BATCH:
            with self._run(DELETE_EXPIRED, now, now, BATCH) as cursor:
                rows = cursor.rowcount

    def _row(self, key: str, value: Any, timeout: float | None, version: int | None) -> tuple[Any, ...]:
        return self.make_and_validate_key(key, version), json.dumps(value), self._end(timeout)

    def _end(self, timeout: float | None) -> Any:
        seconds = self.get_backend_timeout(timeout)
        return _stored(
            datetime.max.replace(tzinfo=UTC) if seconds is None else datetime.fromtimestamp(seconds, UTC)
        )

    @contextlib.contextmanager
    def _run(self, sql: str, *values: Any) -> Iterator[CursorWrapper]:
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(self._table)  # type: ignore[attr-defined] # Django’s, not in its stubs
            cursor.execute(sql.format(table=table), values)
            yield cursor


def _now() -> Any:
    return _stored(timezone.now())


def _stored(instant: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(instant)
