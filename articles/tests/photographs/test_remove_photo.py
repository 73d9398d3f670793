"""What becomes of the files of a photo that is removed. They are served for a year: nothing may be left of it."""

import pytest
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import ProtectedError
from django_tasks_db.models import DBTaskResult

from articles.models import Photo
from articles.photographs import renditions, tasks
from newsroom.tests.support.tasks import put_off, work


@pytest.fixture
def left(settings):
    """left() -> the names of all files of photographs that are there."""

    def files(storage, folder=""):
        folders, names = storage.listdir(folder) if storage.exists(folder) or not folder else ([], [])
        yield from (f"{folder}/{name}" for name in names)
        for each in folders:
            yield from files(storage, f"{folder}/{each}".strip("/"))

    for name in ("default", "renditions"):
        storages[name].base_location.mkdir(exist_ok=True)
    return lambda: {each for name in ("default", "renditions") for each in files(storages[name])}


@pytest.fixture
def confirm(editor, desk):
    """confirm(address) -> the answer to an administrator who is sure; editors delete no photos."""
    editor.is_superuser = True
    editor.save()
    return lambda address: desk.post(address, {"post": "yes"})


def test_who_deletes_a_photo_deletes_its_files_and_no_others(confirm, make_photo, left):
    make_photo()
    others = left()
    photo = make_photo()
    assert len(left()) == len(others) + 1 + photo.renditions_count
    response = confirm(f"/admin/articles/photo/{photo.pk}/delete/")
    assert response.status_code == 302
    assert not Photo.objects.filter(pk=photo.pk).exists()
    assert left() == others


def test_one_that_was_never_made_ready_is_removed_with_its_original_and_once(db, jpeg, left):
    photo = Photo.objects.ingest(jpeg()).photo
    photo.remove()
    assert not left()
    photo.remove()


def test_what_was_replaced_and_waits_to_be_forgotten_goes_too(make_photo, left, settings):
    photo, other = make_photo(credit_line="Wrong"), make_photo(credit_line="Wrong")
    put_off(settings)
    for each in (photo, other):
        each.credit_line = "Right"
        each.save()
        each.make_renditions()
    work()
    assert DBTaskResult.objects.filter(task_path=tasks.forget_renditions.module_path).count() == 2
    before = left()
    photo.remove()
    work()
    assert len(before - left()) == 1 + 2 * photo.renditions_count
    assert not any(photo.digest in name or photo.renditions_key in name for name in left())
    assert len(left()) == 1 + 2 * other.renditions_count


def test_a_photo_that_a_story_shows_stays_with_its_files(make_article, make_photo, add_slide, left):
    photo = make_photo()
    add_slide(make_article(), photo)
    before = left()
    with pytest.raises(ProtectedError):
        photo.remove()
    assert left() == before


def test_until_the_removal_is_certain_nothing_is_deleted(make_photo, left, settings):
    photo = make_photo()
    put_off(settings)
    before = left()
    with transaction.atomic():
        photo.remove()
        transaction.set_rollback(True)
    work()
    assert left() == before


def test_what_a_worker_makes_at_that_moment_goes_too(db, jpeg, left, monkeypatch):
    photo = Photo.objects.ingest(jpeg()).photo
    real = renditions.write

    def write(*args):
        real(*args)
        Photo.objects.get().remove()

    monkeypatch.setattr(renditions, "write", write)
    tasks.make_renditions.func(photo.pk)
    assert not left()


def test_the_same_file_taken_in_again_keeps_what_is_its_own(make_photo, jpeg, left, settings):
    photo = make_photo()
    key, made = photo.renditions_key, photo.renditions_made
    with photo.original.open() as original:
        content = original.read()
    number, described = photo.pk, photo.described | {"alt": photo.alt}
    photo.remove()
    again = Photo.objects.ingest(renditions.ContentFile(content, name="again.jpg"), **described).photo
    for step in renditions.STEPS:
        again.write_renditions(step)
    assert again.renditions_key == key
    before = left()
    tasks.forget_renditions.func(number, key, made)
    tasks.forget_photo.func(number, again.original.name, key, made)
    assert left() == before
