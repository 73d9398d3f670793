"""What is done in the background, by `manage.py worker`. Each is safe to repeat: a worker can die in the middle."""

import datetime

from django.utils import timezone
from django_tasks import task

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
    replaced = photo.write_renditions(renditions.STEPS[step])
    if replaced:
        forget_renditions.using(run_after=timezone.now() + KEPT).enqueue(photo_id, *replaced)
    if step + 1 < len(renditions.STEPS):
        make_renditions.using(priority=-step - 1).enqueue(photo_id, step + 1)


@task
def forget_renditions(photo_id, key, made):
    """Delete files that were replaced, unless the photo came to be described as it was and shows them again."""
    if not Photo.objects.filter(pk=photo_id, renditions_key=key).exists():
        renditions.delete(key, made)


@task(priority=LAST)
def make_missing_renditions():
    """Ask for those that a photo lacks: after the recipe changed, or where the task was lost or given up."""
    for photo_id in Photo.objects.lacking_renditions():
        make_renditions.enqueue(photo_id)
