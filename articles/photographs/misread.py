"""Mends what earlier releases misread in files' metadata. It uses only what is stored of a photo, not its file."""

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
# Control codes of ISO 8859-1, which nobody types. They are bytes that mean quotes, dashes and the Euro on Windows.
_CONTROLS = re.compile("[\x80-\x9f]")
_TEXTS = (*credit.DESCRIBED, "alt")


def mend(photos: QuerySet[Photo]) -> Iterator[tuple[int, list[tuple[Photo, list[str]]]]]:
    """Yields (number looked at, [(photo, [what was mended])]) for each batch. Safe to repeat and to interrupt."""
    for batch in batches(photos, BATCH):
        yield len(batch), [(photo, names) for photo in batch if (names := _mend(photo))]


def _mend(photo: Photo) -> list[str]:
    mended = {
        name: text for name in _TEXTS if (text := _text(name, getattr(photo, name))) != getattr(photo, name)
    }
    if not mended:
        if not photo.renditions_problem:
            return []
        # They may have been given up because of the file's metadata, which is no obstacle any more.
        photo.make_renditions()
        return ["renditions, tried again"]
    before = {name: getattr(photo, name) for name in mended}
    with transaction.atomic():
        # The filter leaves a photo alone that somebody has changed meanwhile.
        if not Photo.objects.filter(pk=photo.pk, **before).update(**mended):
            return []
        for name, value in mended.items():
            setattr(photo, name, value)
        photo_changed.send(sender=Photo, photo=photo)
        transaction.on_commit(photo.make_renditions, robust=True)
    # Report the old text, which is stored nowhere else now.
    return [f"{name}, which was “{was}”" for name, was in before.items()]


def _text(name: str, text: str) -> str:
    text = _CONTROLS.sub(lambda control: control[0].encode("latin-1").decode("cp1252", "replace"), text)
    # Where a file had a text twice, earlier releases joined the two with a comma. Only several creators are joined.
    half, is_double = text[: len(text) // 2 - 1], len(text) > 2 and not len(text) % 2
    if name != "creator" and is_double and text == f"{half}, {half}":
        text = half
    # A single word, or a file's name, may have been typed by somebody: it stays.
    return "" if name == "caption" and len(text.split()) > 1 and is_stock(name, text) else text
