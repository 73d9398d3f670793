"""Writes an invented paper into the database: some thousands of rows in a transaction, always whole stories."""

import datetime
import gc
import random
from collections import Counter
from itertools import islice

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import F, Max, OuterRef, Subquery
from django.utils import timezone

from accounts.models import User
from articles.models import ArchiveDay, Article, Contribution, Revision, Section, Slide, Tagging
from articles.models.listing import ContributorListing, TopicListing
from benchmarks.dataset import distribution, people, pictures, rows, times
from benchmarks.dataset.comments import Phrases, Row, comment_rows
from benchmarks.dataset.moderation import Records
from benchmarks.dataset.stories import Desk, topics
from benchmarks.dataset.threads import Threads
from comments.models import Comment, Decision, Discussion, Report
from core.models import Edition
from newsroom.imports import loader
from newsroom.imports.formats.seed import Sections, read

# A key of a seed file can have no colon.
KEY, AFTER_KEYS = "flood:", "flood;"
CHUNK = 2000
STORIES_AT_ONCE, ROWS_AT_ONCE = 500, 20_000
# Of the comments that stand: reported once, and found to be in order.
DISMISSED = 0.006
WITH_KEYS = (User, Article, Revision, Discussion, Comment, Decision, Report)
# References between them are looked at when the transaction ends: stories and revisions refer to each other.
ORDER = (
    *(Article, Revision, Contribution, Slide, Tagging, TopicListing, ContributorListing),
    *(Discussion, Comment, Decision, Report),
)


def stories_before():
    """Those that were generated before."""
    return Article.objects.filter(seed__gte=KEY, seed__lt=AFTER_KEYS)


def is_in_use():
    """Whether there are stories or accounts here, and none of them was generated."""
    anything = Article.objects.exists() or User.objects.exists()
    return anything and not stories_before().exists() and not people.generated_users().exists()


class Keys:
    """Primary keys, given before the rows are written."""

    def __init__(self):
        self._next = {
            model: (model.objects.aggregate(last=Max("pk"))["last"] or 0) + 1 for model in WITH_KEYS
        }

    def next(self, model, count=1):
        """The first of so many."""
        first = self._next[model]
        self._next[model] += count
        return first


