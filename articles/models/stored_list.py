"""Lists of stories that are stored: what it takes to find them is asked every few minutes, and not at each page.

An app registers a list by name, with its heading and the question for its stories. The worker remakes all of them
(newsroom/server/worker.py); what takes something from view changes them at once. Pages show fewer than are kept, so
that those which stand on the page already, or were taken out since, leave enough.
"""

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.page_versions import bump_versions

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from articles.models.article import Article

# As many as three lists of a page have together (LATEST in articles/lists.py), and the story itself.
KEPT = 22


class Registered(NamedTuple):
    heading: "StrPromise"
    # The query for the keys of its stories at that instant, in order. It reads no more rows than it has to.
    find: Callable[[datetime.datetime], "models.QuerySet[Any, int]"]


# {name: list}, in the order in which pages show them.
_registered: dict[str, Registered] = {}


def register(
    name: str, heading: "StrPromise", find: Callable[[datetime.datetime], "models.QuerySet[Any, int]"]
) -> None:
    """Have a list stored, and shown around every story."""
    _registered[name] = Registered(heading, find)


def registered() -> dict[str, Registered]:
    return _registered


class StoredList(models.Model):
    """One of them; its rows are StoredLine's."""

    name = models.CharField(max_length=20, unique=True)
    # Goes up with every change of what pages show of it.
    version = models.PositiveIntegerField(default=0)

    class Meta:
        # Translators: a list of stories, as “Latest”, that is kept ready
        verbose_name, verbose_name_plural = _("stored list"), _("stored lists")

    def __str__(self) -> str:
        return self.name

    @property
    def keys(self) -> list[int]:
        """Of its stories, in order: 1 query."""
        return list(self.lines.order_by("position").values_list("article", flat=True))

    # Verbs

    @classmethod
    def remake(cls, name: str, now: datetime.datetime | None = None) -> bool:
        """Store which stories it has now; returns whether that changed. Safe to repeat, and by two at once.

        Mostly nothing did, and then nothing is locked or written.
        """
        now = now or timezone.now()
        found = list(_registered[name].find(now)[:KEPT])
        stored = StoredLine.objects.filter(list__name=name).order_by("position")
        if list(stored.values_list("article", flat=True)) == found:
            return False
        # Stories have these lists: their model is not loaded yet when this module is.
        stories = cast("type[Article]", StoredLine._meta.get_field("article").related_model)
        one, _created = cls.objects.get_or_create(name=name)
        with transaction.atomic():
            # Stories before lists, as in their own verbs: none is killed, or changed, while it comes into the list.
            held = stories.objects.published(now).filter(pk__in=found).order_by("pk")
            held = held.select_for_update(of=("self",), no_key=True)
            standing = set(held.values_list("pk", flat=True))
            one = cls.objects.select_for_update(no_key=True).get(pk=one.pk)
            wanted = [each for each in found if each in standing]
            if one.keys == wanted:
                return False
            one.lines.all().delete()
            StoredLine.objects.bulk_create(
                StoredLine(list=one, position=position, article_id=each)
                for position, each in enumerate(wanted, start=1)
            )
            cls.objects.filter(pk=one.pk).update(version=F("version") + 1)
        return True

    @classmethod
    def remake_all(cls, now: datetime.datetime | None = None) -> None:
        for name in _registered:
            cls.remake(name, now)

    @classmethod
    def note_change(cls, story: "Article") -> None:
        """A story was changed or killed: pages of the lists that have it are old, and a killed one goes out of them.

        Within its verb's transaction, which holds the story, after all other locks but the edition's. What was brought
        back comes with the next remake.
        """
        lines = StoredLine.objects.filter(article=story)
        lists = list(lines.values_list("list", flat=True))
        if lists:
            bump_versions(cls.objects.filter(pk__in=lists))
            if story.is_killed:
                lines.delete()


class StoredLine(models.Model):
    """A story in a stored list. Its headline is read when it is shown."""

    list = models.ForeignKey(StoredList, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="+")

    class Meta:
        # Translators: a story in a list that is kept ready
        verbose_name, verbose_name_plural = _("story in a stored list"), _("stories in stored lists")
        constraints = [
            models.UniqueConstraint(fields=["list", "position"], name="stored_list_in_order"),
            models.UniqueConstraint(fields=["article", "list"], name="stored_list_has_a_story_once"),
        ]

    if TYPE_CHECKING:
        article_id: int

    def __str__(self) -> str:
        return str(self.article)
