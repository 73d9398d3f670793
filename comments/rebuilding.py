"""The HTML of comments, made again of what was typed, where the rules of comments/text.py have changed since."""

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

from django.db import connections, transaction
from django.db.models import F, QuerySet

from comments.text import to_html
from core.pagination import batches

if TYPE_CHECKING:
    from comments.models import Comment, Discussion

# In one transaction: on SQLite whoever writes meanwhile waits for it, a tenth of a second.
BATCH = 1000


def rebuild_html(
    comments: "QuerySet[Comment]", discussions: "QuerySet[Discussion]"
) -> Iterator[tuple[int, int]]:
    """Yields (looked at, made anew) for each batch, in order of their keys. Safe to repeat and to interrupt.

    The querysets say which comments and which database.
    """
    rows = comments.values_list("pk", "discussion", "text", "html")
    for batch in batches(rows, BATCH, key=itemgetter(0)):
        # Before the transaction: a text never changes, and no lock waits for it.
        made = [(to_html(text), pk, on) for pk, on, text, _ in batch]
        made = [each for each, row in zip(made, batch, strict=True) if each[0] != row[3]]
        if made:
            with transaction.atomic(using=comments.db):
                _write(made, comments, discussions.filter(pk__in={on for _, _, on in made}))
        yield len(batch), len(made)


def _write(
    made: Sequence[tuple[str, int, int]], comments: "QuerySet[Comment]", discussions: "QuerySet[Discussion]"
) -> None:
    # As the verbs do: the discussion first, in an order that all take.
    list(discussions.order_by("pk").select_for_update().values_list("pk"))
    # The ORM's bulk_update makes of a batch one statement of a thousand cases, which takes sixty times as long.
    with connections[comments.db].cursor() as cursor:
        rows = [(html, pk) for html, pk, _ in made]
        cursor.executemany("UPDATE comments_comment SET html = %s WHERE id = %s", rows)
    discussions.update(version=F("version") + 1)
