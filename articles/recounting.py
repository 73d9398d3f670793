"""Compare each story's published section with where its newest revision stands, and repair it."""

from collections.abc import Iterator
from operator import itemgetter

from django.db.models.functions import Coalesce

from articles.models import Article
from core.pagination import batches
from core.recounting import Difference, Recounted

# Stories in one query.
BATCH = 500


def recount_stories(repair: bool = False) -> Iterator[Recounted]:
    """Go through all stories in order of their keys. Safe to repeat, to interrupt and while the desk publishes."""
    # A draft has neither section, so nothing differs.
    right = Coalesce("revision__section__retired_into", "revision__section")
    stories = Article.objects.values_list("pk", "published_section", right)
    for rows in batches(stories, BATCH, itemgetter(0)):
        found = [
            Difference(f"story {pk}", "published_section", stored, right)
            for pk, stored, right in rows
            if stored != right
        ]
        if repair:
            for pk, stored, right in rows:
                if stored != right:
                    Article.objects.get(pk=pk).refile()
        yield Recounted(len(rows), found, repair and bool(found))
