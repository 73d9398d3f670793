"""A newsroom in which somebody changes something, by dice."""

import contextlib
import datetime

from django.db import transaction
from django.utils import timezone

from articles.models import (
    Article,
    Contribution,
    Contributor,
    Photo,
    Section,
    Slide,
    StoredList,
    Tagging,
    Topic,
)
from articles.photographs.signals import photo_changed
from comments.models import Comment, CommentRejected, Discussion, Policy
from comments.moderation.reports import TooManyReports
from comments.threads import THREADS_A_PAGE
from core.models import Edition, Page, Paper

MINUTE = datetime.timedelta(minutes=1)
# How often each is done, among a hundred or so.
OFTEN = {
    "post": 22,
    "answer": 18,
    "report": 8,
    "report_more": 2,
    "remove": 8,
    "clear": 1,
    "restore": 9,
    "withdraw": 5,
    "hide": 5,
    "update": 5,
    "correct": 3,
    "kill": 2,
    "bring_back": 3,
    "publish": 1,
    "schedule": 2,
    "call_back": 3,
    "close": 3,
    "reopen": 6,
    "close_later": 2,
    "mend_photo": 2,
    "withdraw_photo": 1,
    "bring_photo_back": 2,
    "change_policy": 1,
    "change_paper": 1,
    "change_page": 1,
    "file_elsewhere": 2,
    "rename_section": 1,
    "hide_section": 1,
    "arrange_sections": 1,
    "retire_section": 1,
    "retag": 5,
    "rename_topic": 2,
    "merge_topics": 1,
    "remake_lists": 4,
    "rename_contributor": 1,
    "present_contributor": 2,
    "merge_contributors": 1,
    "erase": 1,
}


