"""What nobody outside the desk may know yet is on no page of the admin for whom it is not meant.

A paper with a word of its own in every place that holds something unpublished, and a walk over all that a person can
ask the admin for: each address that is registered, with each object’s number, each link that stands there, each list
searched and filtered, each field completed; GET and POST.
"""

import datetime
import html
import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from accounts.groups import EDITORS, MODERATORS, PICTURE_DESK, REPORTERS
from articles.models import Article, Contribution, Contributor, Photo, Revision, SavedForm, Slide
from comments.models import Comment, Discussion

pytestmark = pytest.mark.long

UNPUBLISHED = [
    "Zqdrafthead",
    "Zqdraftstand",
    "Zqdraftbody",
    "Zqdraftcaption",
    "Zqdraftalt",
    "Zqdraftplace",
    "Zqschedhead",
    "Zqworkhead",
    "Zqworkbody",
    "Zqworkcaption",
    "Zqlogname",
    "Zqlogword",
    "Zqsavedword",
    "Zqnoteword",
    "Zqcalledback",
    "Zqdraftslug",
]
# Was public once, and is not any more.
TAKEN_BACK = ["Zqoldhead", "Zqkilledhead"]
OF_READERS = ["Zqreport", "Zqheldword", "zqmail"]
HIDDEN = {
    REPORTERS: UNPUBLISHED + TAKEN_BACK + OF_READERS,
    PICTURE_DESK: ["Zqsavedword", *OF_READERS],
    MODERATORS: UNPUBLISHED + TAKEN_BACK + ["zqmail"],
}
# What all these words begin with.
SOUGHT = "Zq"
NO_NUMBER = 999_999_999


class Paper:
    """Of two editors, with one story of each status, and what the walker has."""

    def __init__(self, section, editor, make_article, make_reader, jpeg):
        self.section, self.editor = section, editor
        self.photo = Photo.objects.ingest(jpeg(), caption="Quay", alt="A quay", credit_line="C").photo
        self.contributor = Contributor.named("Ines Calloway")
        self.draft = make_article(
            headline="Zqdrafthead one",
            standfirst="Zqdraftstand",
            body="<p>Zqdraftbody</p>",
            place="Zqdraftplace",
            slug="zqdraftslug",
            created_by=editor,
            edited_by=editor,
        )
        self.add_rows(self.draft, caption="Zqdraftcaption", alt="Zqdraftalt")
        Discussion.of(self.draft).set_window(editor, "closed", note="Zqnoteword")
        self.published = make_article(headline="Zqoldhead", slug="harbor", created_by=editor)
        self.published.publish(editor, at=timezone.now() - datetime.timedelta(days=1))
        self.published.headline = "Harbor opens"
        self.published.save(update_fields=["headline"])
        self.published.publish_correction(editor, "It opens.")
        Article.objects.filter(pk=self.published.pk).update(
            headline="Zqworkhead two", body="<p>Zqworkbody</p>", edited_by=editor
        )
        self.add_rows(self.published, caption="Zqworkcaption")
        self.scheduled = make_article(headline="Zqschedhead", created_by=editor)
        self.scheduled.publish(editor, at=timezone.now() + datetime.timedelta(days=1))
        self.killed = make_article(headline="Zqkilledhead", created_by=editor)
        self.killed.publish(editor)
        self.killed.kill(editor)
        back = make_article(headline="Zqcalledback", created_by=editor)
        back.publish(editor, at=timezone.now() + datetime.timedelta(days=1))
        back.call_back(editor)
        self.others = list(Article.objects.values_list("pk", flat=True))
        kind = ContentType.objects.get_for_model(Article)
        for flag, said in ((ADDITION, "[]"), (CHANGE, "Zqlogword")):
            LogEntry.objects.create(
                user=editor,
                content_type=kind,
                object_id=str(self.draft.pk),
                object_repr="Zqlogname",
                action_flag=flag,
                change_message=said,
            )
        self.saved = SavedForm.objects.create(
            user=editor,
            article=self.draft,
            key="anotherskey",
            digest="0" * 64,
            made_article=True,
            edited_at=self.draft.edited_at,
            message="Zqsavedword",
        )
        self.talk(make_reader)

    def talk(self, make_reader):
        reader = make_reader("QuietHeron")
        reader.email = "zqmail@readers.example"
        reader.save()
        discussion = Discussion.of(Article.objects.get(pk=self.published.pk))
        seen = discussion.post(reader, "A remark.")
        seen.report("other", "Zqreport", by=make_reader("RedFern"))
        held = discussion.post(make_reader("Northwind"), "Zqheldword")
        Comment.objects.filter(pk=held.pk).update(state=Comment.State.HIDDEN)

    def add_rows(self, story, **words):
        Slide.objects.create(article=story, photo=self.photo, position=1, **words)
        Contribution.objects.create(article=story, contributor=self.contributor, position=1)

    def own_stories_of(self, user, make_article):
        """A draft and a published story, which show the same photo as others' drafts, and a log of one's own."""
        own = make_article(headline="My own draft", created_by=user)
        self.add_rows(own)
        out = make_article(headline="My own story", created_by=user)
        out.publish(self.editor)
        kind = ContentType.objects.get_for_model(Article)
        for story in (own, self.draft):
            # Of the other one too: it was theirs once.
            LogEntry.objects.create(
                user=user,
                content_type=kind,
                object_id=str(story.pk),
                object_repr="Zqlogname" if story == self.draft else "My own draft",
                action_flag=CHANGE,
            )

    def state(self):
        """All that others have of stories: nobody who walks by changes it."""
        return (
            list(Article.objects.filter(pk__in=self.others).order_by("pk").values()),
            list(Revision.objects.filter(article__in=self.others).order_by("pk").values()),
            list(Slide.objects.filter(article__in=self.others).order_by("pk").values()),
            list(Contribution.objects.filter(article__in=self.others).order_by("pk").values()),
            list(Photo.objects.filter(pk=self.photo.pk).values("caption", "credit_line", "withdrawn_at")),
        )


