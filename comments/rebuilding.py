"""Make the HTML of comments again from their texts, after the rules of comments/text.py have changed."""

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

from django.db import connections, transaction
from django.db.models import F, QuerySet

from comments.text import to_html
from core.pagination import batches

if TYPE_CHECKING:
    from comments.models import Comment, Discussion

# Comments in one transaction. On SQLite other writers wait for it, a tenth of a second.
BATCH = 1000


def rebuild_html(
    comments: "QuerySet[Comment]", discussions: "QuerySet[Discussion]"
) -> Iterator[tuple[int, int]]:
    """Yields (comments looked at, changed) for each batch, in order of their keys. Safe to repeat and to interrupt.

    The querysets say which comments and which database.
    """
    rows = comments.values_list("pk", "discussion", "text", "html")
    for batch in batches(rows, BATCH, key=itemgetter(0)):
        # Made before the transaction, so that no lock waits for it: a text never changes.
        made = [(to_html(text), pk, discussion) for pk, discussion, text, _ in batch]
        made = [each for each, row in zip(made, batch, strict=True) if each[0] != row[3]]
        if made:
            with transaction.atomic(using=comments.db):
                _write(made, comments, discussions.filter(pk__in={discussion for _, _, discussion in made}))
        yield len(batch), len(made)


def _write(
    made: Sequence[tuple[str, int, int]], comments: "QuerySet[Comment]", discussions: "QuerySet[Discussion]"
) -> None:
    # Lock the discussions first, as the verbs do, and in the order of their keys, as `bump_versions` does.
    list(discussions.order_by("pk").select_for_update().values_list("pk"))
    # The ORM's bulk_update makes one statement of a thousand cases for a batch, which takes sixty times as long.
    with connections[comments.db].cursor() as cursor:
        rows = [(html, pk) for html, pk, _ in made]
        cursor.executemany("UPDATE comments_comment SET html = %s WHERE id = %s", rows)
    discussions.update(version=F("version") + 1)
