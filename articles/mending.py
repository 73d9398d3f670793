"""Changes stored texts to what they would be if saved today, for the rules of core/rich_text/ have changed since.

Working copies are mended whole. Revisions are the record of what readers were given, so no letter of theirs changes:
only where a link leads, and what shows nothing. What was lost at saving, a raised 2 or a bold word, stays lost.
"""

import re
from collections.abc import Iterator
from operator import itemgetter
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet

from articles.models import Article, Revision
from core.blank import is_blank, without_blanks
from core.fields import LineField, WordsField
from core.pagination import batches
from core.rich_text.sanitising import sanitise
from core.rich_text.words import plain_words

# Rows in one transaction. On SQLite everybody else who writes waits for it.
BATCH = 200
_ALL_BOLD = re.compile(
    r"(?:\s*<(p|h2|h3)><strong>(?:(?!</?strong>|</?(?:p|h2|h3)>).)*</strong></\1>)+\s*", re.DOTALL
)
_DOTTED = re.compile(r"<p>(?:<(?:strong|em)>)*[·•▪§o](?:&nbsp;|\s){2}")


class Batch(NamedTuple):
    looked_at: int
    mended: int
    doubtful: list[tuple[int, str]]


def mend_working_copies() -> Iterator[Batch]:
    """Safe to repeat, to interrupt and while editors write: what somebody saved meanwhile is left alone."""
    words = [field.name for field in Article._meta.fields if isinstance(field, (LineField, WordsField))]
    for batch in _batches(Article.objects.all(), "body", *words):
        mended, doubtful = [], []
        for story in batch:
            before = {name: story[name] for name in ("body", *words)}
            after = {name: "" if is_blank(before[name]) else before[name] for name in words}
            after["body"] = _sanitised(before["body"])
            if after != before:
                # Texts that show nothing are left out of the filter.
                found = {name: value for name, value in before.items() if not is_blank(value)}
                mended.append((story["pk"], found, after))
            if doubt := _doubt(after["body"]):
                doubtful.append((story["pk"], doubt))
        with transaction.atomic():
            count = sum(Article.objects.filter(pk=pk, **old).update(**new) for pk, old, new in mended)
        yield Batch(len(batch), count, doubtful)


def mend_records(records: QuerySet[Any], name: str) -> Iterator[Batch]:
    """Mend the field of that name in rows that are a record: revisions, policies. No letter changes."""
    for batch in _batches(records, name):
        mended = []
        for row in batch:
            after = _sanitised(row[name])
            if after != row[name] and _letters(after) == _letters(row[name]):
                mended.append((row["pk"], after))
        with transaction.atomic():
            for pk, after in mended:
                records.filter(pk=pk).update(**{name: after})
            if records.model is Revision:
                # Cached pages and fragments depend on the story's version.
                Article.objects.filter(revision__in=[pk for pk, _ in mended]).update(version=F("version") + 1)
        yield Batch(len(batch), len(mended), [])


def _batches(rows: QuerySet[Any], *names: str) -> Iterator[list[dict[str, Any]]]:
    return batches(rows.values("pk", *names), BATCH, key=itemgetter("pk"))


def _sanitised(html: str) -> str:
    try:
        # str() takes the mark of a stored text away: sanitise trusts a marked text unread.
        return sanitise(str(html))
    except ValidationError:
        # Too long or too deep by today's rules. The form says so to the next editor who saves it.
        return html


def _letters(html: str) -> str:
    return without_blanks("".join(plain_words(html)))


def _doubt(body: str) -> str:
    if len(body) > 200 and _ALL_BOLD.fullmatch(body):
        return "all of it is bold"
    return "a list is dots and blanks" if _DOTTED.search(body) else ""
