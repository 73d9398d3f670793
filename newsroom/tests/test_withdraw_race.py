"""A photo is withdrawn while the desk publishes, kills and mends stories that show it, on both databases."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

ROUNDS = 12

# In a process of its own, whose database is not the tests'. Prints how many readings it judged.
RACE = """
import sys, threading, time
import django
django.setup()
from unittest import mock
from django.db import connection
from django.core.management import call_command
call_command("migrate", verbosity=0)
from accounts.models import User
from articles.photographs import tasks
from articles.photographs.signals import photo_changed
from articles.models import Article, Photo, Section, Slide
from articles.subjects import STORY

section = Section.objects.first() or Section.objects.create(name="World", slug="world")
people = [User.objects.create(username=name, email=f"{name}@paper.example") for name in ("Iris", "Jonas")]
photo = Photo.objects.create(
    digest="d", width=9, height=6, file_type="jpg", credit_line="Meridian", alt="Boats", renditions_key="key",
    renditions_made={"jpg": [9]}, fingerprint="0" * 38, original="none.jpg",
)
faults, judged = [], 0

def tell():
    photo_changed.send(sender=Photo, photo=Photo.objects.get(pk=photo.pk))


def noting(work, *given):
    try:
        work(*given)
    except BaseException as fault:
        faults.append(repr(fault))
    finally:
        connection.close()

def story_with_it(number):
    story = Article.objects.create(section=section, headline=f"Story {number}", body="<p>Its text.</p>")
    Slide.objects.create(article=story, photo=photo, position=1)
    return story

def read(story, is_over, readings):
    while True:
        last = is_over.is_set()
        if Article.objects.published().filter(pk=story.pk).exists():
            # In this order, as pages are made.
            versions = STORY.read(story.pk)
            readings.append((versions, Photo.objects.get(pk=photo.pk).withdrawn_at is None))
        if last:
            return
        # Who reads without a pause keeps those who write from their turn.
        time.sleep(0.001)

def update(story):
    for number in range(5):
        story.standfirst = f"Edition {number}"
        story.save(update_fields=["standfirst"])
        story.publish_update(people[0])

for number in range(int(sys.argv[1])):
    fresh, old = story_with_it(f"{number}a"), story_with_it(f"{number}b")
    old.publish(people[0])
    readings = {each.pk: [] for each in (fresh, old)}
    is_over = threading.Event()
    readers = [
        threading.Thread(target=noting, args=(read, each, is_over, readings[each.pk])) for each in (fresh, old)
    ]
    writers = [
        threading.Thread(target=noting, args=(fresh.publish, people[0])),
        threading.Thread(target=noting, args=(update, Article.objects.get(pk=old.pk))),
        threading.Thread(target=noting, args=(tell,)),
        threading.Thread(target=noting, args=(Photo.objects.get(pk=photo.pk).withdraw, people[0], "A court.")),
    ]
    for thread in readers + writers:
        thread.start()
    for thread in writers:
        thread.join()
    is_over.set()
    for thread in readers:
        thread.join()
    # What was refused is refused for one reason alone: the photo was withdrawn before the story came out.
    faults = [each for each in faults if "was withdrawn. Remove it." not in each]
    for story in (fresh, old):
        now = STORY.read(story.pk)
        for versions, shows in readings[story.pk]:
            judged += 1
            if shows and versions == now:
                faults.append(f"{story} is kept with the photo")
    Article.objects.get(pk=old.pk).kill(people[1])
    Photo.objects.get(pk=photo.pk).bring_back(people[1])
    Photo.objects.filter(pk=photo.pk).update(renditions_key=f"key{number}", renditions_made={"jpg": [9]})
print(judged, *faults)
"""


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.usefixtures("starts_programs")
def test_no_page_is_kept_with_a_photo_that_was_withdrawn_meanwhile(kind, tmp_path, request):
    if kind == "postgresql":
        url = request.getfixturevalue("postgres").new_database("withdraw-race")
    else:
        url = f"sqlite:///{tmp_path / 'race.sqlite3'}"
    environment = os.environ | {"DATABASE_URL": url, "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", RACE, str(ROUNDS)],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    judged, *faults = done.stdout.split(maxsplit=1)
    assert int(judged) > ROUNDS and not faults
