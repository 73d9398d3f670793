"""What stands beside and under a story: others of its topics, and the stored lists. Nothing stands there twice."""

import datetime
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from articles import lists
from articles.models import Article, Section, StoredLine, Topic, TopicListing
from articles.models.stored_list import registered
from articles.subjects import AROUND

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from core.page_versions import Versions


class Others(NamedTuple):
    """One list: a heading, or what it is made of, over stories. `name` is for the page's own links."""

    name: str
    stories: list[Article]
    heading: "StrPromise | str" = ""
    # Of the story's topics, or else its section.
    topics: tuple[Topic, ...] = ()
    section: Section | None = None


class Around:
    """The lists around one story, found when the first of them is drawn. See AROUND for what they depend on."""

    def __init__(self, article: Article, now: datetime.datetime) -> None:
        self.article, self.now = article, now
        # Read before the rows: what is made of them is cached under these, and must not be older.
        self.versions: Versions = AROUND.read(article.pk)

    @cached_property
    def until(self) -> datetime.datetime | None:
        """The instant at which time alone changes them."""
        return AROUND.until(self.article.pk, self.now)

    @property
    def beside(self) -> list[Others]:
        """What stands beside the story itself."""
        return self._lists[: self._split]

    @property
    def under(self) -> list[Others]:
        """What stands under it, beside its discussion where there is one."""
        return self._lists[self._split :]

    @property
    def _split(self) -> int:
        # The last list, so that beside a long discussion there is one whatever there is to list.
        return max(len(self._lists) - 1, 1)

    @cached_property
    def _lists(self) -> list[Others]:
        return list(self._found())

    def _found(self) -> Iterator[Others]:
        """In their order. 4 queries; 5 where no other story has its topics."""
        topics = tuple(
            each.topic for each in TopicListing.objects.filter(article=self.article).select_related("topic")
        )
        more = lists.more_on_topics(self.article, topics, self.now) if topics else []
        section = None if more else self.article.published_section
        if section:
            more = lists.more_from_section(self.article, self.now)
        chosen = {"more": more} | self._stored(there={self.article.pk, *more})
        stories = lists.headlines((key for keys in chosen.values() for key in keys), self.now)
        for name, keys in chosen.items():
            if shown := [stories[key] for key in keys if key in stories]:
                if name == "more":
                    yield Others(name, shown, topics=topics, section=section and section.standing)
                else:
                    yield Others(name, shown, registered()[name].heading)

    def _stored(self, there: set[int]) -> dict[str, list[int]]:
        """{name: keys} of the stored lists, each without what stands above it already."""
        rows = StoredLine.objects.filter(list__name__in=registered()).order_by("list", "position")
        kept: dict[str, list[int]] = {name: [] for name in registered()}
        for name, key in rows.values_list("list__name", "article"):
            kept[name].append(key)
        for name, keys in kept.items():
            kept[name] = [key for key in keys if key not in there][: lists.LATEST]
            there |= set(kept[name])
        return kept
