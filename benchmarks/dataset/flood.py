"""Pours a paper into the database, some thousands of rows at a time, each time whole stories."""

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
from articles.models import Article, Contribution, Edition, Revision, Section, Slide
from benchmarks.dataset import people, pictures, rows, shape, times
from benchmarks.dataset.comments import Phrases, Row, written
from benchmarks.dataset.moderation import Files
from benchmarks.dataset.stories import Desk
from benchmarks.dataset.talk import Talk
from comments.models import Comment, Decision, Discussion, Report
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
ORDER = (Article, Revision, Contribution, Slide, Discussion, Comment, Decision, Report)


def stories_before():
    """Of earlier floods."""
    return Article.objects.filter(seed__gte=KEY, seed__lt=AFTER_KEYS)


def is_somebodys():
    """Whether there is anything here, and no flood has been before."""
    anything = Article.objects.exists() or User.objects.exists()
    return anything and not stories_before().exists() and not people.flooded().exists()


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


class Flood:
    """One pouring. The same seed at the same instant gives an empty paper the same contents."""

    def __init__(self, seed, now=None):
        self.now = now or timezone.now()
        newest = stories_before().aggregate(newest=Max("seed"))["newest"]
        self._number = int(newest.removeprefix(KEY)) if newest else 0
        # Another flood with the same seed tells other stories.
        self._chance = random.Random(f"{seed} after {self._number}")
        self._rows, self._written = {model: [] for model in ORDER}, 0

    def pour(self, stories, comments, readers, longest, photos, say):
        """`say(kind, more, of)` is told how many more are written, of how many in all."""
        chance, self._say = self._chance, say
        with transaction.atomic():
            names = people.Names(chance)
            editors, self._moderators = people.staff(chance, names)
            contributors = people.contributors(chance)
            sections = [_section(name) for name in read(loader.FOLDER / "sections.toml", Sections).names]
        seas = pictures.take_in(chance, photos)
        self._keys = Keys()
        self._add_readers(names, readers)
        self._readers = people.Readers()
        if stories:
            self._phrases = Phrases(chance)
            self._desk = Desk(chance, self.now, self._keys, sections, editors, contributors, seas)
            # A fifth of the time would go into looking for garbage among a million rows that are none.
            gc.disable()
            try:
                with rows.large_cache():
                    self._add_stories(stories, comments, longest)
            finally:
                gc.enable()

    def _add_readers(self, names, count):
        everyone = people.new_readers(self._chance, names, count, self.now)
        while chunk := list(islice(everyone, CHUNK)):
            first = self._keys.next(User, len(chunk))
            for pk, (user, address) in enumerate(chunk, start=first):
                user.pk = address.user_id = pk
            with transaction.atomic():
                rows.store(User, [user for user, _ in chunk])
                rows.store(EmailAddress, [address for _, address in chunk])
                _tell_the_counters()
            self._say("readers", len(chunk), count)

    def _add_stories(self, count, comments, longest):
        chance = self._chance
        instants, longest_at = shape.with_longest(times.publications(chance, count, self.now), self.now)
        fates = shape.fates(chance, count, longest_at)
        sizes = shape.sizes(chance, fates, count, comments, longest, longest_at)
        waiting = shape.waiting(chance, sizes)
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
                _show_anew(self._rows[Article])
                for model in ORDER:
                    self._write(model)
                _set_clocks_back(first)
                _tell_the_counters()
            self._say("stories", done - batch[0], count)

    def _add_story(self, at, fate, size, waiting, taken):
        self._number += 1
        story = self._desk.write(at, f"{KEY}{self._number:09}", taken, fate == shape.KILLED)
        self._rows[Article].append(story.article)
        self._rows[Revision] += story.revisions
        self._rows[Contribution] += story.contributions
        self._rows[Slide] += story.slides
        mode = fate if fate in Discussion.Mode else Discussion.Mode.AUTOMATIC
        if size or mode == fate:
            self._add_discussion(story, size, mode, waiting)

    def _add_discussion(self, story, size, mode, waiting):
        talk = Talk(self._chance, size, hidden=[index for index, hidden in waiting.items() if hidden])
        discussion = Discussion(
            pk=self._keys.next(Discussion),
            article=story.article,
            mode=mode,
            last_thread_number=talk.kept.last_thread_number,
            visible_count=talk.kept.visible_count,
            version=size + (mode != Discussion.Mode.AUTOMATIC),
        )
        self._rows[Discussion].append(discussion)
        if size:
            discussion.version += self._add_comments(story, discussion, talk, waiting)

    def _add_comments(self, story, discussion, talk, waiting):
        """Answers how often the state of one changed."""
        chance, article = self._chance, story.article
        days = datetime.timedelta(days=settings.COMMENTS_OPEN_DAYS or 14)
        end = min(self.now, article.published_at + days, article.killed_at or self.now)
        instants = times.comments(chance, talk.count, article.published_at, end)
        crew = self._readers.crew(chance, article.published_at, min(10 + talk.count // 2, len(self._readers)))
        files = Files(chance, self.now, self._keys, self._readers, self._moderators)
        first, changes = self._keys.next(Comment, talk.count), 0

        def at(index):
            return article.published_at + datetime.timedelta(seconds=instants[index])

        for index, comment in enumerate(
            written(chance, talk, instants, discussion, story.revisions, crew, first, self._phrases)
        ):
            if index in talk.states:
                # It went after its last answer, for nobody can answer what is gone.
                changes += files.settle(comment, at(talk.last_answer.get(index, index)))
            elif index in waiting:
                files.leave_open(comment, at(index))
            elif chance.random() < DISMISSED:
                files.dismiss(comment, at(index))
            self._rows[Comment].append(comment)
            if len(self._rows[Comment]) >= CHUNK:
                self._write(Comment)
        self._rows[Decision] += files.decisions
        self._rows[Report] += files.reports
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
        Edition.turn()
    return section


def _show_anew(stories):
    """What shows their sections is old now, as often as the verbs would have said so."""
    changes = Counter()
    for story in stories:
        changes[story.filed_under_id] += story.version
    for section, count in changes.items():
        Section.objects.filter(pk=section).update(version=F("version") + count)


def _addresses(first, last):
    """The (day, slug) of stories that are here already, of those days."""
    days = timezone.localdate(first), timezone.localdate(last)
    return set(Article.objects.filter(url_date__range=days).values_list("url_date", "slug"))


def _set_clocks_back(first):
    """The two times that a story is given when it is stored: as if its editors had worked when it says."""
    newest = Revision.objects.filter(pk=OuterRef("revision")).order_by().values("published_at")
    Article.objects.filter(pk__gte=first).update(created_at=F("published_at"), edited_at=Subquery(newest))


def _tell_the_counters():
    """Where a database counts keys apart from the rows, as PostgreSQL does, it goes on after ours."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), WITH_KEYS):
            cursor.execute(statement)


def analyze():
    """Have the database count what it plans its queries by."""
    if connection.vendor in ("sqlite", "postgresql"):
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
