"""What a public page depends on: whose versions its bytes hang on, until when, and what it reads of its address.

A page says it at its view, by `depends_on`, and is kept under that; nothing else knows it. Whatever changes a thing
that readers see raises that thing's version in its own transaction.
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
# Stands for a subject's key while its statement is made: no row has it.
_KEY = -1
# Numbers, or as PostgreSQL sends them.
Versions = tuple[int | bytes | None, ...]
# Answers the query for a version; a plain function, whose arguments are counted.
Ask = Callable[..., QuerySet[Any, Any]]


class Subject:
    """What pages are about, such as a story, with the versions that their bytes hang on.

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
        """What another app puts on these pages: its versions, and the next instant after `now` that changes them.

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

        Past the ORM, which would take longer than all else that a kept page takes. To be read before what they stand
        for, or what is kept under them may be older than they say.
        """
        # Once: each look at Django's `connection` finds the thread's own anew.
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
            # Of one row, which has no order.
            query = (rows if rows.query.is_sliced else rows.order_by()).query
            sql, given = query.sql_with_params()
            if any(each != _KEY for each in given):
                raise ValueError(f"A version is asked for by its subject’s key alone, not by {given}: {sql}")
            parts.append(f"({sql.replace('%s', marker)})")
        self._sql = f"SELECT {', '.join(parts)}"
        return self._sql

    def _read_prepared(self, raw: Any, sql: str, key: Any) -> Versions:
        """By libpq itself, planned once for each connection: a third of the time that psycopg's cursors take.

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
                # As in a transaction that has failed; asked anew it is prepared.
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
    # (now, the address's parts) → the subject's key, None where there is no page to keep. Without it the key is None.
    find: Callable[..., Any] | None = None
    # In seconds: a list may be so old in what is added to it.
    lag: float | None = None
    parameters: dict[str, Number] = field(default_factory=dict)


class DeclaredView(Protocol):
    """What `depends_on` makes of a view."""

    declaration: Declaration

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


class UndeclaredParameter(Exception):
    """A view read a parameter that it did not declare: kept, its page would be the same for each value."""


class _DeclaredParameters(QueryDict):
    """Of what stood in the address no more than the page reads."""

    def __init__(self, given: QueryDict, names: Set[str]) -> None:
        super().__init__(mutable=True, encoding=given.encoding)
        self.names = names
        for name in names & given.keys():
            self.setlist(name, given.getlist(name))
        self._mutable = False

    # As Django's own.
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
    """Declares a public view: its pages are kept for readers without an account, under the subject's versions.

    `find(now, **parts of the address)` answers the subject's key, None where there is no page to keep; it is asked
    before the view is. What is added to a page may be seen `lag` seconds late. Of the query the view reads these
    parameters and no other: others make no other page, and to read one raises UndeclaredParameter.
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


def raise_versions(rows: QuerySet[Any]) -> int:
    """Raise the `version` of each of the rows, whose pages are old then; answers how many these are.

    In one order, and of these alone: of two who raise those of the same rows one waits, and neither for ever. Asked
    anew, there may be a row more by then, which somebody holds who waits for one of these.
    """
    with transaction.atomic():
        held = rows.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk", flat=True)
        raised: int = rows.model._base_manager.filter(pk__in=list(held)).update(version=F("version") + 1)
        return raised
