"""Which published stories stand on whose page, with what their order hangs on: one index finds page 4,000 as page 1.

The verbs of publishing keep these rows: they are what the newest revision of each story says, scheduled stories
included, killed ones not. A page reads them up to its own instant.
"""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, cast

from django.db import models
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _

from core.page_versions import bump_versions

if TYPE_CHECKING:
    from articles.models.article import Article
    from articles.models.merging import Mergeable


class Listing(models.Model):
    """Abstract: one story on one page."""

    # The name of the foreign key to what has the page.
    of: ClassVar[str]

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="+")
    # The story's own, which never changes.
    published_at = models.DateTimeField()

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        article_id: int

    def __str__(self) -> str:
        return str(self.article)

    # Verbs

    @classmethod
    def set_for(cls, article: "Article", named: Iterable[int]) -> bool:
        """Let the story stand on the pages of those that it names, and on no others. Safe to repeat.

        Within its verb's transaction: a merger of one of them waits for it, or it for the merger. Returns whether the
        story is gone from a page.
        """
        named = set(named)
        held = cls.hold_for(article, named)
        wanted = {held[each].shown_id for each in named}
        of = f"{cls.of}_id"
        there = dict(cls._base_manager.filter(article=article).values_list(of, "pk"))
        gone = [pk for owner, pk in there.items() if owner not in wanted]
        if gone:
            cls._base_manager.filter(pk__in=gone).delete()
        cls._base_manager.bulk_create(
            cls(article=article, published_at=cast(datetime.datetime, article.published_at), **{of: each})
            for each in sorted(wanted - there.keys())
        )
        cls._note_change(wanted | there.keys())
        return bool(gone)

    @classmethod
    def hold_for(cls, article: "Article", named: Iterable[int]) -> "dict[int, Mergeable]":
        """Hold those that the story names, with those on whose pages it stands; see Mergeable.hold."""
        there = cls._base_manager.filter(article=article).values_list(f"{cls.of}_id", flat=True)
        return cls._owners().hold({*named, *there})

    @classmethod
    def _owners(cls) -> "type[Mergeable]":
        return cast("type[Mergeable]", cls._meta.get_field(cls.of).related_model)

    @classmethod
    def _note_change(cls, owners: set[int]) -> None:
        """What stands on their pages, all of them held, has changed. Those pages are lists: see Edition.removals."""

    @classmethod
    def move(cls, one: int, other: int) -> None:
        """All stories of one page stand on the other: two statements, however many they are."""
        of = f"{cls.of}_id"
        rows = cls._base_manager.filter(**{of: one})
        there = cls._base_manager.filter(**{of: other}, article=OuterRef("article"))
        rows.filter(Exists(there)).delete()
        rows.update(**{of: other})


class TopicListing(Listing):
    of = "topic"
    topic = models.ForeignKey("articles.Topic", models.PROTECT, related_name="listings")

    class Meta:
        # Translators: a story in the list of all that are about a topic
        verbose_name, verbose_name_plural = _("story on a topic’s page"), _("stories on topics’ pages")
        constraints = [models.UniqueConstraint(fields=["article", "topic"], name="topic_lists_a_story_once")]
        indexes = [
            models.Index(F("topic"), F("published_at").desc(), F("article").desc(), name="listing_by_topic")
        ]

    @classmethod
    def _note_change(cls, owners: set[int]) -> None:
        bump_versions(cls._owners()._base_manager.filter(pk__in=owners))


class ContributorListing(Listing):
    of = "contributor"
    contributor = models.ForeignKey("articles.Contributor", models.PROTECT, related_name="listings")

    class Meta:
        # Translators: a story in the list of all that somebody wrote or helped with
        verbose_name = _("story on a contributor’s page")
        verbose_name_plural = _("stories on contributors’ pages")
        constraints = [
            models.UniqueConstraint(fields=["article", "contributor"], name="contributor_lists_a_story_once")
        ]
        indexes = [
            models.Index(
                F("contributor"), F("published_at").desc(), F("article").desc(), name="listing_by_contributor"
            )
        ]
