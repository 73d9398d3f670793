"""A small paper on which every verb has something to do, and all its pages that are kept for everybody."""

import datetime

import time_machine
from django.contrib.auth.models import Group
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from accounts.models import Invitation
from articles.models import Contribution, Contributor, Photo, Section, Slide, StoredList, Tagging, Topic
from comments.models import Comment, Discussion, Policy
from comments.threads import THREADS_A_PAGE
from core.fragment_cache import fragment_cache
from core.models import FormerAddress, Page

HOUR = datetime.timedelta(hours=1)


class Stage:
    def __init__(self, make_article, make_reader, make_staff, jpeg):
        self.now = timezone.now()
        self.editor, self.moderator = make_staff("IrisVale", "Editors"), make_staff("OttoLind", "Moderators")
        self.other_editor = make_staff("JonasWick", "Editors")
        self.chief = make_staff("CleoHart", "Chiefs")
        self.invitation = self.invite("nora@paper.example")
        self.world = Section.objects.get(slug="world")
        self.harbor = Section.objects.create(name="Harbor", slug="harbor", position=2)
        self.former = "/section/docks/"
        FormerAddress.move(self.former, self.harbor.get_absolute_url())
        self.policy = Policy.objects.create(short="Be kind.", whole="<p>Be short.</p>")
        text = {"text": "<p>We ask first.</p>", "position": 8}
        self.page = Page.objects.create(title="How we work", slug="how-we-work", **text)
        self.page.publish(self.editor)
        self.page_draft = Page.objects.create(title="Our history", slug="our-history", **text)
        self.jpeg, self.people = jpeg, (make_reader(f"Writer-{number}") for number in range(100, 200))
        self.newcomer = make_reader("QuietHeron", confirmed=False)
        self.photo = Photo.objects.ingest(
            jpeg(), caption="The harbor", alt="Boats", credit_line="Meridian", make_renditions=False
        ).photo
        self.withdrawn = Photo.objects.ingest(
            jpeg(400, 300, colour="tan"), credit_line="Meridian", make_renditions=False
        ).photo
        self.contributor = Contributor.named("Ines Calloway")
        self.ferries, self.boats = Topic.named("Ferries"), Topic.named("Boats")
        self.contributor.change(self.editor, photo=self.photo, biography="She sails.")
        self.namesake = Contributor.named("I. Calloway")
        stories = {}
        for name in ("story", "neighbour", "killed", "draft", "scheduled"):
            stories[name] = make_article(headline=name.title(), section=self.world)
            Slide.objects.create(article=stories[name], photo=self.photo, position=1)
            Contribution.objects.create(
                article=stories[name], contributor=self.contributor, role="byline", position=1
            )
            Tagging.objects.create(article=stories[name], topic=self.ferries, position=1)
        Slide.objects.create(article=stories["neighbour"], photo=self.withdrawn, position=2, alt="Sand")
        stories["elsewhere"] = make_article(headline="Elsewhere", section=self.harbor)
        Tagging.objects.create(article=stories["elsewhere"], topic=self.boats, position=1)
        Contribution.objects.create(article=stories["elsewhere"], contributor=self.namesake)
        for name in ("story", "neighbour", "killed", "elsewhere"):
            stories[name].publish(self.editor, at=self.now - 20 * HOUR)
        stories["killed"].kill(self.editor, "It was wrong.")
        self.withdrawn.withdraw(self.editor, "A court forbade it.")
        stories["scheduled"].publish(self.editor, at=self.now + HOUR)
        # A change of its own for each, not published yet.
        for each in stories.values():
            each.standfirst = "The second edition."
            each.save(update_fields=["standfirst"])
        self.__dict__ |= stories
        self._talk()
        StoredList.remake_all()
        self.addresses = self._addresses()
        # Among them two that show a story once its time has come.
        self.later = [self.neighbour.get_absolute_url(), self.scheduled.get_absolute_url()]

    def _talk(self):
        """More threads than a page has, and one with more replies than stand below it."""
        self.discussion = Discussion.of(self.story)
        self.thread, self.reported, self.hidden, self.removed, *_ = (
            self.write() for _ in range(THREADS_A_PAGE + 1)
        )
        self.replies = [self.write(parent=self.thread) for _ in range(5)]
        self.deep = self.write(parent=self.replies[0])
        self.report(self.reported, times=2)
        self.report(self.hidden, times=3)
        self.removed.remove(self.moderator, "spam")

    def invite(self, address):
        return Invitation.objects.invite(address, [Group.objects.get(name="Reporters")], self.chief)

    def write(self, parent=None, at=None, on=None):
        discussion = Discussion.of(on) if on else self.discussion
        discussion.refresh_from_db() if discussion.pk else None
        text = f"What comment {Comment.objects.count()} has to say."
        return discussion.post(next(self.people), text, parent=parent, at=at or self.now - HOUR)

    def report(self, comment, times=1):
        for _ in range(times):
            comment.report("spam", by=next(self.people))

    def _addresses(self):
        """One of every kind of page that may be kept, and every one of a kind that a verb could miss."""
        stories = [self.story, self.neighbour, self.killed, self.elsewhere, self.scheduled]
        comments = [self.thread, self.reported, self.hidden, self.removed, self.deep]
        return [
            "/",
            "/section/world/",
            "/section/harbor/",
            # One that something had, and one that is given up by a verb.
            self.former,
            "/former/",
            "/topic/ferries/",
            "/topic/boats/",
            "/topic/vessels/",
            "/by/ines-calloway/",
            "/by/i-calloway/",
            "/by/bea-cole/",
            "/archive/",
            *(f"/{self.story.url_date:{each}}/" for each in ("%Y", "%Y/%m", "%Y/%m/%d")),
            "/comment-policy/",
            "/how-we-work/",
            "/our-history/",
            *(each.get_absolute_url() for each in stories),
            f"{self.story.get_absolute_url()}?page=2",
            self.thread.thread_address,
            *(each.get_absolute_url() for each in comments),
            f"{self.thread.get_absolute_url()}report/",
            f"{self.thread.get_absolute_url()}report/thanks/",
        ]

    def refresh(self):
        """After a rollback, which the objects have not heard of."""
        for each in vars(self).values():
            if isinstance(each, Model):
                each.refresh_from_db()

    def look(self):
        """{(instant, address): what Django answers}, with nothing taken from any cache."""
        looks = [(self.now, address) for address in self.addresses]
        looks += [(self.now + 2 * HOUR, address) for address in self.later]
        return {(at, address): self._answer(at, address) for at, address in looks}

    def _answer(self, at, address):
        fragment_cache.clear()
        with time_machine.travel(at, tick=False):
            said = Client().get(address)
        return said.status_code, said.get("Location"), said.content
