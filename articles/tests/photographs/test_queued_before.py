"""What an earlier release has queued under the path that its tasks had then."""

import pytest
from django.core.files.storage import storages
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from articles.models import Photo
from articles.photographs import tasks
from newsroom.tests.support.tasks import put_off, work

TASKS = [each for each in vars(tasks).values() if isinstance(each, Task)]


@pytest.fixture
def photo(db, jpeg, settings):
    photo = Photo.objects.ingest(jpeg(90, 60), credit_line="Meridian", make_renditions=False).photo
    put_off(settings)
    return photo


def queue(name, *args, **options):
    """As the release before this wrote it down."""
    DBTaskResult.objects.create(
        task_path=f"articles.tasks.{name}",
        args_kwargs={"args": list(args), "kwargs": {}},
        backend_name="default",
        **options,
    )


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_every_task_is_found_under_its_old_path(task):
    assert import_string(f"articles.tasks.{task.name}") is task


def test_what_waited_is_done(photo):
    queue("make_renditions", photo.pk)
    work()
    photo.refresh_from_db()
    assert photo.has_all_renditions


def test_of_a_withdrawn_photo_what_waited_to_be_forgotten_is_gone_at_once(photo, editor):
    made = {"jpg": [90]}
    name = tasks.renditions.name("0" * 20, 90, "jpg")
    storages["renditions"].save(name, photo.original.file)
    queue("forget_renditions", photo.pk, "0" * 20, made, run_after=timezone.now() + tasks.KEPT)
    photo.withdraw(editor, "A court forbade it.")
    work()
    assert not storages["renditions"].exists(name)
