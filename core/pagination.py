"""Keyset pagination: each page begins behind the last row of the one before, so page 3,000 costs what page 1 does."""

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest

from core.numbers import plain_number

M = TypeVar("M", bound=Model)
# What a query answers for a row: an object, or its values.
R = TypeVar("R")


class Page(NamedTuple, Generic[M]):
    rows: list[M]
    # The next page begins behind this row; None on the last page.
    last: M | None


def page_of(length: int, *parts: QuerySet[M]) -> Page[M]:
    """The first rows of these parts, one part after the other: one query for each part that the page reaches."""
    rows: list[M] = []
    for part in parts:
        if len(rows) <= length:
            rows += part[: length + 1 - len(rows)]
    return Page(rows[:length], rows[length - 1] if len(rows) > length else None)


def behind(rows: QuerySet[M], row: M | None) -> QuerySet[M]:
    """The rows behind that one, in the order of these; all of them where it is None."""
    return rows if row is None else rows.filter(_behind([str(name) for name in rows.query.order_by], row))


def _behind(order: list[str], row: Model) -> Q:
    name, rest = order[0].removeprefix("-"), order[1:]
    way, value = "lt" if order[0].startswith("-") else "gt", getattr(row, name)
    if not rest:
        return Q(**{f"{name}__{way}": value})
    # By the first condition an index finds where to begin; the second leaves out equal rows up to this one.
    return Q(**{f"{name}__{way}e": value}) & ~(Q(**{name: value}) & ~_behind(rest, row))


def find_row(rows: QuerySet[M], typed: str) -> M | None:
    """The row of that number; None for whatever else is typed."""
    number = plain_number(typed)
    return rows.filter(pk=number).first() if number else None


def row_before(request: HttpRequest, rows: QuerySet[M]) -> M | None:
    """The row behind which the page begins, one of these, named by ?before=. None for the first page.

    Raises Http404 where it names none of these.
    """
    if "before" not in request.GET:
        return None
    row = find_row(rows, request.GET["before"])
    if row is None:
        raise Http404
    return row


def batches(
    rows: QuerySet[Any, R], size: int, key: Callable[[R], Any] = attrgetter("pk")
) -> Iterator[list[R]]:
    """All rows by primary key, `size` at a time. Each batch is a query of its own: no cursor is held in between.

    `key` finds the primary key in a row that is no object.
    """
    rows = rows.order_by("pk")
    batch = list(rows[:size])
    while batch:
        # Taken before the caller changes the batch.
        last = key(batch[-1])
        yield batch
        batch = list(rows.filter(pk__gt=last)[:size])