class Newsroom:
    def __init__(self, dice, make_article, editor, moderator, make_reader, photo):
        self.dice, self.editor, self.moderator, self.photo = dice, editor, moderator, photo
        self.make_article, self.make_reader = make_article, make_reader
        self.done = dict.fromkeys(OFTEN, 0)
        self.names = (f"Writer-{number}" for number in range(1000))
        self.readers = [make_reader(next(self.names)) for _ in range(14)]
        Policy.objects.create(short="Be kind.", whole="<p>Be short.</p>")
        for _ in range(6):
            self.publish(None, at=timezone.now() - datetime.timedelta(days=13, hours=self.dice.randrange(24)))
        self.full = list(Article.objects.order_by("pk")[:2])
        for number in range(44):
            at = timezone.now() - datetime.timedelta(days=1) + number * 10 * MINUTE
            discussion = Discussion.of(self.full[number % 2])
            discussion.post(self.readers[number % 14], f"Early {number}", at=at)

    def change(self, is_late=False):
        """Do one thing, or nothing where there is nothing to do it to; answers the story that it is about.

        `is_late`: what the dice have not chosen so far comes first.
        """
        lacking = [verb for verb, times in self.done.items() if not times] if is_late else []
        verb = self.dice.choice(lacking) if lacking else self.dice.choices(list(OFTEN), OFTEN.values())[0]
        article = self.dice.choice([*Article.objects.all(), *self.full])
        article.refresh_from_db()
        with contextlib.suppress(CommentRejected, TooManyReports):
            article = getattr(self, verb)(article) or article
            self.done[verb] += 1
        return article.pk

    def comment(self, article, *states):
        found = Comment.objects.filter(discussion__article=article).order_by("pk")
        found = list(found.filter(state__in=states) if states else found)
        return self.dice.choice(found) if found else None

    # Readers

    def post(self, article, parent=None):
        if article.is_published:
            text = f"Text {self.dice.random()}"
            Discussion.of(article).post(self.dice.choice(self.readers), text, parent=parent)

    def answer(self, article):
        if parent := self.comment(article, "visible"):
            self.post(article, parent)

    def report(self, article):
        if comment := self.comment(article, "visible"):
            comment.report("spam", by=self.dice.choice(self.readers))

    def report_more(self, article):
        """By somebody with a second reason, and by two behind one address."""
        if comment := self.comment(article, "visible"):
            reader = self.dice.choice(self.readers)
            for reason in ("spam", "abuse"):
                comment.report(reason, by=reader)
                comment.report(reason, network="192.0.2.7")

    def hide(self, article):
        if comment := self.comment(article, "visible"):
            for reader in self.dice.sample(self.readers, 3):
                comment.report("spam", by=reader)

    def withdraw(self, article):
        if comment := self.comment(article, "visible", "hidden"):
            comment.withdraw(comment.author)

    def erase(self, article):
        reader = self.dice.choice(self.readers)
        reader.erase()
        self.readers[self.readers.index(reader)] = self.make_reader(next(self.names))

    # Moderators

    def remove(self, article):
        if comment := self.comment(article, "visible", "hidden"):
            comment.remove(self.moderator, "spam")

    def clear(self, article):
        """All threads of the first page of one that has a second, until some are brought back."""
        article = self.dice.choice(self.full)
        first_page = Comment.objects.filter(discussion__article=article, number__lte=THREADS_A_PAGE)
        for comment in first_page.order_by("pk"):
            if comment.state in ("visible", "hidden"):
                comment.remove(self.moderator, "spam")
        return article

    def restore(self, article):
        if comment := self.comment(article, "hidden", "removed"):
            comment.approve(self.moderator)

    def change_policy(self, article):
        """As the desk does it."""
        with transaction.atomic():
            Policy.objects.create(short=f"Policy {self.dice.random()}.", whole="<p>Be kind.</p>")
            Edition.bump()

    def change_page(self, article):
        """Of the paper's own pages, one is at the foot of every page, or is so no more."""
        page, _ = Page.objects.get_or_create(
            slug="how-we-work", defaults={"title": "How we work", "position": 1}
        )
        if page.is_public and self.dice.random() < 0.5:
            page.withdraw(self.editor)
        else:
            Page.objects.filter(pk=page.pk).update(
                title=f"How we work {self.dice.random()}", text="<p>So.</p>"
            )
            page.publish(self.editor)

    def change_paper(self, article):
        name = f"The Meridian {self.dice.random()}"
        Paper.change(self.moderator, name=name, open_days=self.dice.choice([0, 1, 14, None]))

    # Editors

    def publish(self, article, at=None):
        story = self.make_article(headline=f"Story {self.dice.random()}")
        if self.dice.random() < 0.5 and not self.photo.withdrawn_at:
            Slide.objects.create(article=story, photo=self.photo, position=1)
        for position, one in enumerate(self.dice.sample(self.writers(), 2)):
            role = self.dice.choice(Contribution.Role.values)
            Contribution.objects.create(article=story, contributor=one, role=role, position=position)
        story.publish(self.editor, at=at)
        return story

    def schedule(self, article):
        return self.publish(article, at=timezone.now() + self.dice.randrange(30) * MINUTE)

    def call_back(self, article):
        if article.is_scheduled:
            article.call_back(self.editor)

    def update(self, article):
        if article.is_published:
            article.headline = f"Headline {self.dice.random()}"
            article.save(update_fields=["headline"])
            article.publish_update(self.editor)

    def correct(self, article):
        if article.is_published:
            article.publish_correction(self.editor, f"Note {self.dice.random()}")

    def kill(self, article):
        if article.is_published:
            article.kill(self.editor)

    def bring_back(self, article):
        if killed := Article.objects.exclude(killed_at=None).order_by("pk").first():
            killed.bring_back(self.editor)
        return killed

    def file_elsewhere(self, article):
        """In a section of its own, or in one of those that came so."""
        if article.is_published:
            known = list(Section.objects.in_use())
            if len(known) < 6:
                known += [Section.objects.create(name=f"Part {self.dice.random()}", position=9)]
            article.section = self.dice.choice(known)
            article.save(update_fields=["section"])
            article.publish_update(self.editor)

    def section(self):
        others = list(Section.objects.in_use().exclude(slug="world"))
        return self.dice.choice(others) if others else None

    def rename_section(self, article):
        """As the desk does it."""
        if section := self.section():
            former = section.get_absolute_url()
            section.name = f"Part {self.dice.random()}"
            section.slug = ""
            section.save(update_fields=["name", "slug"])
            section.take_address(former)

    def hide_section(self, article):
        """As the desk does it, or shown again."""
        if section := self.section():
            section.is_hidden = not section.is_hidden
            section.save(update_fields=["is_hidden"])
            Edition.bump()

    def arrange_sections(self, article):
        seen = list(Section.objects.in_use().values_list("pk", flat=True))
        Section.arrange(self.dice.sample(seen, len(seen)), seen, self.editor)

    def retire_section(self, article):
        if section := self.section():
            into = self.dice.choice(list(Section.objects.in_use().exclude(pk=section.pk)))
            section.retire(into, self.editor)

    def retag(self, article):
        """With up to two topics, new ones at times."""
        if article.is_published:
            known = list(Topic.objects.order_by("pk"))
            while sum(not each.is_merged for each in known) < 5:
                known.append(Topic.named(f"Topic {self.dice.random()}"))
            article.taggings.delete()
            for position, topic in enumerate(self.dice.sample(known, self.dice.randrange(3)), start=1):
                Tagging.objects.create(article=article, topic=topic, position=position)
            article.publish_update(self.editor)

    def remake_lists(self, article):
        """As the worker does it every five minutes."""
        StoredList.remake_all()

    def topic(self):
        unmerged = list(Topic.objects.unmerged().order_by("pk"))
        return self.dice.choice(unmerged) if unmerged else None

    def rename_topic(self, article):
        """As the desk does it, at times to a name that another one had."""
        if topic := self.topic():
            former, merged = topic.get_absolute_url(), Topic.objects.exclude(merged_into=None).first()
            again = merged and self.dice.random() < 0.3 and not Topic.objects.called(merged.name)
            topic.name = merged.name if again else f"Topic {self.dice.random()}"
            with transaction.atomic():
                topic.save()
                Edition.bump()
                topic.take_address(former)

    def merge_topics(self, article):
        one, other = self.topic(), self.topic()
        if one and one != other:
            one.merge(other, self.editor)

    def writers(self):
        """Whom stories can name; one more where too many have become one."""
        known = list(Contributor.objects.unmerged())
        while len(known) < 4:
            known.append(Contributor.named(f"Writer {self.dice.random()}"))
        return known

    def rename_contributor(self, article):
        self.dice.choice(self.writers()).change(self.editor, name=f"Writer {self.dice.random()}")

    def present_contributor(self, article):
        one = self.dice.choice(self.writers())
        photo = self.dice.choice([None, None if self.photo.withdrawn_at else self.photo])
        has_left = self.dice.random() < 0.3
        one.change(self.editor, biography=f"Life {self.dice.random()}", photo=photo, has_left=has_left)

    def merge_contributors(self, article):
        one, other = self.dice.sample(self.writers(), 2)
        one.merge(other, self.editor)

    def mend_photo(self, article):
        """As the desk does it."""
        with transaction.atomic():
            Photo.objects.filter(pk=self.photo.pk).update(credit_line=f"Desk {self.dice.random()}")
            photo_changed.send(sender=Photo, photo=self.photo)

    def withdraw_photo(self, article):
        self.photo.withdraw(self.editor, "A court forbade it.")

    def bring_photo_back(self, article):
        self.photo.bring_back(self.moderator)

    def close(self, article):
        note = self.dice.choice([None, "", f"Closed for {self.dice.random()}."])
        Discussion.of(article).set_window(self.editor, self.dice.choice(["closed", "off"]), note=note)

    def close_later(self, article):
        Discussion.of(article).set_window(
            self.editor, "until", timezone.now() + self.dice.randrange(60) * MINUTE
        )

    def reopen(self, article):
        Discussion.of(article).set_window(self.editor, self.dice.choice(["open", "open", "automatic"]))
