"""What a public page depends on: the versions of what it shows, a time limit, and parameters of its address.

Each view declares this by `depends_on`, and its pages are cached under it; nothing else knows it. Whatever changes a
thing that readers see raises that thing's version in its own transaction.
"""

import datetime
import weakref
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Protocol, cast

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase

from core.numbers import plain_number

# Of each connection to PostgreSQL, {statement: the name under which it was prepared on it}.
_prepared: weakref.WeakKeyDictionary[Any, dict[str, bytes]] = weakref.WeakKeyDictionary()
# Stands for the key while a subject's statement is compiled: no row has it.
_KEY = -1
# Numbers, or as PostgreSQL sends them.
Versions = tuple[int | bytes | None, ...]
# Answers the query for a version; a plain function, whose arguments are counted.
Ask = Callable[..., QuerySet[Any, Any]]


class Subject:
    """What pages are about, such as a story, with the versions that their bytes depend on.

    Each version is named, and asked for by a function from the subject's key to the query for it: one row or none, of
    one number. Where there is one subject alone, as the paper is, its key is None and the function takes none.
    """

    def __init__(self, **versions: Ask) -> None:
        self.versions = versions
        self.ends: list[Callable[[Any, datetime.datetime], datetime.datetime | None]] = []
        self._sql: str | None = None

    def also(
        self,
        until: Callable[[Any, datetime.datetime], datetime.datetime | None] | None = None,
        **versions: Ask,
    ) -> None:
        """Add what another app shows on these pages: its versions, and the next instant after `now` that changes them.

        `until` takes (key, now).
        """
        self.versions |= versions
        self._sql = None
        if until is not None:
            self.ends.append(until)

    def until(self, key: Any, now: datetime.datetime) -> datetime.datetime | None:
        """The first instant after `now` at which time alone changes its pages; None: there is none."""
        ends = [end for each in self.ends if (end := each(key, now)) is not None and end > now]
        return min(ends, default=None)

    def read(self, key: Any = None) -> Versions:
        """Its versions as they are now, to be compared with others of the same database alone. 1 query.

        Without the ORM, which would take longer than the rest of a hit. Read the versions before what they stand for,
        or what is cached under them may be older than they say.
        """
        # Looked up once: Django's `connection` looks up the thread's own at each use.
        database = connections[DEFAULT_DB_ALIAS]
        database.ensure_connection()
        sql = self._sql or self._compile()
        with database.wrap_database_errors:
            if database.vendor == "postgresql":
                return self._read_prepared(database.connection, sql, key)
            rows = database.connection.execute(sql, {} if key is None else {"key": key})
            versions: Versions = rows.fetchone()
            return versions

    def _compile(self) -> str:
        """One statement for all of its versions: each is found by a primary or a unique key."""
        marker = {"postgresql": "$1::bigint"}.get(connections[DEFAULT_DB_ALIAS].vendor, ":key")
        parts = []
        for ask in self.versions.values():
            rows = ask(_KEY) if ask.__code__.co_argcount else ask()
            # One row needs no order.
            query = (rows if rows.query.is_sliced else rows.order_by()).query
            sql, given = query.sql_with_params()
            if any(each != _KEY for each in given):
                raise ValueError(f"A version is asked for by its subject’s key alone, not by {given}: {sql}")
            parts.append(f"({sql.replace('%s', marker)})")
        self._sql = f"SELECT {', '.join(parts)}"
        return self._sql

    def _read_prepared(self, raw: Any, sql: str, key: Any) -> Versions:
        """By libpq, planned once for each connection: it takes a third of the time of psycopg's cursors.

        Answers bytes, which compare as well as numbers.
        """
        from psycopg import OperationalError
        from psycopg.pq import ExecStatus

        known = _prepared.setdefault(raw, {})
        name = known.get(sql)
        if name is None:
            name = f"versions_{len(known)}".encode()
            result = raw.pgconn.prepare(name, sql.encode())
            if result.status != ExecStatus.COMMAND_OK:
                # Such as in a transaction that has failed. The next call prepares it again.
                raise OperationalError(result.error_message.decode(errors="replace"))
            known[sql] = name
        result = raw.pgconn.exec_prepared(name, None if key is None else [str(key).encode()])
        if result.status != ExecStatus.TUPLES_OK:
            raise OperationalError(result.error_message.decode(errors="replace"))
        return tuple(result.get_value(0, column) for column in range(result.nfields))


