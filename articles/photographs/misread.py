"""Photos that were described by an older reader of what files say, mended from what is stored of them alone."""

import re
from collections.abc import Iterator

from django.db import transaction
from django.db.models import QuerySet

from articles.photographs.metadata import credit
from articles.photographs.metadata.stock import is_stock
from articles.photographs.models import Photo
from articles.photographs.signals import photo_changed
from core.pagination import batches

BATCH = 500
# Control codes of ISO 8859-1, which stand where Windows has quotes, dashes and the Euro. Nobody types them.
_CONTROLS = re.compile("[\x80-\x9f]")
_TEXTS = (*credit.DESCRIBED, "alt")


def mend(photos: QuerySet[Photo]) -> Iterator[tuple[int, list[tuple[Photo, list[str]]]]]:
    """Yields (looked at, [(photo, [what of it was mended])]) for each batch. Safe to repeat and to interrupt."""
    for batch in batches(photos, BATCH):
        yield len(batch), [(photo, names) for photo in batch if (names := _mend(photo))]


def _mend(photo: Photo) -> list[str]:
    mended = {
        name: text for name in _TEXTS if (text := _text(name, getattr(photo, name))) != getattr(photo, name)
    }
    if not mended:
        if not photo.renditions_problem:
            return []
        # Given up, it may be, for what its file says of itself.
        photo.make_renditions()
        return ["renditions, tried again"]
    before = {name: getattr(photo, name) for name in mended}
    with transaction.atomic():
        # What somebody has changed meanwhile is theirs.
        if not Photo.objects.filter(pk=photo.pk, **before).update(**mended):
            return []
        for name, value in mended.items():
            setattr(photo, name, value)
        photo_changed.send(sender=Photo, photo=photo)
        transaction.on_commit(photo.make_renditions, robust=True)
    # What stood there is said: it stands nowhere else.
    return [f"{name}, which was “{was}”" for name, was in before.items()]


def _text(name: str, text: str) -> str:
    text = _CONTROLS.sub(lambda control: control[0].encode("latin-1").decode("cp1252", "replace"), text)
    # Said twice in the file, it was joined to one, which only by-lines are.
    half, is_double = text[: len(text) // 2 - 1], len(text) > 2 and not len(text) % 2
    if name != "creator" and is_double and text == f"{half}, {half}":
        text = half
    # One word alone, or the name of a file, somebody can have typed.
    return "" if name == "caption" and len(text.split()) > 1 and is_stock(name, text) else text
