"""The SQLite database that a paper is carried from, opened so that nothing can be written."""

from __future__ import annotations

import contextlib
import fcntl
import json
import sqlite3
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.apps import apps
from django.conf import settings
from django.db import connection, models

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

# Rows read and sent at a time. After a kill, a second's work at most is done again.
BATCH = 5_000
NUL = "\x00"


def tables() -> list[type[models.Model]]:
    """The models whose rows make up a paper, those of installed apps too. Cached pages and counts are left out."""
    found = apps.get_models(include_auto_created=True)
    return sorted(
        (model for model in found if model._meta.managed and not model._meta.proxy),
        key=lambda model: model._meta.db_table,
    )


def columns(model: type[models.Model]) -> str:
    return ", ".join(connection.ops.quote_name(str(field.column)) for field in model._meta.concrete_fields)


@contextlib.contextmanager
def worker_kept_out() -> Iterator[bool]:
    """Yields whether no worker runs on this data folder; none can begin before the block ends."""
    try:
        file = (settings.DATA_DIR / "worker").open()
    except FileNotFoundError:
        yield True
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


class Source:
    def __init__(self) -> None:
        name = settings.DATABASES["default"]["NAME"]
        self._raw = sqlite3.connect(f"file:{quote(str(name))}?mode=ro", uri=True, isolation_level=None)
        self._raw.create_function("is_refused", 2, _is_refused)
        self._raw.create_function("is_refused_json", 1, _is_refused_json)
        self._version = self._read_version()

    @property
    def has_changed(self) -> bool:
        """Whether anybody has written into the database since this object was made."""
        return self._read_version() != self._version

    @property
    def birth(self) -> str:
        """Tells this paper from any other, wherever its file lies: when its tables were made, to the microsecond."""
        return str(self._one("SELECT min(applied) FROM django_migrations"))

    def count(self, model: type[models.Model]) -> int:
        rows: int = self._one(f"SELECT count(*) FROM {_table(model)}")
        return rows

    def highest_key(self, model: type[models.Model]) -> int:
        """The highest key that was ever given, so that the key of a deleted row is not given again."""
        if not model._meta.auto_field:
            return 0
        highest = self._one(f"SELECT max({_key(model)}) FROM {_table(model)}")
        given = self._one("SELECT seq FROM sqlite_sequence WHERE name = ?", model._meta.db_table)
        return max(highest or 0, given or 0)

    def batches(self, model: type[models.Model], after: object = None) -> Iterator[list[tuple[Any, ...]]]:
        """Lists of rows as SQLite stores them, in the order of their keys, from behind the key `after`."""
        key = [field.primary_key for field in model._meta.concrete_fields].index(True)
        sql = f"SELECT {columns(model)} FROM {_table(model)} {{}} ORDER BY {_key(model)} LIMIT {BATCH}"
        while True:
            where, given = (f"WHERE {_key(model)} > ?", (after,)) if after is not None else ("", ())
            rows = self._raw.execute(sql.format(where), given).fetchall()
            if not rows:
                return
            yield rows
            after = rows[-1][key]

    def faults(self, model: type[models.Model]) -> Iterator[str]:
        """Sentences about rows that PostgreSQL would refuse and SQLite has taken."""
        for field in model._meta.concrete_fields:
            if not (condition := _refused(field)):
                continue
            sql = f"SELECT {_key(model)} FROM {_table(model)} WHERE {condition} LIMIT 5"
            for (key,) in self._raw.execute(sql):
                yield (
                    f"{model._meta.db_table}, row {key}: {field.column} holds what PostgreSQL does not take: "
                    f"{_reason(field)}."
                )
        for table, row, parent, _ in self._raw.execute(f"PRAGMA foreign_key_check({_table(model)})"):
            yield f"{table}, row {row}: it belongs to a row of {parent} that is not there."

    def _read_version(self) -> int:
        # SQLite changes this number when another connection commits.
        version: int = self._one("PRAGMA data_version")
        return version

    def _one(self, sql: str, *given: Any) -> Any:
        row = self._raw.execute(sql, given).fetchone()
        return row and row[0]


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _key(model: type[models.Model]) -> str:
    return connection.ops.quote_name(str(model._meta.pk.column))


def _refused(field: models.Field[Any, Any]) -> str:
    """The SQL condition of values that PostgreSQL's column would refuse, or nothing."""
    column = connection.ops.quote_name(str(field.column))
    if isinstance(field, models.JSONField):
        return f"is_refused_json(CAST({column} AS BLOB))"
    if isinstance(field, (models.CharField, models.TextField, models.FileField)):
        longest = field.max_length if not isinstance(field, models.TextField) else None
        return f"is_refused(CAST({column} AS BLOB), {longest or 'NULL'})"
    if isinstance(field, models.IntegerField):
        least, most = connection.ops.integer_field_ranges[field.get_internal_type()]
        return f"{column} IS NOT NULL AND (typeof({column}) <> 'integer' OR {column} NOT BETWEEN {least} AND {most})"
    return ""


def _reason(field: models.Field[Any, Any]) -> str:
    if isinstance(field, models.IntegerField):
        return "a number out of its range"
    if isinstance(field, (models.JSONField, models.TextField)):
        return "a NUL character, or what is no text in UTF-8"
    return f"a NUL character, what is no text in UTF-8, or more than {field.max_length} letters"


def _is_refused(value: bytes | None, longest: int | None) -> bool:
    if value is None:
        return False
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return True
    return NUL in text or (longest is not None and len(text) > longest)


def _is_refused_json(value: bytes | None) -> bool:
    if value is None:
        return False
    try:
        # Escapes can spell half a pair of surrogates, which is no letter and can't be encoded.
        json.dumps(json.loads(value), ensure_ascii=False).encode()
    except ValueError:
        return True
    # Without escaped backslashes: behind one, the same letters are no NUL.
    return b"\\u0000" in value.replace(b"\\\\", b"")
