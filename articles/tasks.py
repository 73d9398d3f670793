"""What is done in the background, by `manage.py worker`. Each is safe to repeat: a worker can die in the middle."""

import datetime

from django.core.files.storage import storages
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from articles.models import Photo
from articles.photographs import renditions

# Renditions that were replaced stay as long as a page that names them may lie in somebody's cache.
KEPT = datetime.timedelta(days=7)
# After everything else: it finds what was forgotten, and nothing that waits its turn.
LAST = -50


@task
def make_renditions(photo_id, step=0):
    """One step of a photo's renditions. The next one comes after every other photo's first."""
    photo = Photo.objects.filter(pk=photo_id).first()
    if photo is None:
        return
    unused = photo.write_renditions(renditions.STEPS[step])
    if not Photo.objects.filter(pk=photo_id).exists():
        # Removed meanwhile, and what was there by then is forgotten already.
        if unused:
            _forget(*unused)
        return
    if unused:
        forget_renditions.using(run_after=timezone.now() + KEPT).enqueue(photo_id, *unused)
    if step + 1 < len(renditions.STEPS) and not photo.renditions_problem:
        make_renditions.using(priority=-step - 1).enqueue(photo_id, step + 1)


@task
def forget_renditions(photo_id, key, made):
    """Delete files that were replaced, unless the photo came to be described as it was and shows them again."""
    _forget(key, made)


def _forget(key, made):
    # By the key alone: the same file can have been removed, and taken in again as another photo.
    if not Photo.objects.filter(renditions_key=key).exists():
        renditions.delete(key, made)


@task
def forget_photo(photo_id, original, key, made):
    """Delete every file of a photo that was removed, also those that wait to be forgotten."""
    _forget(key, made)
    for of, *replaced in _unfinished(forget_renditions):
        if of == photo_id:
            _forget(*replaced)
    if not Photo.objects.filter(original=original).exists():
        storages["default"].delete(original)


@task(priority=LAST)
def make_missing_renditions():
    """Ask for those that a photo lacks: after the recipe changed, or where the task was lost or given up."""
    asked_for = {photo_id for photo_id, *_ in _unfinished(make_renditions)}
    for photo_id in Photo.objects.lacking_renditions():
        if photo_id not in asked_for:
            make_renditions.enqueue(photo_id)


def _unfinished(task):
    """With which arguments it waits for its turn, or is being done."""
    rows = DBTaskResult.objects.filter(
        task_path=task.module_path, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
    )
    return [given["args"] for given in rows.values_list("args_kwargs", flat=True)]
