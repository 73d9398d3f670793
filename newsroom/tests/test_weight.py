"""What a page weighs over the wire, all files counted, compressed as they are sent."""

import datetime
import gzip
import re
import tomllib
from itertools import cycle
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils import timezone

from articles.models import Photo, Section, Slide
from comments.models import Comment, Discussion
from comments.threads import REPLIES_UNDER_A_THREAD, THREADS_A_PAGE
from newsroom.backends.static_files import bare_script, whole_sheet

# In bytes. A phone on a poor line has the story in a second.
STORY, FRONT, SCRIPTS = 60_000, 90_000, 8_000
TALK = tomllib.loads((settings.BASE_DIR / "seeds" / "night-trains.toml").read_text())


def read(name):
    return Path(finders.find(name)).read_text()


def served(name):
    """As production does it"""
    if name.endswith(".css"):
        return whole_sheet(name, read)
    return bare_script(read(name)) if name.endswith(".js") else read(name)


def files(page):
    """The static files a page loads, with the modules that its modules import: {name: bytes}."""
    wanted = re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js|svg))"', page)
    found = {}
    while wanted:
        name = wanted.pop()
        if name not in found:
            found[name] = served(name).encode()
            folder = name.rpartition("/")[0]
            modules = re.findall(rb'(?:from|import)\s*\(?\s*"\./([^"]+)"', found[name])
            wanted += [f"{folder}/{module.decode()}" for module in modules]
    return found


def weight(client, address):
    """Of the page as the server compresses it and of every file it loads."""
    response = client.get(address, HTTP_ACCEPT_ENCODING="gzip")
    assert response["Content-Encoding"] == "gzip"
    page = gzip.decompress(response.content).decode()
    parts = {name: len(gzip.compress(file)) for name, file in files(page).items()}
    sheets = {"newsroom/css/paper.css", "newsroom/css/print.css"}
    assert {name for name in parts if not name.endswith(".js")} == sheets | {"core/icon.svg"}
    return len(response.content), parts


@pytest.fixture
def discussed(make_article, editor, make_reader):
    """A story as long as a long read, under it a full page of threads with as many replies as are shown."""
    body = TALK["revisions"][-1]["body"]
    story = make_article(headline="Metro to run all night on weekends", body=body)
    begun = timezone.now() - datetime.timedelta(days=3)
    story.publish(editor, at=begun)
    texts = [each["text"] for each in TALK["comments"] if len(each["text"]) > 60]
    assert len(texts) >= THREADS_A_PAGE * (1 + REPLIES_UNDER_A_THREAD)
    writers = [make_reader(f"Writer-{number}") for number in range(40)]
    talk, number = Discussion.of(story), 0
    for _ in range(THREADS_A_PAGE):
        thread = None
        for _ in range(1 + REPLIES_UNDER_A_THREAD):
            at = begun + datetime.timedelta(minutes=number + 1)
            comment = talk.post(writers[number % 40], texts[number], parent=thread, at=at)
            thread = thread or comment
            number += 1
    return story


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_a_story_with_a_page_full_of_threads(client, discussed, reader, is_signed_in):
    if is_signed_in:
        client.force_login(reader)
    html, parts = weight(client, discussed.get_absolute_url())
    assert Comment.objects.filter(previewed=True).count() == 100
    assert html + sum(parts.values()) <= STORY
    assert sum(size for name, size in parts.items() if name.endswith(".js")) <= SCRIPTS


def test_all_modules_together():
    """Whatever page they are for: a reader who goes through all of them loads each once."""
    modules = [f"{path.parts[-3]}/js/{path.name}" for path in settings.BASE_DIR.glob("*/static/*/js/*.js")]
    assert len(modules) > 6
    assert sum(len(gzip.compress(served(name).encode())) for name in modules) <= SCRIPTS


def test_the_front_page_without_its_photos(
    client, make_article, editor, jpeg, django_capture_on_commit_callbacks
):
    words = cycle(" ".join(each["text"].split()) for each in TALK["comments"] if len(each["text"]) > 80)
    with django_capture_on_commit_callbacks(execute=True):
        photo = Photo.objects.ingest(jpeg(1600, 1067), credit_line="Meridian/Lena Marsh", alt="A quay").photo
        for position, name in enumerate(("World", "City", "Business", "Science", "Culture", "Sport")):
            section, _ = Section.objects.get_or_create(
                slug=name.lower(), defaults={"name": name, "position": position}
            )
            for number in range(8):
                story = make_article(section=section, headline=next(words)[:90], standfirst=next(words)[:180])
                if number % 2:
                    Slide.objects.create(article=story, photo=photo, position=1)
                story.publish(editor)
    html, parts = weight(client, "/")
    assert html + sum(parts.values()) <= FRONT