@pytest.fixture
def paper(section, editor, make_article, make_reader, jpeg):
    return Paper(section, editor, make_article, make_reader, jpeg)


def registered():
    """Every address of the admin with the numbers of all that there is, and one of nothing."""
    site = next(each for each in get_resolver().url_patterns if str(each.pattern) == "admin/")
    for address in sorted(set(_patterns(site, "/"))):
        if "<" not in address:
            yield address
            continue
        app, model = address.removeprefix("/admin/").split("/")[:2]
        try:
            numbers = apps.get_model(app, model)._base_manager.values_list("pk", flat=True)
        except LookupError:
            numbers = [1]
        for number in (*numbers[:20], NO_NUMBER):
            yield re.sub("<[^>]*>", str(number), address)


def _patterns(part, before):
    where = before + str(part.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
    if hasattr(part, "url_patterns"):
        for each in part.url_patterns:
            yield from _patterns(each, where)
    elif "(" not in where and "logout" not in where:
        yield where


def completions():
    """Each field that refers to something, whether a form has it or not."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete:
                of = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}"
                yield from (
                    f"/admin/autocomplete/?term={term}&{of}&field_name={field.name}" for term in ("", SOUGHT)
                )


class Walk:
    def __init__(self, user):
        self.client = Client(raise_request_exception=False)
        self.client.force_login(user)
        self.said, self.dead = {}, []

    def everything(self):
        asked = ["/admin/", *registered(), *completions()]
        asked += [
            f"/admin/{model._meta.app_label}/{model._meta.model_name}/?q={SOUGHT}"
            for model in admin.site._registry
        ]
        asked.append("/admin/articles/article/add/?key=anotherskey")
        known, linked = set(asked), set()
        while asked:
            address = asked.pop()
            answer = self.get(address)
            if address in linked and answer.status_code >= 400:
                self.dead.append(address)
            for link in self.links(address, answer):
                linked.add(link)
                if link not in known:
                    known.add(link)
                    asked.append(link)
        for address in registered():
            sent = {"post": "yes", "_preview": "", "headline": "Mine", "key": "anotherskey"}
            self.note(f"POST {address}", self.client.post(address, sent))
        self.get("/admin/")
        return self

    def get(self, address):
        answer = self.client.get(address, headers={"Accept": "text/html"})
        self.note(address, answer)
        return answer

    def note(self, address, answer):
        assert answer.status_code < 500, address
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        self.said[address] = f"{answer.headers.get('Location', '')} {html.unescape(body.decode())}"

    def links(self, address, answer):
        if answer.headers.get("Location"):
            yield from self._of_admin(address, answer.headers["Location"])
        if "text/html" in answer.headers.get("Content-Type", ""):
            for link in re.findall(r'<a\b[^>]*?href="([^"]*)"', answer.content.decode()):
                yield from self._of_admin(address, html.unescape(link))

    @staticmethod
    def _of_admin(address, link):
        whole = urlsplit(urljoin(f"http://testserver{address}", link))
        if whole.netloc == "testserver" and whole.path.startswith("/admin/") and "logout" not in whole.path:
            # One filter at a time, and no form once more for each list that it was opened from.
            query = [
                each for each in whole.query.split("&") if each and not each.startswith("_changelist_filters")
            ]
            if len(query) < 2:
                yield f"{whole.path}?{query[0]}" if query else whole.path

    def leaks(self, words):
        return sorted(
            {
                (word, address)
                for address, said in self.said.items()
                for word in words
                if word.lower() in said.lower()
            }
        )


@pytest.mark.parametrize("group", HIDDEN)
def test_no_page_says_what_is_not_for_that_group(paper, make_staff, make_article, group):
    user = make_staff("LenaHartvig", group)
    paper.own_stories_of(user, make_article)
    before = paper.state()
    walk = Walk(user).everything()
    assert len(walk.said) > 200
    assert walk.leaks(HIDDEN[group]) == []
    assert walk.dead == []
    if group != PICTURE_DESK:
        assert paper.state() == before


def test_the_walk_finds_each_word_where_it_is_meant_to_be_seen(paper, make_staff):
    words = {*UNPUBLISHED, *TAKEN_BACK} - {"Zqsavedword", "Zqlogname"}
    walk = Walk(make_staff("JonasReed", EDITORS)).everything()
    assert words - {word for word, _ in walk.leaks(words)} == set()
    assert walk.dead == []
