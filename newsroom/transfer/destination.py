"""The PostgreSQL database that a paper is carried to."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import Error, connections, transaction
from django.db.utils import ConnectionHandler

from newsroom.backends import service_urls
from newsroom.transfer.source import columns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from django.db.models import Model

ALIAS = "destination"
# The number of a lock, any that nobody else takes: two moves at once would both carry the same rows.
ONE_MOVE = 20_130_706


class TransferRefused(Exception):
    """Why nothing is carried, in sentences."""


class Destination:
    """While a move is unfinished, two tables of ours say which paper it is and what is to be put back at the end."""

    def __init__(self, url: str) -> None:
        self.url = url
        known = service_urls.database(url)
        if known["ENGINE"] != service_urls.POSTGRESQL:
            raise TransferRefused("A paper is carried to PostgreSQL: postgres://USER:PASSWORD@HOST:5432/NAME")
        connections.databases[ALIAS] = ConnectionHandler().configure_settings({"default": known})["default"]
        try:
            self._ask("SELECT 1")
        except Error as error:
            raise TransferRefused(f"The database can't be reached: {str(error).strip()}") from error
        if (encoding := self._one("SHOW server_encoding")) != "UTF8":
            raise TransferRefused(
                f"The database keeps text as {encoding}; a paper needs UTF8: createdb -E UTF8"
            )
        try:
            self._ask("SELECT pg_advisory_lock(%s)", ONE_MOVE)
        except Error as error:
            raise TransferRefused("Another move into this database is under way.") from error

    def take(self, birth: str) -> None:
        """Take the database for this paper, if it is empty or holds an unfinished move of the same paper."""
        if self._one("SELECT to_regclass('newsroom_move')"):
            if self._one("SELECT birth FROM newsroom_move") != birth:
                raise TransferRefused(
                    "The database holds an unfinished move of another paper. Name an empty one."
                )
        elif found := self._one("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"):
            raise TransferRefused(
                f"The database is not empty: it has {found} tables, and what is in them would be lost. "
                "Name an empty one, which createdb makes."
            )
        else:
            self._begin(birth)

    def make_tables(self) -> None:
        # In a process that has no other database, so that a migration can write nowhere else.
        made = subprocess.run(  # noqa: S603
            [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity=0"],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": self.url},
            capture_output=True,
            text=True,
        )
        if made.returncode:
            raise TransferRefused(f"Its tables could not be made: {made.stderr.strip().splitlines()[-1]}")

    def _begin(self, birth: str) -> None:
        try:
            with transaction.atomic(ALIAS):
                self._ask("CREATE TABLE newsroom_move (birth text)")
                self._ask("INSERT INTO newsroom_move VALUES (%s)", birth)
                self._ask("CREATE TABLE newsroom_move_put_back (id serial, step int, name text, sql text)")
        except Error as error:
            raise TransferRefused(f"Its tables could not be made: {str(error).strip()}") from error

    def finish(self) -> None:
        """Drop our two tables: then the database is like that of a paper that began there."""
        with transaction.atomic(ALIAS):
            self._ask("DROP TABLE newsroom_move, newsroom_move_put_back")
        connections[ALIAS].close()

    # Rows

    def last_key(self, model: type[Model]) -> Any:
        """The last key that was carried: rows are added in the order of their keys."""
        key = connections[ALIAS].ops.quote_name(str(model._meta.pk.column))
        # In the order that SQLite has for text, whatever the language of this database.
        is_text = model._meta.pk.get_internal_type() == "CharField"
        order = f'{key} COLLATE "C"' if is_text else key
        last = self._one(f"SELECT {key} FROM {_table(model)} ORDER BY {order} DESC LIMIT 1")
        return getattr(last, "hex", last)

    def empty(self, model: type[Model]) -> None:
        self._ask(f"TRUNCATE {_table(model)}")

    def add(self, model: type[Model], rows: list[tuple[Any, ...]]) -> None:
        into = f"COPY {_table(model)} ({columns(model)}) FROM STDIN"
        # PostgreSQL reads times, JSON and the rest from the text that SQLite keeps, and 0 and 1 as false and true.
        connection = connections[ALIAS]
        with (
            transaction.atomic(ALIAS),
            connection.cursor() as cursor,
            connection.wrap_database_errors,
            cursor.copy(into) as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def count_on_from(self, model: type[Model], key: int) -> None:
        """Make the key of the next row a new one."""
        if key:
            name = _table(model), model._meta.pk.column
            self._ask("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", *name, key)

    # Constraints and indexes: they would slow down each row, and are checked once all rows are there

    def take_away(self) -> None:
        """Drop foreign keys, so that tables can come in any order, and unique constraints and indexes, for speed."""
        keep = "INSERT INTO newsroom_move_put_back (step, name, sql) VALUES (%s, %s, %s)"
        with transaction.atomic(ALIAS):
            for step, (found, drop) in enumerate(TO_TAKE_AWAY):
                for name, table, sql in self._ask(found):
                    self._ask(keep, step, name, sql)
                    self._ask(drop.format(name=name, table=table))

    def put_back(self) -> Iterator[str]:
        """Make each of them again, which checks all rows; yields its name before."""
        self._ask("SET maintenance_work_mem = '256MB'")
        for key, name, sql in self._ask(
            "SELECT id, name, sql FROM newsroom_move_put_back ORDER BY step DESC, id"
        ):
            yield name
            try:
                with transaction.atomic(ALIAS):
                    self._ask(sql)
                    self._ask("DELETE FROM newsroom_move_put_back WHERE id = %s", key)
            except Error as error:
                raise TransferRefused(f"The rows do not agree with {name}: {str(error).strip()}") from error
        self._ask("ANALYZE")

    @property
    def left_to_put_back(self) -> int:
        left: int = self._one("SELECT count(*) FROM newsroom_move_put_back")
        return left

    def _ask(self, sql: str, *given: Any) -> list[tuple[Any, ...]]:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(sql, given or None)
            return cursor.fetchall() if cursor.description else []

    def _one(self, sql: str, *given: Any) -> Any:
        rows = self._ask(sql, *given)
        return rows[0][0] if rows else None


def _table(model: type[Model]) -> str:
    return connections[ALIAS].ops.quote_name(model._meta.db_table)


_CONSTRAINTS = """
    SELECT conname, conrelid::regclass::text,
        format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND contype = '{}' ORDER BY conname"""
_INDEXES = """
    SELECT indexname, tablename, indexdef FROM pg_indexes
    WHERE schemaname = current_schema() AND tablename NOT LIKE 'newsroom_move%' AND NOT EXISTS (
        SELECT FROM pg_constraint WHERE conname = indexname AND connamespace = current_schema()::regnamespace)
    ORDER BY indexname"""
_DROP_CONSTRAINT = 'ALTER TABLE {table} DROP CONSTRAINT "{name}"'
# (SQL that finds them, SQL that drops one), in the order of dropping. They are put back in the opposite order, for a
# foreign key needs the unique key that it points at.
TO_TAKE_AWAY = [
    (_CONSTRAINTS.format("f"), _DROP_CONSTRAINT),
    (_CONSTRAINTS.format("u"), _DROP_CONSTRAINT),
    (_INDEXES, 'DROP INDEX "{name}"'),
]
