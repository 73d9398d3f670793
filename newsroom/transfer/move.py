"""A whole paper from SQLite to PostgreSQL.

Rows go in the order of their keys, in batches, each in a transaction: the last key that is there says how far an
interrupted move came. Rows that are there already are not trusted: a table whose sum differs from the one here is
carried again. So a move can be interrupted anywhere and begun again, and what changed in between is found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection

from core.database import require_migrated
from newsroom.transfer.destination import ALIAS, Destination, TransferRefused
from newsroom.transfer.source import Source, tables
from newsroom.transfer.sums import Sum, sum_of

if TYPE_CHECKING:
    from django.db.models import Model

    from core.progress import Progress

STOP_FIRST = "Stop the site first, and its worker: what is written meanwhile would be lost."
# Rows that are there already are mentioned from so many on: fewer are compared in a moment.
WORTH_SAYING = 5_000


@dataclass(frozen=True)
class Checked:
    table: str
    here: Sum
    there: Sum

    @property
    def agrees(self) -> bool:
        return self.here == self.there


def move(url: str, progress: Progress) -> bool:
    """Carry the paper, report the sum of every table, and answer whether all agree.

    Raises TransferRefused, or CommandError where migrations are lacking. Safe to repeat after whatever happened.
    """
    if connection.vendor != "sqlite":
        raise TransferRefused(
            "The paper is in PostgreSQL already: DATABASE_URL says so. Only files can be carried, by --storage."
        )
    require_migrated()
    destination, source = Destination(url), Source()
    destination.take(source.birth)
    _look_for_faults(source, progress)
    progress.say("Making the tables …")
    destination.make_tables()
    _carry(source, destination, progress)
    checked = _check(source, progress)
    if source.has_changed:
        raise TransferRefused(
            f"The paper was changed while it was carried. {STOP_FIRST} Then the same command again: what is there and "
            "did not change is not carried twice."
        )
    _tell(checked, progress)
    if all_agree := all(each.agrees for each in checked):
        destination.finish()
    return all_agree


def _look_for_faults(source: Source, progress: Progress) -> None:
    progress.say("Looking for what PostgreSQL would not take …")
    faults = [fault for model in tables() for fault in source.faults(model)]
    if faults:
        raise TransferRefused("\n".join(["Nothing was carried. Mend these first:", *faults]))


def _carry(source: Source, destination: Destination, progress: Progress) -> None:
    there = {model: _found(model, source, destination, progress) for model in tables()}
    progress.begin("Carrying", sum(each.lacking for each in there.values()))
    if not all(each.is_complete for each in there.values()):
        destination.take_away()
    for model, found in there.items():
        name = model._meta.db_table
        if not found.is_right:
            destination.empty(model)
        if found.lacking:
            progress.say(f"{name}: {found.lacking:,} rows")
        for rows in source.batches(model, found.last) if found.lacking else ():
            try:
                destination.add(model, rows)
            except DatabaseError as error:
                raise TransferRefused(f"{name} was refused: {str(error).strip()}") from error
            progress.more(name, len(rows))
    for model in tables():
        destination.count_on_from(model, source.highest_key(model))
    progress.begin("Putting back", destination.left_to_put_back)
    for name in destination.put_back():
        progress.more(name, 1)


@dataclass(frozen=True)
class Found:
    """What is there of a table: its last key, whether the rows up to it are as they are here, how many are lacking."""

    last: object
    is_right: bool
    lacking: int

    @property
    def is_complete(self) -> bool:
        return self.is_right and not self.lacking


def _found(model: type[Model], source: Source, destination: Destination, progress: Progress) -> Found:
    last, rows = destination.last_key(model), source.count(model)
    if last is None:
        return Found(None, True, rows)
    here, there = sum_of(model, "default", last), sum_of(model, ALIAS)
    if here != there:
        return Found(None, False, rows)
    if here.rows >= WORTH_SAYING:
        progress.say(f"{model._meta.db_table}: {here.rows:,} rows are there already")
    return Found(last, True, rows - here.rows)


def _check(source: Source, progress: Progress) -> list[Checked]:
    """Read both sides again, not in the way they were carried but as the site reads them."""
    progress.begin("Checking", 2 * sum(source.count(model) for model in tables()))
    checked = []
    for model in tables():
        name = model._meta.db_table

        def tell(rows: int, name: str = name) -> None:
            progress.more(name, rows)

        checked.append(Checked(name, sum_of(model, "default", tell=tell), sum_of(model, ALIAS, tell=tell)))
    return checked


def _tell(checked: list[Checked], progress: Progress) -> None:
    widest = max(len(each.table) for each in checked)
    progress.say(f"\n{'table':{widest}} {'rows':>12} {'there':>12}  {'sum':16}  there")
    for each in checked:
        rows = f"{each.table:{widest}} {each.here.rows:12,} {each.there.rows:12,}"
        progress.say(f"{rows}  {each.here}  {'the same' if each.agrees else f'{each.there}, DIFFERENT'}")
