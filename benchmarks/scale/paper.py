"""What is in the paper, made by the verbs of its models, and what must be in it in the end."""

import datetime
import io
from collections import Counter

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import close_old_connections
from django.utils import timezone
from PIL import Image

from accounts.models import User
from accounts.sessions import SessionStore
from articles.models import Article, Photo, Section, Slide
from comments.models import Comment, Discussion

STORIES = 24
# Many, because each waits for 15 seconds before the next comment.
WRITERS = 160
# So many of them do not write as part of the load, so that they may write at any time.
RESERVED_WRITERS = 9
PASSWORD = "harbor-light-9"


class Paper:
    def fill(self):
        call_command("prepare", verbosity=0)
        editor = User.objects.create_user("IrisVale", "iris@paper.example", is_staff=True)
        sections = [
            Section.objects.create(name=name, slug=name.lower(), position=position)
            for position, name in enumerate(("World", "Harbor", "Sport"), start=1)
        ]
        photo = ingest("The harbor at six in the morning.")
        now = timezone.now()
        self.stories = []
        for number in range(STORIES):
            story = Article.objects.create(
                section=sections[number % len(sections)],
                headline=f"Story {number} of the harbor",
                place="PORT ALDEN",
                source="Meridian",
                body="<p>The ferry will sail again.</p>" * 10,
            )
            if number < len(sections):
                Slide.objects.create(article=story, photo=photo, position=1)
            story.publish(editor, at=now - datetime.timedelta(days=1, hours=number))
            self.stories.append(story)
        self.writers = [self._reader(f"Writer{number:03}") for number in range(WRITERS)]
        sessions = [_session(writer) for writer in self.writers]
        self.apart, self.sessions = sessions[:RESERVED_WRITERS], sessions[RESERVED_WRITERS:]
        for number, story in enumerate(self.stories):
            for earlier in range(number % 5):
                Discussion.of(story).post(
                    self.writers[number],
                    f"A word beforehand, {earlier}.",
                    at=now - datetime.timedelta(hours=6 - earlier),
                )
        return self

    def _reader(self, name):
        person = User.objects.create_user(name, f"{name.lower()}@readers.example")
        person.emailaddress_set.create(email=person.email, verified=True, primary=True)
        return person

    def someone_with_a_password(self):
        person = self._reader("Quaywatcher")
        person.set_password(PASSWORD)
        person.save()
        return person.username

    @property
    def addresses(self):
        """{address: the status of its page}, of every kind of public page."""
        pages = {"/": 200, "/comment-policy/": 200}
        pages |= {section.get_absolute_url(): 200 for section in Section.objects.all()}
        pages |= {story.get_absolute_url(): 200 for story in self.stories}
        for comment in Comment.objects.order_by("discussion", "number").distinct("discussion"):
            link = comment.get_absolute_url()
            thread = f"{comment.discussion.article.get_absolute_url()}thread/{comment.number}/"
            pages |= {link: 302, f"{link}report/": 200, thread: 200}
        return pages

    def counts(self):
        """{address of a story: how many comments stand under it}, from the rows themselves."""
        # The connection may be older than the database's restart.
        close_old_connections()
        visible = Counter(Comment.objects.visible().values_list("discussion__article", flat=True))
        return {story.get_absolute_url(): visible[story.pk] for story in self.stories}

    def texts(self):
        close_old_connections()
        return Counter(Comment.objects.values_list("text", flat=True))


def ingest(caption):
    """Ingest a photograph with that caption; its renditions are still to be made."""
    close_old_connections()
    out = io.BytesIO()
    Image.effect_noise((640, 480), 60).convert("RGB").save(out, "JPEG")
    file = ContentFile(out.getvalue(), name="harbor.jpg")
    return Photo.objects.ingest(file, credit_line="Meridian", caption=caption, alt=caption).photo


def _session(person):
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "accounts.backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return session.session_key
