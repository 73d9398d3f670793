import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Self, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from articles.models.contributor import Contribution
from articles.models.listing import ContributorListing
from articles.models.publishing import Publishing
from articles.models.revision import Revision
from articles.models.section import Section
from articles.models.text import Text
from articles.visibility import sees_every_story, writes_own_stories
from core.fields import WordsField
from core.slugs import SLUG_LENGTH, closest, spellings

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from articles.models.slide import Slide
    from articles.models.topic import Tagging
    from articles.photographs.models import Photo
    from core.page_versions import Versions


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self, now: datetime.datetime | None = None) -> Self:
        """The stories that readers see at that instant. Every public read starts here; see also `is_published_at`."""
        return self.once_public(now).filter(killed_at=None)

    def once_public(self, now: datetime.datetime | None = None) -> Self:
        """Stories published by then, killed ones included, for their addresses are known and answer 410."""
        return self.filter(published_at__lte=now or timezone.now())

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def showing(self, photo: "Photo") -> Self:
        return self.filter(revision__slides__photo=photo)

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The stories whose working copy that person may see; see also `is_visible_to`."""
        if sees_every_story(user):
            return self.all()
        return self.own_of(user) if writes_own_stories(user) else self.none()

    def own_of(self, user: "User | AnonymousUser") -> Self:
        """Those that the person began, or that name them as a contributor; see also `is_own_of`."""
        begun = Article.objects.order_by().filter(created_by__isnull=False, created_by=user.pk)
        named = Contribution.objects.order_by().filter(revision=None, contributor__person__isnull=False)
        # A union, and no “or”: each half has an index, and no database reads every story to ask both.
        return self.filter(
            pk__in=begun.values("pk").union(named.filter(contributor__person=user.pk).values("article"))
        )

    def at(self, day: datetime.date, slug: str) -> "Article | None":
        """The story at that address, in whatever spelling the slug was typed, or None."""
        return closest(slug, self.filter(url_date=day, slug__in=spellings(slug)))


# Cached, because a page names its own story's address ten times and those of seven more.
@lru_cache(maxsize=10_000)
def address(day: datetime.date, slug: str) -> str:
    return reverse("articles:story", args=[f"{day:%Y}", f"{day:%m}", f"{day:%d}", slug])


class Article(Publishing, Text):
    """A story. Its text is the working copy, which editors change freely; readers see its newest Revision."""

    # No SlugField: that refuses the combining marks that letters of many scripts need.
    slug = models.CharField(
        _("address"),
        max_length=SLUG_LENGTH,
        blank=True,
        db_index=True,
        help_text=_(
            "The last part of the story's address. Empty: made from the headline. Frozen at first publication."
        ),
    )
    # First publication; to come while scheduled.
    published_at = models.DateTimeField(null=True, editable=False)
    # The day in its address, in the site's zone then.
    url_date = models.DateField(null=True, editable=False)
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, editable=False, related_name="+")
    # The section of the newest revision, copied here so that one index finds a section's page.
    published_section = models.ForeignKey(
        Section, models.PROTECT, null=True, editable=False, related_name="stories"
    )
    killed_at = models.DateTimeField(null=True, editable=False)
    kill_note = WordsField(max_length=1000, blank=True, editable=False)
    # Goes up with every change that a reader could see, in the transaction that makes the change.
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # Whose own story it is, with those whom it names as contributors.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    # Last change of the working copy.
    edited_at = models.DateTimeField(auto_now_add=True, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    # The key of the seed file it was loaded from.
    seed = models.CharField(max_length=100, unique=True, null=True, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name, verbose_name_plural = _("story"), _("stories")
        # The database keeps these names as they are here.
        permissions = [
            ("publish_article", gettext_noop("Can publish, schedule, update and correct stories")),
            # Translators: to kill is to withdraw after publication
            ("kill_article", gettext_noop("Can kill published stories and bring them back")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["url_date", "slug"], name="article_address"),
            models.CheckConstraint(
                condition=Q(published_at=None, url_date=None, revision=None, published_section=None)
                | Q(
                    published_at__isnull=False,
                    url_date__isnull=False,
                    revision__isnull=False,
                    published_section__isnull=False,
                ),
                name="article_published_or_not",
            ),
            models.CheckConstraint(
                condition=Q(killed_at=None) | Q(killed_at__gte=F("published_at")),
                name="article_killed_after_publication",
            ),
        ]
        indexes = [
            models.Index(
                F("published_section"), F("published_at").desc(), F("id").desc(), name="article_by_section"
            ),
            models.Index(F("published_at").desc(), F("id").desc(), name="article_by_time"),
            models.Index(F("url_date"), F("published_at").desc(), F("id").desc(), name="article_by_day"),
            models.Index(fields=["-id"], condition=~Q(killed_at=None), name="article_killed"),
        ]

    def __str__(self) -> str:
        return self.headline or gettext("Story %(number)s without a headline") % {"number": self.pk}

    def get_absolute_url(self) -> str:
        return address(self.url_date, self.slug)

    if TYPE_CHECKING:
        # Attributes that others set on a story: story_view, with_photos, the desk's list.
        edition: Versions
        lead_photo: Photo | None
        changed: bool

    # Questions

    @property
    def published_revision(self) -> Revision:
        """Its newest revision. Only a story that was published, or is scheduled, has one."""
        return cast(Revision, self.revision)

    @property
    def first_published_at(self) -> datetime.datetime:
        """Only a story that was published, or is scheduled, has it."""
        return cast(datetime.datetime, self.published_at)

    def is_published_at(self, now: datetime.datetime) -> bool:
        return self.was_public_at(now) and self.killed_at is None

    def was_public_at(self, now: datetime.datetime) -> bool:
        return self.published_at is not None and self.published_at <= now

    @property
    def is_published(self) -> bool:
        return self.is_published_at(timezone.now())

    @property
    def is_scheduled(self) -> bool:
        return self.published_at is not None and self.published_at > timezone.now()

    @property
    def is_killed(self) -> bool:
        return self.killed_at is not None

    def is_visible_to(self, user: "User | AnonymousUser") -> bool:
        """See ArticleQuerySet.visible_to."""
        return sees_every_story(user) or (writes_own_stories(user) and self.is_own_of(user))

    def is_own_of(self, user: "User | AnonymousUser") -> bool:
        """See ArticleQuerySet.own_of. Asked once for each person: a form of the desk asks ten times."""
        known: dict[int | None, bool] = self.__dict__.setdefault("_is_own_of", {})
        if user.pk not in known:
            known[user.pk] = type(self).objects.own_of(user).filter(pk=self.pk).exists()
        return known[user.pk]

    @property
    def status(self) -> str:
        if self.is_killed:
            return "killed"
        if self.published_at is None:
            return "draft"
        return "scheduled" if self.is_scheduled else "published"

    @property
    def slides(self) -> "models.QuerySet[Slide]":
        return self.all_slides.filter(revision=None)

    @property
    def contributions(self) -> "models.QuerySet[Contribution]":
        return self.all_contributions.filter(revision=None)

    @property
    def taggings(self) -> "models.QuerySet[Tagging]":
        return self.all_taggings.filter(revision=None)

    @property
    def paged_contributors(self) -> set[int]:
        """Of the working copy’s contributors, those who have a page by what is published already. 1 query."""
        those = {each.contributor.shown.pk for each in self.contributions_in_order}
        listings = ContributorListing.objects.filter(
            contributor__in=those, published_at__lte=timezone.now(), article__killed_at=None
        )
        return set(listings.values_list("contributor", flat=True).distinct())

    @property
    def history(self) -> list[Revision]:
        """Its revisions without their texts, oldest first: one query, then cached."""
        if not hasattr(self, "_history"):
            self._history = list(
                self.revisions.only("article", "number", "kind", "note", "published_at").order_by("number")
            )
        return self._history

    @property
    def notes(self) -> list[Revision]:
        """The later revisions that readers are told of: all corrections, and the updates that have a note."""
        return [each for each in self.history if each.number > 1 and each.note]

    @property
    def has_unpublished_changes(self) -> bool:
        return self.revision is not None and self.content() != self.revision.content()

    def clean(self) -> None:
        super().clean()
        if self.published_at and self.pk and not self.slug:
            raise ValidationError({"slug": gettext("A published story keeps its address.")})
