"""A paper to measure: generated, with a story that has a bit of everything. The same instant gives the same paper."""

import datetime
import json
import logging
import random
import sys

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.db.models import F
from django.db.models.functions import Abs
from django.utils import timezone

from accounts.models import User
from accounts.sessions import SessionStore
from articles.models import Article, Contribution, Photo, Slide
from articles.photographs.renditions import FORMATS
from benchmarks.dataset.comments import Phrases
from benchmarks.dataset.generator import Generator, analyze
from comments.models import Comment, Discussion, Policy

GENERATED = {"stories": 1_500, "comments": 20_000, "readers": 3_000, "longest": 2_000, "photos": 3}
THREADS = REPLIES = 25
HEADLINE = "Ferries Stay in Port as the Harbor Board Counts Its Pilots"
# Each posts once, because nobody may post often.
WRITERS = 1_500


def fill(now):
    """Fill the paper; returns the story with a bit of everything."""
    call_command("prepare", verbosity=0)
    Generator(1, now).generate(**GENERATED, say=lambda *_: None)
    words = "We welcome comments that add to the story: what you know, what you saw, what you would ask."
    Policy.objects.create(short=words, whole=f"<p>{words} {words} {words}</p>" * 6)
    for photo in Photo.objects.all():
        photo.write_renditions(FORMATS)
    editor = User.objects.filter(groups__name="Editors").order_by("pk")[0]
    Article.objects.published().newest_first()[40].kill(editor, "We could not confirm what it said.")
    story = write_story(now - datetime.timedelta(hours=5), editor)
    analyze()
    return story


def write_story(began, editor):
    """A story with photographs, two contributors and a page of comments: 25 threads, 25 replies."""
    rng = random.Random(2)
    phrases, like = Phrases(rng), Article.objects.published().newest_first()[3]
    story = Article.objects.create(
        **{name: getattr(like, name) for name in ("section", "place", "source", "standfirst")},
        headline=HEADLINE,
        body="".join(f"<p>{phrases.text(rng.random)}</p>".replace("\n\n", " ") for _ in range(12)),
    )
    for position, photo in enumerate(Photo.objects.order_by("pk"), start=1):
        Slide.objects.create(article=story, photo=photo, position=position)
    for position, given in enumerate(like.contributions.order_by("position")[:2], start=1):
        Contribution.objects.create(
            article=story, contributor=given.contributor, role=given.role, position=position
        )
    story.publish(editor, at=began)
    discussion, begun = Discussion.of(story), []
    readers = list(User.objects.filter(is_staff=False).order_by("pk")[:THREADS])
    for minutes in range(THREADS + REPLIES):
        parent = begun[rng.randrange(THREADS)] if minutes >= THREADS else None
        at = began + datetime.timedelta(minutes=1 + minutes)
        text = phrases.text(rng.random)
        begun.append(discussion.post(readers[minutes % THREADS], text, parent=parent, at=at))
    return story


def pages(story):
    """{name: (path, status)} of every kind of public page."""
    oldest = (
        Article.objects.published()
        .filter(published_section=story.published_section_id)
        .order_by("published_at")[25]
    )
    longest = Discussion.objects.order_by("-visible_count").select_related("article")[0]
    threads = longest.comments.visible().filter(thread=None)
    thread = threads.order_by(Abs(F("last_position") - 20), "pk")[0]
    comment = story.discussion.comments.get(number=3, position=0).get_absolute_url()
    section = story.published_section.get_absolute_url()
    killed = Article.objects.exclude(killed_at=None).order_by("-killed_at")[0]
    return {
        "front page": ("/", 200),
        "section, newest page": (section, 200),
        "section, oldest page": (f"{section}?before={oldest.pk}", 200),
        "story": (story.get_absolute_url(), 200),
        "story, 2,000 comments": (longest.article.get_absolute_url(), 200),
        "thread": (thread.thread_address, 200),
        "permalink": (comment, 302),
        "form of a report": (f"{comment}report/", 200),
        "thanks for a report": (f"{comment}report/thanks/", 200),
        "comment policy": ("/comment-policy/", 200),
        "killed story": (killed.get_absolute_url(), 410),
    }


def many_addresses():
    """Addresses of many kinds: of more pages than a worker process has room for in all encodings."""
    stories = [story.get_absolute_url() for story in Article.objects.published().newest_first()[:1_000]]
    begun = (
        Comment.objects.visible().filter(thread=None).order_by("-pk").select_related("discussion__article")
    )
    comments = [comment.get_absolute_url() for comment in begun[:300]]
    reports = [f"{address}report/" for address in comments]
    return [*stories, *comments, *reports, *(comment.thread_address for comment in begun[:300])]


def sessions(count):
    """Session keys of so many readers, who are signed in by them."""
    found = []
    for reader in User.objects.filter(is_staff=False).order_by("-pk")[:count]:
        session = SessionStore()
        session[SESSION_KEY] = str(reader.pk)
        session[BACKEND_SESSION_KEY] = "accounts.backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = reader.get_session_auth_hash()
        session.save()
        found.append(session.session_key)
    return found


def main():
    logging.disable(logging.INFO)
    story = fill(timezone.datetime.fromtimestamp(int(sys.argv[1]), datetime.UTC))
    filled = {
        "pages": pages(story),
        "form": f"{story.get_absolute_url()}comment/",
        "sessions": sessions(WRITERS),
        "many": many_addresses(),
    }
    sys.stdout.write(json.dumps(filled))
