"""The people and stories that make the pages."""

import datetime
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import User
from articles.models import Article, Photo, Section, Slide, Tagging, Topic
from comments.models import Discussion
from core.models import Page
from core.slugs import slugify

PASSWORD = "harbour-light-9"
LINES = "The ferry will sail again. It stopped in autumn, when the pier gave way. " * 3
LONG_HEADLINE = "Harbormaster’s long-awaited counterproposal " * 4 + "is out, all of it"
ARABIC = "عادت العبّارة إلى الميناء القديم بعد شتاء طويل. وقال الصيادون إن الرصيف ما زال ضيقًا. " * 2


class Cast:
    """People and stories; every story is out for a day, and time passes between comments."""

    def __init__(self):
        self.time = timezone.now() - datetime.timedelta(hours=30)
        self.readers = 0
        self.editor = self.person("IrisVale", is_staff=True, is_superuser=True)
        self.world = Section.objects.create(name="World", slug="world", position=1)
        self.harbor = Section.objects.create(name="Harbor", slug="harbor", position=2)
        self.sport = Section.objects.create(name="Sport", slug="sport", position=4)
        self.empty = Section.objects.create(name="Weather", slug="weather", position=3)

    def person(self, name, password=PASSWORD, **fields):
        user = User.objects.create_user(name, f"{name.lower()}@readers.example", password, **fields)
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        return user

    def client(self, user=None, **options):
        client = Client(**options)
        if user:
            client.force_login(user)
        return client

    def later(self, **time):
        self.time += datetime.timedelta(**time)
        return self.time

    def story(self, headline, photos=(), comments=0, publish=True, **text):
        text = {
            "section": self.world,
            "headline": headline,
            "standfirst": "A link to the islands, closed since autumn, is open again.",
            "place": "PORT ALDEN",
            "source": "Meridian",
            "body": f"<p>{LINES}</p><h2>What it costs</h2><p>{LINES}</p><ul><li>One</li><li>Two</li></ul>"
            '<blockquote><p>We waited.</p></blockquote><p><a href="https://harbor.example/">More</a></p>',
        } | text
        story = Article.objects.create(**text)
        for position, size in enumerate(photos, start=1):
            words = {"caption": text["standfirst"], "alt": text["headline"]}
            Slide.objects.create(article=story, photo=self.photo(*size), position=position, **words)
        if publish:
            story.publish(self.editor, at=self.time)
            for _ in range(comments):
                self.comment(story)
        return story

    def own_page(self, title, text=""):
        text = text or f"<p>{LINES}</p><h2>What it costs</h2><ul><li>One</li></ul><p>{LINES}</p>"
        page = Page.objects.create(title=title, slug=slugify(title), text=text, position=1)
        page.publish(self.editor)
        return page

    def topics(self, story, *names):
        for position, name in enumerate(names, start=1):
            Tagging.objects.create(article=story, topic=Topic.named(name), position=position)

    def photo(self, width, height):
        out = io.BytesIO()
        number = Photo.objects.count() + 1
        Image.new("RGB", (width, height), (number * 20, 90, 120)).save(out, "JPEG")
        photo = Photo.objects.ingest(
            SimpleUploadedFile("harbor.jpg", out.getvalue()),
            credit_line="Meridian/Strait Pool",
            caption="The harbor at noon, seen from the old fish market. " * 2,
            alt="Boats at a pier",
        ).photo
        # Nothing here is committed, so nobody else makes them.
        photo.make_renditions()
        return photo

    def comment(self, story, text="What a reader has to say.", parent=None, author=None):
        self.readers += 1
        author = author or self.person(
            "Reader" + "abcdefghij"[self.readers // 10] + "qrstuvwxyz"[self.readers % 10], None
        )
        return Discussion.of(story).post(author, text, parent=parent, at=self.later(minutes=1))