class Generator:
    """One run of `manage.py flood`. The same seed at the same instant gives an empty paper the same contents."""

    def __init__(self, seed, now=None):
        self.now = now or timezone.now()
        newest = stories_before().aggregate(newest=Max("seed"))["newest"]
        self._number = int(newest.removeprefix(KEY)) if newest else 0
        # A second run with the same seed makes other stories.
        self._rng = random.Random(f"{seed} after {self._number}")
        self._rows, self._written = {model: [] for model in ORDER}, 0

    def generate(self, stories, comments, readers, longest, photos, say):
        """`say(kind, more, of)` is told how many more are written, of how many in all."""
        rng, self._say = self._rng, say
        with transaction.atomic():
            names = people.Names(rng)
            editors, self._moderators = people.staff(rng, names)
            contributors, subjects = people.contributors(rng), topics()
            sections = [_section(name) for name in read(loader.FOLDER / "sections.toml", Sections).names]
        seas = pictures.ingest(rng, photos)
        self._keys = Keys()
        self._add_readers(names, readers)
        self._readers = people.Readers()
        if stories:
            self._phrases = Phrases(rng)
            self._desk = Desk(rng, self.now, self._keys, sections, editors, contributors, subjects, seas)
            # Collecting would take a fifth of the time, and find no garbage among a million rows.
            gc.disable()
            try:
                with rows.large_cache():
                    self._add_stories(stories, comments, longest)
            finally:
                gc.enable()

    def _add_readers(self, names, count):
        everyone = people.new_readers(self._rng, names, count, self.now)
        while chunk := list(islice(everyone, CHUNK)):
            first = self._keys.next(User, len(chunk))
            for pk, (user, address) in enumerate(chunk, start=first):
                user.pk = address.user_id = pk
            with transaction.atomic():
                rows.store(User, [user for user, _ in chunk])
                rows.store(EmailAddress, [address for _, address in chunk])
                _reset_sequences()
            self._say("readers", len(chunk), count)

    def _add_stories(self, count, comments, longest):
        rng = self._rng
        instants, longest_at = distribution.with_longest(times.publications(rng, count, self.now), self.now)
        fates = distribution.fates(rng, count, longest_at)
        sizes = distribution.sizes(rng, fates, count, comments, longest, longest_at)
        waiting = distribution.waiting(rng, sizes)
        self._comments, done = comments, 0
        while done < count:
            with transaction.atomic():
                batch = range(done, min(done + STORIES_AT_ONCE, count))
                taken = _addresses(instants[batch[0]], instants[batch[-1]])
                first = self._keys.next(Article, 0)
                self._written = 0
                for index in batch:
                    self._add_story(
                        instants[index], fates.get(index), sizes[index], waiting.get(index, {}), taken
                    )
                    done += 1
                    if self._written + sum(map(len, self._rows.values())) > ROWS_AT_ONCE:
                        break
                _raise_section_versions(self._rows[Article])
                ArchiveDay.add(Counter(each.url_date for each in self._rows[Article] if not each.killed_at))
                for model in ORDER:
                    self._write(model)
                _backdate(first)
                _reset_sequences()
            self._say("stories", done - batch[0], count)

    def _add_story(self, at, fate, size, waiting, taken):
        self._number += 1
        story = self._desk.write(at, f"{KEY}{self._number:09}", taken, fate == distribution.KILLED)
        self._rows[Article].append(story.article)
        self._rows[Revision] += story.revisions
        self._rows[Contribution] += story.contributions
        self._rows[Slide] += story.slides
        self._rows[Tagging] += story.taggings
        for each in story.listings():
            self._rows[type(each)].append(each)
        mode = fate if fate in Discussion.Mode else Discussion.Mode.AUTOMATIC
        if size or mode == fate:
            self._add_discussion(story, size, mode, waiting)

    def _add_discussion(self, story, size, mode, waiting):
        threads = Threads(self._rng, size, hidden=[index for index, hidden in waiting.items() if hidden])
        discussion = Discussion(
            pk=self._keys.next(Discussion),
            article=story.article,
            mode=mode,
            last_thread_number=threads.recounted.last_thread_number,
            visible_count=threads.recounted.visible_count,
            version=size + (mode != Discussion.Mode.AUTOMATIC),
        )
        self._rows[Discussion].append(discussion)
        if size:
            discussion.version += self._add_comments(story, discussion, threads, waiting)

    def _add_comments(self, story, discussion, threads, waiting):
        """Answers how often the state of one changed."""
        rng, article = self._rng, story.article
        days = datetime.timedelta(days=settings.COMMENTS_OPEN_DAYS or 14)
        end = min(self.now, article.published_at + days, article.killed_at or self.now)
        instants = times.comments(rng, threads.count, article.published_at, end)
        crew = self._readers.crew(rng, article.published_at, min(10 + threads.count // 2, len(self._readers)))
        records = Records(rng, self.now, self._keys, self._readers, self._moderators)
        first, changes = self._keys.next(Comment, threads.count), 0

        def at(index):
            return article.published_at + datetime.timedelta(seconds=instants[index])

        for index, comment in enumerate(
            comment_rows(rng, threads, instants, discussion, story.revisions, crew, first, self._phrases)
        ):
            if index in threads.states:
                # It went after its last answer, for nobody can answer what is gone.
                changes += records.settle(comment, at(threads.last_answer.get(index, index)))
            elif index in waiting:
                records.leave_open(comment, at(index))
            elif rng.random() < DISMISSED:
                records.dismiss(comment, at(index))
            self._rows[Comment].append(comment)
            if len(self._rows[Comment]) >= CHUNK:
                self._write(Comment)
        self._rows[Decision] += records.decisions
        self._rows[Report] += records.reports
        return changes

    def _write(self, model):
        made, self._rows[model] = self._rows[model], []
        if model is Comment:
            rows.write(Comment, Row._fields, made)
        else:
            rows.store(model, made)
        self._written += len(made)
        if model is Comment and made:
            self._say("comments", len(made), self._comments)


def _section(name):
    section, is_new = Section.objects.get_or_create(
        name=name, defaults={"position": Section.objects.count() + 1}
    )
    if is_new:
        Edition.bump()
    return section


def _raise_section_versions(stories):
    """Pages with their sections are old now: raised as often as the verbs would have done it."""
    changes = Counter()
    for story in stories:
        changes[story.published_section_id] += story.version
    for section, count in changes.items():
        Section.objects.filter(pk=section).update(version=F("version") + count)


def _addresses(first, last):
    """The (day, slug) of stories that are here already, of those days."""
    days = timezone.localdate(first), timezone.localdate(last)
    return set(Article.objects.filter(url_date__range=days).values_list("url_date", "slug"))


def _backdate(first):
    """Set the two times that storing a story sets to now: to when its editors would have worked on it."""
    newest = Revision.objects.filter(pk=OuterRef("revision")).order_by().values("published_at")
    Article.objects.filter(pk__gte=first).update(created_at=F("published_at"), edited_at=Subquery(newest))


def _reset_sequences():
    """PostgreSQL counts keys apart from the rows: it has to go on after ours."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), WITH_KEYS):
            cursor.execute(statement)


def analyze():
    """Have the database count what it plans its queries by."""
    if connection.vendor in ("sqlite", "postgresql"):
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
