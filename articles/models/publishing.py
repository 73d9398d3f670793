"""How a story is published, changed afterwards, and withdrawn."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models.archive_day import ArchiveDay
from articles.models.contributor import LISTED, Contribution
from articles.models.listing import ContributorListing, TopicListing
from articles.models.problems import NotPublishable, Problem
from articles.models.revision import Revision
from articles.models.section import Section
from articles.models.slide import Slide
from articles.models.stored_list import StoredList
from articles.models.topic import Tagging
from articles.photographs.models import Photo
from articles.photographs.tasks import take_offline
from core.blank import visible
from core.models import Edition
from core.page_versions import bump_versions
from core.rich_text.words import has_words
from core.slugs import SLUG_LENGTH, slugify, unique_slug
from core.times import desk_time

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import (
        CharField,
        DateField,
        DateTimeField,
        ForeignKey,
        Manager,
        PositiveIntegerField,
        QuerySet,
        TextField,
    )
    from django.db.models.expressions import Combinable

    from accounts.models import User
    from articles.models.article import Article, ArticleQuerySet
    from articles.models.text import Text

    _Text = Text
else:
    _Text = object

logger = logging.getLogger(__name__)


class Publishing(_Text):
    """Mixin of Article, which has the fields: the problems that keep a story from being published, and the verbs."""

    # As it was when its verb took the lock.
    _counted_on: "date | None"

    if TYPE_CHECKING:
        # Fields and questions of Article that the verbs use.
        objects: Manager[Article]
        slug: CharField[str | int | Combinable, str]
        published_at: DateTimeField[str | datetime | date | Combinable | None, datetime | None]
        url_date: DateField[str | date | Combinable | None, date | None]
        revision: ForeignKey[Revision | Combinable | None, Revision | None]
        published_section: ForeignKey[Section | Combinable | None, Section | None]
        published_section_id: int | None
        killed_at: DateTimeField[str | datetime | date | Combinable | None, datetime | None]
        kill_note: TextField[str | Combinable, str]
        version: PositiveIntegerField[float | int | str | Combinable, int]

        def was_public_at(self, now: datetime) -> bool: ...

        @property
        def published_revision(self) -> Revision: ...

        @property
        def is_killed(self) -> bool: ...

        @property
        def has_unpublished_changes(self) -> bool: ...

        @property
        def slides(self) -> QuerySet[Slide]: ...

        @property
        def contributions(self) -> QuerySet[Contribution]: ...

        @property
        def taggings(self) -> QuerySet[Tagging]: ...

    def problems(self, at: datetime | None = None, now: datetime | None = None) -> list[Problem]:
        """The problems that keep the working copy from being published (at that time), a sentence each."""
        found = []
        if not visible(self.headline):
            # Translators: here and in what follows, “it” is the story that somebody wants to publish.
            found.append(Problem(_("It has no headline."), "headline"))
        if not has_words(self.body):
            found.append(Problem(_("It has no text."), "body"))
        for number, slide in enumerate(self.slides.select_related("photo"), start=1):
            if not visible(slide.photo.credit_line):
                sentence = _("Photo %(number)s has no credit line.") % {"number": number}
                found.append(Problem(sentence, "photo", number - 1))
            if not visible(slide.shown_alt):
                sentence = _("Photo %(number)s has no alternative text.") % {"number": number}
                found.append(Problem(sentence, "alt", number - 1))
            # A story that was public with the photo may keep it, and says there that it was withdrawn.
            if slide.photo.withdrawn_at and not self._has_published(slide.photo):
                sentence = _("Photo %(number)s was withdrawn. Remove it.") % {"number": number}
                found.append(Problem(sentence, "photo", number - 1))
        if at is not None and now is not None and at <= now:
            sentence = _("The time %(time)s is in the past.") % {"time": desk_time(at)}
            found.append(Problem(sentence, "publish_at"))
        return found

    def _has_published(self, photo: Photo) -> bool:
        return (
            self.was_public_at(timezone.now()) and self.published_revision.slides.filter(photo=photo).exists()
        )

    # Verbs

    def publish(self, by: "User", at: datetime | None = None) -> Revision:
        """Publish the story for the first time: now, or at a time to come.

        Until that time it can be published anew or called back. Safe to repeat: a story that is out already stays as
        it is. Imports may give an `at` in the past, which the desk's form refuses. Raises NotPublishable.
        """
        with transaction.atomic():
            now = self._lock()
            if not self.was_public_at(now):
                self._require(self.problems())
                self._forget_revision_to_come()
                self._release(Revision.Kind.FIRST, by, at or now)
        return self.published_revision

    def publish_update(self, by: "User", note: str = "", at: datetime | None = None) -> Revision:
        """Publish the working copy as an update. Safe to repeat: without a change there is nothing to publish."""
        return self._republish(Revision.Kind.UPDATE, by, note, at)

    def publish_correction(self, by: "User", note: str, at: datetime | None = None) -> Revision:
        """Publish the working copy as a correction. The note is obligatory: it tells readers what was wrong."""
        return self._republish(Revision.Kind.CORRECTION, by, note, at)

    def call_back(self, by: "User") -> None:
        """Make a scheduled story a draft again. Safe to repeat; raises NotPublishable once its time has come."""
        with transaction.atomic():
            now = self._lock()
            if self.published_at is None:
                return
            if self.was_public_at(now):
                self._require([_("Its time has come: it is published. Kill it to withdraw it.")])
            self._forget_revision_to_come()
            self._save_and_bump("published_at", "url_date", "revision", "published_section")
        logger.info("story %s called back by %s", self.pk, by)

    def kill(self, by: "User", note: str = "", at: datetime | None = None) -> None:
        """Withdraw the story after publication; its address then says so, with the note. Safe to repeat."""
        with transaction.atomic():
            now = self._lock()
            if not self.was_public_at(now):
                self._require([_("Only a story that was published can be killed.")])
            if self.is_killed:
                return
            self.killed_at, self.kill_note = at or now, note
            self._save_and_bump("killed_at", "kill_note", fills=True)
            self._take_offline(self.published_revision.slides.all())
            Edition.note_removal()
        logger.info("story %s killed by %s", self.pk, by)

    def bring_back(self, by: "User") -> None:
        """Undo a kill. Safe to repeat."""
        with transaction.atomic():
            self._lock()
            if not self.is_killed:
                return
            self.killed_at, self.kill_note = None, ""
            self._save_and_bump("killed_at", "kill_note", fills=True)
        logger.info("story %s brought back by %s", self.pk, by)

    def refile(self) -> None:
        """Put the story back where its newest revision stands. Safe to repeat; only damaged rows need it."""
        with transaction.atomic():
            self._lock()
            before, revision = self.published_section_id, self.revision
            if revision is not None and before != revision.section.standing_id:
                self.published_section_id = revision.section.standing_id
                self._save_and_bump("published_section", also_in=before, fills=True)
                Edition.note_removal()
            elif self.list_on_pages():
                Edition.note_removal()

    def list_on_pages(self) -> bool:
        """Let it stand on the pages of the topics and contributors of its newest revision; on none if it is killed.

        Safe to repeat. Within a verb's transaction, after its other locks. Returns whether it is gone from a page.
        """
        story, revision = cast("Article", self), None if self.is_killed else self.revision
        topics = revision.taggings.values_list("topic", flat=True) if revision else ()
        named = revision.contributions.filter(role__in=LISTED) if revision else Contribution.objects.none()
        contributors = named.values_list("contributor", flat=True)
        gone = TopicListing.set_for(story, topics), ContributorListing.set_for(story, contributors)
        return any(gone)

    def _lock(self) -> datetime:
        """Lock its row and read it again; returns the instant of the write (rule 3)."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(of=("self",)))
        for cached in ("_photos", "_contributions", "_topics", "_history"):
            self.__dict__.pop(cached, None)
        self._counted_on = self._archive_day
        return timezone.now()

    @property
    def _archive_day(self) -> "date | None":
        """The day that counts it; None: no day does."""
        return None if self.is_killed else self.url_date

    def _save_and_bump(self, *fields: str, also_in: int | None = None, fills: bool = False) -> None:
        """Save what a verb changed, keep what is stored of its places, and bump the versions of pages that show it.

        `fills`: the story comes to its section, or goes from it, so that the masthead may name another number of them.
        """
        self.version += 1
        self.save(update_fields=[*fields, "version"])
        sections = {each for each in (self.published_section_id, also_in) if each}
        bump_versions(Section.objects.filter(pk__in=sections))
        self.list_on_pages()
        before, after = self._counted_on, self._archive_day
        if before != after:
            ArchiveDay.add({day: by for day, by in ((before, -1), (after, 1)) if day})
        StoredList.note_change(cast("Article", self))
        # From here on the sections are held: of two who take the last two stories, the second sees what the first did.
        if fills and any(map(self._is_alone_in, sections)):
            Edition.bump()

    def _is_alone_in(self, section: int | None) -> bool:
        stories = cast("ArticleQuerySet", type(self).objects.all())
        return not stories.published().filter(published_section=section).exclude(pk=self.pk).exists()

    def _require(self, problems: Sequence[str]) -> None:
        if problems:
            raise NotPublishable(problems)

    def _republish(self, kind: Revision.Kind, by: "User", note: str, at: datetime | None) -> Revision:
        note = visible(note)
        with transaction.atomic():
            now = self._lock()
            problems: list[str] = [*self.problems()]
            if not self.was_public_at(now):
                problems.insert(0, _("It has not been published yet."))
            if self.is_killed:
                problems.insert(0, _("It is killed: bring it back first."))
            if kind == Revision.Kind.CORRECTION and not note:
                problems.append(Problem(_("A correction says in a public note what was wrong."), "note"))
            self._require(problems)
            newest = self.published_revision
            new_note = note and (newest.kind, newest.note) != (kind, note)
            if new_note or self.has_unpublished_changes:
                self._release(kind, by, at or now, note)
        return self.published_revision

    def _forget_revision_to_come(self) -> None:
        """Delete a scheduled revision 1: no reader has seen it, and nothing refers to it."""
        to_come = self.revision
        self.published_at = self.url_date = self.revision = self.published_section = None
        if to_come is not None:
            self.save(update_fields=["published_at", "url_date", "revision", "published_section"])
            to_come.slides.all().delete()
            to_come.contributions.all().delete()
            to_come.taggings.all().delete()
            to_come.delete()
            # On no page yet: nothing of those who have them is held.
            for listing in (TopicListing, ContributorListing):
                listing._base_manager.filter(article=cast("Article", self)).delete()

    def _release(self, kind: Revision.Kind, by: "User", at: datetime, note: str = "") -> None:
        """Make the next revision of the working copy, and publish it."""
        story = cast("Article", self)
        self.section_id = self._hold_section()
        # Before rows refer to them: a merger that comes meanwhile waits, and neither waits for the other.
        TopicListing.hold_for(story, self.taggings.values_list("topic", flat=True))
        ContributorListing.hold_for(story, self.contributions.values_list("contributor", flat=True))
        revision = Revision(
            article=story,
            number=self.revision.number + 1 if self.revision else 1,
            kind=kind,
            note=note,
            published_at=at,
            published_by=by,
            **{name: getattr(self, name) for name in self.text_fields()},
        )
        revision.save()
        Slide.objects.bulk_create(
            Slide(
                article=story,
                revision=revision,
                photo_id=slide.photo_id,
                position=position,
                caption=slide.caption,
                alt=slide.alt,
            )
            for position, slide in enumerate(self.slides, start=1)
        )
        Contribution.objects.bulk_create(
            Contribution(
                article=story,
                revision=revision,
                contributor_id=each.contributor_id,
                role=each.role,
                position=position,
            )
            for position, each in enumerate(self.contributions, start=1)
        )
        Tagging.objects.bulk_create(
            Tagging(article=story, revision=revision, topic_id=each.topic_id, position=position)
            for position, each in enumerate(self.taggings, start=1)
        )
        section_before, before = self.published_section_id, self.revision
        self.revision = revision
        self.published_section_id = revision.section_id
        if kind == Revision.Kind.FIRST:
            self.published_at = at
            self.url_date = timezone.localdate(at)
            self.slug = self._unique_slug()
        self._save_and_bump(
            *("revision", "section", "published_section", "published_at", "url_date", "slug"),
            also_in=section_before,
            fills=section_before != revision.section_id,
        )
        for slide in revision.photos:
            transaction.on_commit(slide.photo.make_renditions)
        if before:
            self._take_offline(before.slides.exclude(photo__slides__revision=revision))
            Edition.note_removal()
        logger.info("story %s: revision %s (%s) by %s", self.pk, revision.number, kind, by)

    def _hold_section(self) -> int:
        """Where the working copy stands, held: a retirement that comes meanwhile waits, and moves this story too."""
        sections = [self.section_id, self.published_section_id or self.section_id]
        held = Section.objects.filter(pk__in=sections).order_by("pk")
        rows = {each.pk: each for each in held.select_for_update(of=("self",), no_key=True)}
        return rows[self.section_id].standing_id

    def _take_offline(self, slides: "QuerySet[Slide]") -> None:
        """Have the worker take the files of these slides' photos offline, unless another story shows them."""
        photos = Photo.objects.filter(slides__in=slides).exclude(renditions_key="")
        if keys := dict(photos.values_list("pk", "renditions_key")):
            take_offline.enqueue(keys)

    def _unique_slug(self) -> str:
        """Its own slug, with a number added where another story of that day has the same."""
        wanted = self.slug or slugify(self.headline) or f"story-{self.pk}"
        others = type(self).objects.filter(url_date=self.url_date).exclude(pk=self.pk)
        return unique_slug(wanted, SLUG_LENGTH, lambda slug: others.filter(slug=slug).exists())
