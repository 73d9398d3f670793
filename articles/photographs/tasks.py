"""Tasks for `manage.py worker`. Each is safe to repeat, for a worker can die in the middle of one."""

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.files.storage import storages
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from articles.photographs import renditions
from articles.photographs.models import Photo
from articles.photographs.withdrawal import GoneKey

if TYPE_CHECKING:
    from django_tasks.base import Task

# Replaced renditions stay so long, because somebody's cache may have a page that names them.
KEPT = datetime.timedelta(days=7)
# FIRST is for what takes something down, which can't wait. LAST is for what looks for work that was lost.
FIRST, LAST = 50, -50
# Photos for one task, because each has to be decoded, which takes up to a second.
A_FEW = 5


@task
def make_renditions(photo_id: int, step: int = 0) -> None:
    """Make one step of a photo's renditions. Its next step comes after the first steps of all other photos."""
    photo = Photo.objects.filter(pk=photo_id).first()
    if photo is None:
        return
    unused = photo.write_renditions(renditions.STEPS[step])
    is_gone = not Photo.objects.filter(pk=photo_id, withdrawn_at=None).exists()
    gone = set(GoneKey.objects.filter(photo=photo_id).values_list("key", flat=True))
    # The photo may have been taken down meanwhile. Delete what was written since, also by a worker that was killed.
    for key in gone | ({photo.current_key} if is_gone else set()):
        _forget(key, photo.all_files())
    if unused and not is_gone and unused[0] not in gone:
        forget_renditions.using(run_after=timezone.now() + KEPT).enqueue(photo_id, *unused)
    if step + 1 < len(renditions.STEPS) and not is_gone and not photo.renditions_problem:
        make_renditions.using(priority=-step - 1).enqueue(photo_id, step + 1)


@task
def forget_renditions(photo_id: int, key: str, made: dict[str, list[int]]) -> None:
    """Delete files that were replaced, unless the photo came to be described as it was and shows them again."""
    _forget(key, made)


def _forget(key: str, made: Mapping[str, list[int]]) -> None:
    # Look for the key alone: the file may have been removed, and uploaded again as another photo.
    if not Photo.objects.filter(renditions_key=key).exists():
        renditions.delete(key, made)


@task
def forget_photo(photo_id: int, original: str, key: str, made: dict[str, list[int]]) -> None:
    """Delete every file of a removed photo, also replaced ones that wait to be deleted."""
    _forget(key, made)
    for replaced in _waiting_to_be_forgotten(photo_id):
        _forget(*replaced)
    if not Photo.objects.filter(original=original).exists():
        storages["default"].delete(original)


@task(priority=FIRST)
def delete_files(photo_id: int) -> None:
    """Delete the files of a photo that was taken offline or withdrawn, also replaced ones that wait to be deleted."""
    photo = Photo.objects.get(pk=photo_id)
    for key, _ in _waiting_to_be_forgotten(photo_id):
        photo.gone_keys.get_or_create(key=key)
    for gone in photo.gone_keys.filter(is_deleted=False):
        _forget(gone.key, photo.all_files())
        gone.is_deleted = True
        gone.save(update_fields=["is_deleted"])
    if photo.withdrawn_at:
        # Also files that a worker has just written, and that no page has named yet.
        _forget(photo.current_key, photo.all_files())
        settle_original.enqueue(photo_id)


@task
def settle_original(photo_id: int) -> None:
    """Store the fingerprint of a withdrawn photo, and then delete its original if that was decided."""
    photo = Photo.objects.get(pk=photo_id)
    photo.take_fingerprint()
    if not photo.has_original:
        photo.original.storage.delete(photo.original.name or "")


@task(priority=FIRST)
def take_offline(keys: dict[int, str]) -> None:
    """Take photos offline that a story stopped showing, unless another shows them: {photo's key: renditions' key}."""
    for number, key in keys.items():
        if photo := Photo.objects.filter(pk=number).first():
            photo.take_offline(key)


@task(priority=LAST)
def make_missing_renditions() -> None:
    """Queue tasks for all photos that lack renditions: the recipe changed, or a task was lost or given up."""
    asked_for = {photo_id for photo_id, *_ in _unfinished(make_renditions)}
    for photo_id in Photo.objects.lacking_renditions():
        if photo_id not in asked_for:
            make_renditions.enqueue(photo_id)
    # The storage may have been unavailable for longer than a task is tried again.
    for photo_id in set(GoneKey.objects.filter(is_deleted=False).values_list("photo", flat=True)):
        delete_files.enqueue(photo_id)
    for photo in Photo.objects.exclude(withdrawn_at=None):
        if not (photo.fingerprint and photo.has_original):
            settle_original.enqueue(photo.pk)
    take_missing_fingerprints.enqueue()


@task(priority=LAST)
def take_missing_fingerprints(before: int | None = None) -> None:
    """Store fingerprints of photos of releases without them: a few, then queue the next few, newest first."""
    all_lacking = Photo.objects.filter(fingerprint="").order_by("-pk")
    lacking = list((all_lacking.filter(pk__lt=before) if before else all_lacking)[:A_FEW])
    for photo in lacking:
        photo.take_fingerprint()
    if lacking:
        take_missing_fingerprints.enqueue(lacking[-1].pk)


def _waiting_to_be_forgotten(photo_id: int) -> list[tuple[str, dict[str, list[int]]]]:
    """[(key, made)] of a photo's replaced renditions that are not deleted yet."""
    return [(key, made) for of, key, made in _unfinished(forget_renditions) if of == photo_id]


def _unfinished(task: "Task[..., Any]") -> list[list[Any]]:
    """The arguments of each call of the task that waits or runs, also under the path of earlier releases."""
    rows = DBTaskResult.objects.filter(
        task_path__in=[task.module_path, f"articles.tasks.{task.name}"],
        status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING],
    )
    return [given["args"] for given in rows.values_list("args_kwargs", flat=True)]
