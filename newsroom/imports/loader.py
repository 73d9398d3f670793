"""Loads a seed file through the models' verbs, in order of time: the whole of it or nothing."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from msgspec import UNSET

from accounts.names import same_name
from articles.models import Article, Contribution, Contributor, Section, Slide, Tagging, Topic
from articles.models.problems import NotPublishable
from comments.models import CommentRejected, Discussion
from comments.moderation.reports import TooManyReports
from core.models import Edition
from core.slugs import slugify
from newsroom.imports.checks import check, places
from newsroom.imports.formats.seed import Contributors, Sections, Topics, read
from newsroom.imports.people import Cast
from newsroom.imports.pictures import Pictures
from newsroom.imports.refusal import ImportRefused, at

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable

    from accounts.models import User
    from comments.models import Comment
    from newsroom.imports.formats.seed import Notice, Post, Presented, Publication, Ruling, Story, Withdrawal

FOLDER = settings.BASE_DIR / "seeds"
# Beside stories: what the pages of those say whom these name.
CONTRIBUTORS = "contributors.toml"
NOT_STORIES = ("sections.toml", "topics.toml", "sign-ins.toml", CONTRIBUTORS)
# Made of the name when a contributor is stored.
KEYS = ("slug", "name_key", "sort_key")
# What comes first at one instant: a story is published before it is discussed, and discussed before it is killed.
ORDER = ("revisions", "comments", "reports", "decisions", "kill")
# A step takes a few milliseconds.
PROGRESS_EVERY = 25
TEXT = ("headline", "standfirst", "place", "source", "language", "body")


def stories(folder: Path = FOLDER) -> list[Path]:
    """The files of a folder of seeds that are stories, in order of their names."""
    return sorted(path for path in folder.glob("*.toml") if path.name not in NOT_STORIES)


def load(
    path: str | Path, now: datetime.datetime | None = None, say: Callable[[str], object] = lambda words: None
) -> dict[str, int] | None:
    """Load one story and return what was made, or None where its key had been loaded before.

    Progress goes to `say`. Raises ImportRefused, and then nothing of the file is stored.
    """
    path = Path(path)
    story: Story = read(path)
    if Article.objects.filter(seed=story.key).exists():
        return None
    check(story, now or timezone.now())
    # Pictures take seconds, so they come before the transaction.
    with Pictures(story.photos, path.parent, say) as pictures, transaction.atomic():
        return Loading(story, pictures).run(say)


class Loading:
    """Loads one story, within its transaction."""

    def __init__(self, story: Story, pictures: Pictures) -> None:
        self.story, self.pictures, self.cast = story, pictures, Cast()
        self.article = Article(seed=story.key)
        self.discussion: Discussion = None  # type: ignore[assignment] # until the first publication
        self.comments: dict[str, Comment] = {}

    def run(self, say: Callable[[str], object]) -> dict[str, int]:
        """Do what the file tells in order of time; answers how many photos, comments and so on there are."""
        self.contributors = {
            credit.name: self._contributor(credit.name, f"revisions[{number}]", publication)
            for number, publication in enumerate(self.story.revisions)
            for credit in publication.contributors or []
        }
        steps = sorted(
            places(self.story), key=lambda step: (step[1].time.instant, ORDER.index(_kind(step[0])))
        )
        for number, (place, part) in enumerate(steps, start=1):
            getattr(self, f"_load_{_kind(place)}")(place, part)
            if number % PROGRESS_EVERY == 0:
                say(f"{number} of {len(steps)} steps")
        if self.story.discussion.mode == "closed":
            self._set_window()
        parts = ("photos", "revisions", "comments", "reports", "decisions")
        return {name: len(getattr(self.story, name)) for name in parts}

    def _contributor(self, name: str, place: str, publication: Publication) -> Contributor:
        """The contributor of that name; of one who is new here, the page says what contributors.toml has."""
        known = Contributor.objects.called(name) or Contributor.objects.once_called(name)
        one, told = Contributor.named(name), self._presented.get(name)
        if told and not known:
            by = self.cast.staff(publication.by, "articles.publish_article", f"{place}.by")
            with at(CONTRIBUTORS, ValidationError):
                Contributor(name=name, **told.fields).clean_fields(exclude=KEYS)
            one.change(by, **told.fields)
        return one

    @cached_property
    def _presented(self) -> dict[str, Presented]:
        path = self.pictures.folder / CONTRIBUTORS
        people = read(path, Contributors).people if path.exists() else []
        return {each.name: each for each in people}

    def _load_revisions(self, place: str, publication: Publication) -> None:
        article, first = self.article, publication.kind == "first"
        by = self.cast.staff(publication.by, "articles.publish_article", f"{place}.by")
        self._write_working_copy(place, publication, by)
        number, instant = self.story.revisions.index(publication) + 1, publication.time.instant
        with at(place, NotPublishable):
            if first:
                article.publish(by, at=instant)
            elif publication.kind == "update":
                article.publish_update(by, publication.note, at=instant)
            else:
                article.publish_correction(by, publication.note, at=instant)
        if article.revision.number != number:  # type: ignore[union-attr] # it was published just now
            raise ImportRefused(place, "It changes nothing and has no note, so there is nothing to publish.")
        if first:
            self.discussion = Discussion.of(article)
            # A discussion that the file closes is closed last: it was open while its comments came.
            if self.story.discussion.mode not in ("automatic", "closed"):
                self._set_window()

    def _write_working_copy(self, place: str, publication: Publication, by: User) -> None:
        article, story = self.article, self.story
        if publication.kind == "first":
            article.place, article.source, article.language = story.place, story.source, story.language
            article.section = _section(story.section, "section")
        if publication.section is not UNSET:
            article.section = _section(publication.section, f"{place}.section")
        for name in TEXT:
            if getattr(publication, name) is not UNSET:
                setattr(article, name, getattr(publication, name))
        article.edited_by = by
        if publication.kind == "first":
            article.created_by = by
        article.save()
        if publication.photos is not UNSET:
            article.slides.delete()
            for position, id in enumerate(publication.photos, start=1):
                Slide.objects.create(article=article, position=position, **self.pictures.slide(id))
        if publication.contributors is not UNSET:
            article.contributions.delete()
            for position, credit in enumerate(publication.contributors, start=1):
                contributor = self.contributors[credit.name]
                Contribution.objects.create(
                    article=article, contributor=contributor, role=credit.role, position=position
                )
        if publication.topics is not UNSET:
            article.taggings.delete()
            for position, name in enumerate(publication.topics, start=1):
                topic = _topic(name, f"{place}.topics[{position - 1}]")
                Tagging.objects.create(article=article, topic=topic, position=position)

    def _set_window(self) -> None:
        window = self.story.discussion
        by = self.cast.staff(window.by, "comments.change_discussion", "discussion.by")
        self.discussion.set_window(by, window.mode, window.until.instant if window.until else None)

    def _load_comments(self, place: str, post: Post) -> None:
        instant = post.time.instant
        author = self.cast.reader(post.by, instant, f"{place}.by")
        try:
            comment = self.discussion.post(author, post.text, self.comments.get(post.reply_to), at=instant)
        except CommentRejected as error:
            raise self._refusal(place, post, error) from error
        if comment.created_at != instant:
            raise ImportRefused(
                f"{place}.text", f"{post.by} posted the same text less than ten minutes before."
            )
        if post.id:
            self.comments[post.id] = comment

    def _refusal(self, place: str, post: Post, error: CommentRejected) -> ImportRefused:
        if not self.discussion.window(post.time.instant).open:
            return ImportRefused(f"{place}.time", "The discussion is not open at this time.")
        if error.try_again_at:
            since = error.try_again_at - post.time.instant
            return ImportRefused(
                f"{place}.time", f"{post.by} posts too often: this can come {since.seconds} s later."
            )
        if post.reply_to and not self._is_shown(post.reply_to):
            return ImportRefused(
                f"{place}.reply_to", f"The comment {post.reply_to} is not shown at this time."
            )
        return ImportRefused(place, str(error))

    def _is_shown(self, id: str) -> bool:
        self.comments[id].refresh_from_db(fields=["state"])
        return self.comments[id].is_visible

    def _load_reports(self, place: str, notice: Notice) -> None:
        instant = notice.time.instant
        reader = self.cast.reader(notice.by, instant, f"{place}.by") if notice.by else None
        # Each report without an account counts as one from a network of its own.
        network = f"{self.story.key} {place}"
        try:
            report = self.comments[notice.comment].report(
                notice.reason, notice.words, reader, network, at=instant
            )
        except TooManyReports as error:
            raise ImportRefused(f"{place}.time", f"{notice.by} reports too often.") from error
        if report.created_at != instant:
            raise ImportRefused(f"{place}.by", f"{notice.by} reported this comment already.")

    def _load_decisions(self, place: str, ruling: Ruling) -> None:
        by = self.cast.staff(ruling.by, "comments.moderate_comment", f"{place}.by")
        comment, instant = self.comments[ruling.comment], ruling.time.instant
        if ruling.action == "remove":
            decision = comment.remove(by, ruling.reason, ruling.words, at=instant)
        elif ruling.action == "approve":
            decision = comment.approve(by, ruling.words, at=instant)
        else:
            decision = comment.dismiss_reports(by, ruling.words, at=instant)
        if decision.created_at != instant:
            raise ImportRefused(place, "It changes nothing: the same was decided before.")

    def _load_kill(self, place: str, withdrawal: Withdrawal) -> None:
        by = self.cast.staff(withdrawal.by, "articles.kill_article", f"{place}.by")
        with at(place, NotPublishable):
            self.article.kill(by, withdrawal.reason, at=withdrawal.time.instant)


def _kind(place: str) -> str:
    return place.partition("[")[0]


def _section(name: str, place: str) -> Section:
    """The section of that name, or where a retired one of it led; made where there is none."""
    section = Section.filed_under(name)
    if section is not None:
        return section
    if not slugify(name):
        raise ImportRefused(
            place, "A new section's address is made of its name, which needs a letter or a digit."
        )
    order = read(FOLDER / "sections.toml", Sections).names
    position = order.index(name) if name in order else len(order)
    # The masthead of every page names the sections.
    Edition.bump()
    section = Section.objects.create(name=name, position=position + 1)
    section.take_address()
    return section


def _topic(name: str, place: str) -> Topic:
    """The topic that readers see under that name; made where there is none, with what topics.toml says of it."""
    if not slugify(name):
        raise ImportRefused(place, "A topic's address is made of its name, which needs a letter or a digit.")
    about = {same_name(each.name): each for each in read(FOLDER / "topics.toml", Topics).topics}
    if said := about.get(same_name(name)):
        return Topic.named(name, description=said.description, code=said.code)
    return Topic.named(name)
