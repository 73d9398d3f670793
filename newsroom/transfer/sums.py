"""Sums of all rows of a table, to compare both sides: of rows as the site reads them, in whatever order."""

from __future__ import annotations

import datetime
import hashlib
import json
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connections, models, transaction

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# Sums are taken modulo this: eight bytes.
WHOLE = 2**64


@dataclass(frozen=True)
class Sum:
    """Equal for equal rows: of every column, with null told from empty and times to the microsecond."""

    rows: int
    sum: int

    def __str__(self) -> str:
        return f"{self.sum:016x}"


def sum_of(
    model: type[models.Model],
    alias: str,
    up_to: object = None,
    tell: Callable[[int], object] = lambda rows: None,
) -> Sum:
    """The Sum of the rows with keys up to `up_to`, or of all. Calls `tell` with the rows read since the last call."""
    fields = model._meta.concrete_fields
    rows = model._base_manager.using(alias).order_by()
    if up_to is not None:
        rows = rows.filter(pk__lte=up_to)
    plain = [(place, PLAIN[type_]) for place, field in enumerate(fields) if (type_ := _type(field)) in PLAIN]
    count = total = 0
    # In a transaction PostgreSQL sends rows while it reads; without one it would put them all aside first. SQLite
    # sends them while it reads anyway, and a transaction on it would lock the site out.
    in_one = transaction.atomic(alias) if connections[alias].vendor == "postgresql" else nullcontext()
    with in_one:
        for row in rows.values_list(*(field.attname for field in fields)).iterator(chunk_size=5_000):
            values = list(row)
            for place, say in plain:
                if values[place] is not None:
                    values[place] = say(values[place])
            digest = hashlib.blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=8).digest()
            total += int.from_bytes(digest)
            count += 1
            if count % 5_000 == 0:
                tell(5_000)
    tell(count % 5_000)
    return Sum(count, total % WHOLE)


def _type(field: models.Field[Any, Any]) -> type[models.Field[Any, Any]] | None:
    return next((kind for kind in PLAIN if isinstance(field, kind)), None)


# One spelling for values that are equal and may be spelled in several ways.
PLAIN: dict[type[models.Field[Any, Any]], Callable[[Any], str]] = {
    models.DateTimeField: lambda value: value.astimezone(datetime.UTC).isoformat(),
    models.JSONField: lambda value: json.dumps(value, sort_keys=True),
}
