"""When renditions are made, what pages show meanwhile, and what becomes of those that were replaced.

Rule 7: no picture is made inside a transaction.
"""

import datetime
import importlib

import pytest
from django.apps import apps
from django.core.files.storage import storages
from django.utils import timezone
from django_tasks import TaskResultStatus, default_task_backend
from django_tasks_db.models import DBTaskResult
from PIL import Image

from articles.models import Photo
from articles.photographs import renditions, tasks
from articles.photographs.signals import photo_changed
from newsroom.tests.support.tasks import put_off, work

FIRST, REST = renditions.STEPS


@pytest.fixture
def photo(db, jpeg):
    """One that was just uploaded: a test's own transaction is never committed, so nothing is made of it."""
    return Photo.objects.ingest(jpeg(), credit_line="Meridian", alt="Boats", caption="The harbour.").photo


@pytest.fixture
def story(make_article, add_slide, editor, photo):
    story = make_article()
    add_slide(story, photo)
    story.publish(editor)
    return story


def version(story):
    story.refresh_from_db(fields=["version"])
    return story.version


def is_there(rendition):
    return storages["renditions"].exists(rendition.url.removeprefix("/media/"))


def everything_of(photo):
    return [each for made in photo.renditions_of.values() for each in made]


def test_no_picture_is_made_inside_the_transaction(db, jpeg, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as later:
        photo = Photo.objects.ingest(jpeg()).photo
    photo.refresh_from_db()
    assert not photo.renditions_key
    (make,) = later
    make()
    photo.refresh_from_db()
    assert photo.has_all_renditions
    assert all(map(is_there, everything_of(photo)))


def test_pages_show_the_first_format_at_once_and_the_others_when_they_are_there(client, photo, story):
    address, before = story.get_absolute_url(), version(story)
    assert "This photo is still being prepared." in client.get(address).content.decode()
    photo.write_renditions(FIRST)
    page = client.get(address).content.decode()
    assert "being prepared" not in page
    assert f'{photo.renditions_of["jpg"][-1].url} 900w"' in page
    assert "<source" not in page
    assert "image/avif" not in page
    assert version(story) == before + 1
    photo.write_renditions(REST)
    page = client.get(address).content.decode()
    assert page.index('<source type="image/avif"') < page.index('<source type="image/webp"')
    assert version(story) == before + 2


def test_a_list_leaves_out_the_photo_that_is_not_there_yet(client, photo, story):
    assert "<img" not in client.get("/section/world/").content.decode()
    photo.write_renditions(FIRST)
    assert photo.middling.url in client.get("/section/world/").content.decode()


def test_every_photos_first_step_comes_before_any_others_second(db, jpeg, settings, monkeypatch):
    put_off(settings)
    first, second = (Photo.objects.ingest(jpeg(90, 60, colour=colour)).photo for colour in ("navy", "olive"))
    made = []
    real = Photo.write_renditions

    def write(photo, extensions):
        made.append((photo, extensions))
        real(photo, extensions)
        if photo == second and extensions == FIRST:
            late.append(Photo.objects.ingest(jpeg(90, 60, colour="teal")).photo)
            late[0].make_renditions()

    late = []
    monkeypatch.setattr(Photo, "write_renditions", write)
    first.make_renditions()
    second.make_renditions()
    work()
    assert made == [(photo, step) for step in (FIRST, REST) for photo in (first, second, *late)]


def test_made_once_they_are_not_made_again(photo, monkeypatch):
    for step in renditions.STEPS:
        photo.write_renditions(step)
    monkeypatch.setattr(renditions, "write", lambda *args: pytest.fail("made again"))
    for step in renditions.STEPS:
        assert photo.write_renditions(step) is None
    photo.make_renditions()


def test_what_a_killed_worker_left_half_written_is_written_anew(photo):
    whole = renditions.name(photo.current_key, 400, "jpg")
    storages["renditions"].save(whole, renditions.ContentFile(b"\xff\xd8 and no more"))
    photo.write_renditions(FIRST)
    with storages["renditions"].open(whole) as file, Image.open(file) as image:
        image.load()
        assert image.width == 400


def test_what_is_there_whole_is_not_touched(photo):
    photo.write_renditions(FIRST)
    before = [storages["renditions"].get_modified_time(each.url[7:]) for each in everything_of(photo)]
    Photo.objects.update(renditions_key="", renditions_made={})
    Photo.objects.get().write_renditions(FIRST)
    assert [storages["renditions"].get_modified_time(each.url[7:]) for each in everything_of(photo)] == before


@pytest.mark.parametrize("field", ["credit_line", "creator", "source", "copyright_notice", "caption"])
def test_until_the_new_ones_are_there_pages_show_those_from_before(client, photo, story, field):
    for step in renditions.STEPS:
        photo.write_renditions(step)
    before = everything_of(photo)
    setattr(photo, field, "Mended")
    photo.save(update_fields=[field])
    assert not photo.has_all_renditions
    page = client.get(story.get_absolute_url()).content.decode()
    assert all(each.url in page for each in before)
    unchanged = version(story)
    replaced = photo.write_renditions(FIRST)
    assert photo.has_all_renditions, "all formats at once"
    page = client.get(story.get_absolute_url()).content.decode()
    assert all(each.url in page for each in everything_of(photo))
    assert not any(each.url in page for each in before)
    assert all(map(is_there, before)), "a page from before may lie in a cache"
    assert version(story) == unchanged + 1
    tasks.forget_renditions.func(photo.pk, *replaced)
    assert not any(map(is_there, before))
    assert all(map(is_there, everything_of(photo)))


@pytest.mark.parametrize("field, value", [("alt", "Changed"), ("taken_at", timezone.now())])
def test_what_is_not_written_into_them_makes_none_anew(make_photo, field, value):
    photo = make_photo()
    setattr(photo, field, value)
    assert photo.has_all_renditions


def test_those_that_were_replaced_are_deleted_a_week_later(make_photo):
    photo = make_photo(credit_line="Wrong")
    before, made = photo.renditions_key, photo.renditions_made
    photo.credit_line = "Right"
    photo.save()
    photo.make_renditions()
    ((task, args),) = default_task_backend.later
    assert task.func == tasks.forget_renditions.func
    week = datetime.timedelta(days=7)
    assert abs(task.run_after - timezone.now() - week) < datetime.timedelta(seconds=30)
    assert args == (photo.pk, before, made)


def test_those_that_are_shown_again_by_then_stay(make_photo):
    photo = make_photo()
    tasks.forget_renditions.func(photo.pk, photo.renditions_key, photo.renditions_made)
    assert all(map(is_there, everything_of(photo)))


def test_who_mends_it_while_they_are_made_gets_the_later_ones(photo, monkeypatch):
    real = renditions.write

    def write(*args):
        real(*args)
        Photo.objects.update(credit_line="Mended meanwhile")

    with monkeypatch.context() as patch:
        patch.setattr(renditions, "write", write)
        photo.write_renditions(FIRST)
    photo.refresh_from_db()
    assert not photo.renditions_key, "what was made says what is not so any more"
    photo.make_renditions()
    photo.refresh_from_db()
    assert photo.has_all_renditions


def test_a_photo_that_is_gone_is_no_failure(photo):
    number = photo.pk
    photo.delete()
    tasks.make_renditions.func(number)


def test_what_was_forgotten_or_made_by_an_older_recipe_is_found(make_photo, jpeg, monkeypatch):
    whole = make_photo()
    forgotten = Photo.objects.ingest(jpeg(90, 60)).photo
    assert Photo.objects.lacking_renditions() == [forgotten.pk]
    tasks.make_missing_renditions.func()
    assert Photo.objects.lacking_renditions() == []
    monkeypatch.setattr(renditions, "RECIPE", "another")
    assert Photo.objects.lacking_renditions() == [whole.pk, forgotten.pk]


def test_what_waits_already_or_is_being_made_is_not_asked_for_again(db, jpeg, settings):
    put_off(settings)
    photos = [
        Photo.objects.ingest(jpeg(90, 60, colour=colour)).photo
        for colour in ("navy", "olive", "teal", "gold")
    ]
    waiting, running, given_up, forgotten = photos
    for photo in (waiting, running, given_up):
        photo.make_renditions()
    rows = DBTaskResult.objects.filter(task_path=tasks.make_renditions.module_path)
    for photo, status in ((running, TaskResultStatus.RUNNING), (given_up, TaskResultStatus.FAILED)):
        rows.filter(args_kwargs__args__0=photo.pk).update(status=status)
    before = set(rows.values_list("pk", flat=True))
    tasks.make_missing_renditions.func()
    asked_for = [row.args_kwargs["args"] for row in rows.exclude(pk__in=before)]
    assert asked_for == [[given_up.pk], [forgotten.pk]]
    tasks.make_missing_renditions.func()
    assert rows.count() == len(before) + 2


def test_photos_from_before_go_on_being_shown_with_what_was_made_of_them(photo, jpeg):
    large = Photo.objects.ingest(jpeg(2000, 100)).photo
    Photo.objects.update(renditions_key="ab" * 10)
    new = Photo.objects.ingest(jpeg(80, 60)).photo
    migration = importlib.import_module("articles.migrations.0003_renditions_made_before")
    migration.note_what_is_there(apps, None)
    made = dict(Photo.objects.values_list("pk", "renditions_made"))
    assert made[photo.pk] == {"webp": [400, 800, 900], "jpg": [400, 800, 900]}
    assert made[large.pk] == {"webp": [400, 800, 1200, 1600], "jpg": [400, 800, 1200, 1600]}
    assert made[new.pk] == {}
    photo.refresh_from_db()
    assert [type for type, _ in photo.srcsets] == ["image/webp", "image/jpeg"]
    assert Photo.objects.lacking_renditions() == [photo.pk, large.pk, new.pk]


def test_the_key_is_another_with_each_thing_that_changes_the_bytes(monkeypatch):
    described = dict.fromkeys(renditions.credit.DESCRIBED, "")
    keys = [renditions.key("a", described), renditions.key("b", described)]
    keys += [renditions.key("a", described | {name: "x"}) for name in described]
    monkeypatch.setattr(renditions, "RECIPE", "another")
    keys.append(renditions.key("a", described))
    assert len(set(keys)) == len(keys) == 8


def test_a_photo_that_is_mended_raises_the_versions_of_the_stories_that_show_it(
    make_article, make_photo, add_slide, editor
):
    photo = make_photo()
    showing, other = make_article(), make_article()
    add_slide(showing, photo)
    for story in (showing, other):
        story.publish(editor)
    before = version(showing), version(other)
    photo_changed.send(sender=Photo, photo=photo)
    assert (version(showing), version(other)) == (before[0] + 1, before[1])