@dataclass(frozen=True)
class Number:
    """A parameter that is a number from 1 on; where it is `default`, the page is the one without it."""

    default: int | None = None

    def canonical(self, given: str) -> str | None:
        """The one form in which a page reads it, "" for the page without it; None for what the page refuses."""
        number = plain_number(given)
        if number is None:
            return None
        return "" if number == self.default else str(number)


@dataclass(frozen=True)
class Declaration:
    """What a view says of its pages."""

    subject: Subject
    # (now, the address's parts) → the subject's key, None where there is no page to cache. Without it the key is None.
    find: Callable[..., Any] | None = None
    # How many seconds late a list may show what was added to it.
    lag: float | None = None
    parameters: dict[str, Number] = field(default_factory=dict)


class DeclaredView(Protocol):
    """What `depends_on` makes of a view."""

    declaration: Declaration

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


class UndeclaredParameter(Exception):
    """A view read a parameter that it did not declare: from the cache, its page would be the same for each value."""


class _DeclaredParameters(QueryDict):
    """Only those parameters of the address that the view declares."""

    def __init__(self, given: QueryDict, names: Set[str]) -> None:
        super().__init__(mutable=True, encoding=given.encoding)
        self.names = names
        for name in names & given.keys():
            self.setlist(name, given.getlist(name))
        self._mutable = False

    # What QueryDict answers, a list where the parameter has no value, is more than the dict it is promises.
    def __getitem__(self, name: str) -> str | list[object]:  # type: ignore[override]
        return super().__getitem__(self._declared(name))

    def getlist(self, name: str, default: Any = None) -> list[str]:
        return super().getlist(self._declared(name), default)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(self._declared(str(name)))

    def _declared(self, name: str) -> str:
        if name not in self.names:
            raise UndeclaredParameter(f"“{name}” is read by a page that does not declare it: see depends_on.")
        return name


def depends_on(
    subject: Subject,
    find: Callable[..., Any] | None = None,
    lag: float | None = None,
    **parameters: Number,
) -> Callable[[Callable[..., HttpResponseBase]], "DeclaredView"]:
    """Declare a public view: its pages are cached for readers without an account, under the subject's versions.

    `find(now, **parts of the address)` answers the subject's key, None where there is no page to cache; it is called
    before the view. What is added to a page may be seen `lag` seconds late. The view reads these parameters of the
    query and no other: others make no other page, and to read one raises UndeclaredParameter.
    """
    declaration = Declaration(subject, find, lag, parameters)

    def declare(view: Callable[..., HttpResponseBase]) -> DeclaredView:
        @wraps(view)
        def declared(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            # Django's types know no other class for it than its own.
            request.GET = _DeclaredParameters(request.GET, parameters.keys())  # type: ignore[assignment]
            return view(request, *args, **kwargs)

        # A function has no declaration before it is given one, which no type can say.
        page = cast(DeclaredView, declared)
        page.declaration = declaration
        return page

    return declare


def bump_versions(rows: QuerySet[Any]) -> int:
    """Add 1 to the `version` of each row, so that pages made of it are old; returns how many rows there are.

    The rows are locked in the order of their keys, so that two callers with the same rows never deadlock. After that
    only the locked rows are updated: to run the query again could find one more, held by somebody who waits for us.
    """
    with transaction.atomic():
        held = rows.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk", flat=True)
        bumped: int = rows.model._base_manager.filter(pk__in=list(held)).update(version=F("version") + 1)
        return bumped
