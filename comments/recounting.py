"""Compare the derived fields of discussions with what the rules of comments/threads.py derive, and repair them."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet

from comments.models import Comment, Discussion
from comments.moderation.state import State
from comments.threads import DerivedComment, DerivedDiscussion, recount
from core.models import Edition
from core.recounting import Difference, Recounted

# Discussions read by one query.
BATCH = 100
# Above every number: a row is numbered from here while another row still has its right number.
ASIDE = 1_000_000_000


def recount_discussions(repair: bool = False) -> Iterator[Recounted]:
    """In order of their keys. Safe to repeat, to interrupt, and to run while readers write.

    The first look locks nothing. A discussion to be repaired is locked, as by the verbs, and compared once more.
    """
    last = 0
    while keys := list(
        Discussion.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        last = keys[-1]
        for pk, rows in groupby(_rows(Discussion.objects.filter(pk__in=keys)), key=itemgetter(0)):
            found, is_mended = _Found(pk, list(rows)), False
            if repair and found.differences and found.right:
                found = _repair(pk)
                is_mended = found.right is not None
            yield Recounted(len(found.keys), found.differences, is_mended)


def _repair(pk: int) -> "_Found":
    with transaction.atomic():
        discussion = Discussion.objects.get(pk=pk)
        discussion.lock()
        found = _Found(pk, list(_rows(Discussion.objects.filter(pk=pk))))
        if found.differences and (right := found.right):
            _write(found, right)
            discussion.last_thread_number = right.last_thread_number
            discussion.visible_count = right.visible_count
            discussion.version += 1
            discussion.save(update_fields=["last_thread_number", "visible_count", "version"])
            Edition.note_removal()
    return found


def _rows(discussions: QuerySet[Discussion]) -> QuerySet[Discussion, tuple[Any, ...]]:
    """One statement, so that all rows are of one instant: it sees no verb half done."""
    of_comment = (f"comments__{name}" for name in ("pk", "parent", "state", *DerivedComment._fields))
    rows = discussions.order_by("pk", "comments__pk")
    return rows.values_list("pk", *DerivedDiscussion._fields[:2], *of_comment)


class _Found:
    """A discussion as it is stored, and as it should be: `right` is None where no rule can say."""

    def __init__(self, pk: int, rows: list[tuple[Any, ...]]) -> None:
        self.pk = pk
        _, last_thread_number, visible_count, *_ = rows[0]
        # A discussion without comments has one row, too.
        rows = [row[3:] for row in rows if row[3] is not None]
        self.keys = [key for key, *_ in rows]
        index = {key: number for number, key in enumerate(self.keys)}
        astray = [
            (key, parent) for key, parent, *_ in rows if parent and index.get(parent, len(rows)) >= index[key]
        ]
        self.stored = DerivedDiscussion(
            last_thread_number, visible_count, [DerivedComment(*row[3:]) for row in rows]
        )
        if astray:
            self.right = None
            self.differences = [
                Difference(f"comment {key}", "parent", parent, None) for key, parent in astray
            ]
            return
        parents = [index.get(parent) for _, parent, *_ in rows]
        right = recount(parents, [state == State.VISIBLE for _, _, state, *_ in rows], self.stored)
        as_keys = [each._replace(thread=self._key(each.thread)) for each in right.comments]
        self.right = right._replace(comments=as_keys)
        self.differences = list(self._compare(self.right))

    def _key(self, index: int | None) -> int | None:
        return None if index is None else self.keys[index]

    def _compare(self, right: DerivedDiscussion) -> Iterator[Difference]:
        stored = self.stored
        for field in DerivedDiscussion._fields[:2]:
            yield from _difference(f"discussion {self.pk}", field, stored, right)
        for key, *both in zip(self.keys, stored.comments, right.comments, strict=True):
            if both[0] != both[1]:
                for field in DerivedComment._fields:
                    yield from _difference(f"comment {key}", field, *both)


def _difference(thing: str, field: str, stored: NamedTuple, right: NamedTuple) -> Iterator[Difference]:
    stored, right = getattr(stored, field), getattr(right, field)
    if stored != right:
        yield Difference(thing, field, stored, right)


def _write(found: _Found, right: DerivedDiscussion) -> None:
    changed = [
        (key, before, after)
        for key, before, after in zip(found.keys, found.stored.comments, right.comments, strict=True)
        if before != after
    ]
    moved = [
        key
        for key, before, after in changed
        if (before.number, before.position) != (after.number, after.position)
    ]
    _update(["number"], [(ASIDE + number, key) for number, key in enumerate(moved)])
    _update(DerivedComment._fields, [(*after, key) for key, _, after in changed])


def _update(fields: Iterable[str], rows: list[tuple[Any, ...]]) -> None:
    # The ORM's bulk_update makes one statement of a thousand cases for a batch, which takes sixty times as long.
    columns = (Comment._meta.get_field(name).column for name in fields)  # type: ignore[union-attr] # no relation back
    sets = ", ".join(f"{column} = %s" for column in columns)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {Comment._meta.db_table} SET {sets} WHERE id = %s", rows)  # noqa: S608
