"""A story with what was published of it, as the verbs of Article would have left them."""

import datetime
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.functional import cached_property

from articles.models import Article, Contribution, Revision, Slide, Tagging, Topic
from articles.models.contributor import LISTED
from articles.models.listing import ContributorListing, TopicListing
from benchmarks.dataset.words import PLACES, of_section
from core.slugs import SLUG_LENGTH, slugify, unique_slug

AGENCY = "Meridian"
UPDATED, CORRECTED, CHANGED_SINCE = 0.12, 0.03, 0.004
WITH_PHOTO = 0.6
POOL = 3000
PARAGRAPHS = (2, 3, 3, 4, 4, 5, 6, 8, 10)
# One of so many stories is about the topic that has the most.
SHARE_OF_LARGEST = 5
HOUR = datetime.timedelta(hours=1)
Kind, Role = Revision.Kind, Contribution.Role


@dataclass
class Story:
    article: Article
    revisions: list
    contributions: list = field(default_factory=list)
    slides: list = field(default_factory=list)
    taggings: list = field(default_factory=list)

    def listings(self):
        """Where its newest revision has it stand, as `list_on_pages` says it."""
        if self.article.killed_at:
            return []
        at = {"article": self.article, "published_at": self.article.published_at}
        newest = self.revisions[-1]
        topics = {each.topic_id for each in self.taggings if each.revision is newest}
        credited = {
            each.contributor_id
            for each in self.contributions
            if each.revision is newest and each.role in LISTED
        }
        return [
            *(TopicListing(topic_id=each, **at) for each in sorted(topics)),
            *(ContributorListing(contributor_id=each, **at) for each in sorted(credited)),
        ]


def topics():
    """What stories are about, that of the most stories first."""
    return [Topic.named(name) for name in ("Harbor", *PLACES)]


class Section:
    """A section of the paper with the sentences its stories are made of."""

    def __init__(self, rng, row):
        self.row, self._rng, self._grammar = row, rng, of_section(row.name)

    @cached_property
    def _sentences(self):
        return self._grammar.pool(self._rng, "sentence", POOL)

    def say(self, name):
        return self._grammar.make(self._rng, name)

    def paragraphs(self, count):
        return [f"<p>{self._sentence()}{self._second()}</p>" for _ in range(count)]

    def _sentence(self):
        return self._sentences[int(self._rng.random() * POOL)]

    def _second(self):
        return f" {self._sentence()}" if self._rng.random() < 0.5 else ""


class Desk:
    """Writes stories and publishes them at the instants it is given."""

    def __init__(self, rng, now, keys, sections, editors, contributors, topics, photos):
        self._rng, self._now, self._keys = rng, now, keys
        self._sections, self._editors = [Section(rng, row) for row in sections], editors
        self._contributors, self._topics, self._photos = contributors, topics, photos

    def write(self, published_at, key, taken, killed):
        """A published story, perhaps a killed one. `taken` has the (day, slug) of others, and gets this one's."""
        section, editor = self._one_of(self._sections), self._one_of(self._editors)
        article = Article(
            pk=self._keys.next(Article),
            seed=key,
            section=section.row,
            published_section=section.row,
            headline=section.say("headline"),
            place=self._one_of(PLACES).upper(),
            source=AGENCY,
            published_at=published_at,
            url_date=timezone.localdate(published_at),
            edited_by=editor,
        )
        if self._rng.random() < 0.7:
            article.standfirst = section.say("standfirst")
        count = self._one_of(PARAGRAPHS)
        paragraphs = [f"<p>{section.say('first')}</p>", *section.paragraphs(count)]
        article.body = "".join(paragraphs)
        article.slug = _free(slugify(article.headline), article.url_date, taken)
        story = Story(article, [])
        self._publish(story, editor, Kind.FIRST, published_at)
        self._republish(story, section, paragraphs)
        self._credit(story)
        self._tag(story)
        article.revision_id = story.revisions[-1].pk
        article.version = len(story.revisions)
        if killed:
            self._kill(article, section)
        elif self._rng.random() < CHANGED_SINCE:
            article.standfirst = section.say("standfirst")
        return story

    def _publish(self, story, editor, kind, at, note=""):
        article = story.article
        text = {name: getattr(article, name) for name in Article.text_fields()}
        number = len(story.revisions) + 1
        story.revisions.append(
            Revision(
                pk=self._keys.next(Revision),
                article=article,
                number=number,
                kind=kind,
                note=note,
                published_at=at,
                published_by=editor,
                **text,
            )
        )

    def _republish(self, story, section, paragraphs):
        article, random = story.article, self._rng.random
        at = article.published_at
        for share, kind, hours in ((UPDATED, Kind.UPDATE, 9), (CORRECTED, Kind.CORRECTION, 70)):
            if random() < share and (at := at + HOUR * (0.4 + hours * random() ** 2)) < self._now:
                if kind == Kind.UPDATE:
                    paragraphs += section.paragraphs(1)
                else:
                    paragraphs[-1] = section.paragraphs(1)[0]
                article.body = "".join(paragraphs)
                self._publish(story, self._one_of(self._editors), kind, at, section.say(kind))

    def _credit(self, story):
        """Names and pictures, the same in the working copy and in each revision."""
        random, article = self._rng.random, story.article
        names = self._rng.sample(self._contributors, 3)
        roles = [Role.BYLINE, *[Role.REPORTING] * (random() < 0.25), *[Role.EDITING] * (random() < 0.5)]
        photo = self._one_of(self._photos) if self._photos and random() < WITH_PHOTO else None
        for revision in (None, *story.revisions):
            for position, (role, contributor) in enumerate(zip(roles, names, strict=False), start=1):
                story.contributions.append(
                    Contribution(
                        article=article,
                        revision=revision,
                        contributor=contributor,
                        role=role,
                        position=position,
                    )
                )
            if photo:
                story.slides.append(Slide(article=article, revision=revision, photo=photo, position=1))

    def _tag(self, story):
        """By its number, and not by dice: one topic or two, the same in the working copy and in each revision."""
        largest, *others = self._topics
        named = [others[story.article.pk % len(others)]]
        if story.article.pk % SHARE_OF_LARGEST == 0:
            named.insert(0, largest)
        for revision in (None, *story.revisions):
            for position, topic in enumerate(named, start=1):
                story.taggings.append(
                    Tagging(article=story.article, revision=revision, topic=topic, position=position)
                )

    def _kill(self, article, section):
        day = (self._now - article.published_at) / 2
        article.killed_at = article.published_at + min(day, HOUR * (1 + 20 * self._rng.random()))
        article.kill_note = section.say("kill")
        article.version += 1

    def _one_of(self, choices):
        return choices[int(self._rng.random() * len(choices))]


def _free(slug, day, taken):
    """As Article does it: with a number behind it where another story of that day has it."""
    slug = unique_slug(slug, SLUG_LENGTH, lambda each: (day, each) in taken)
    taken.add((day, slug))
    return slug
