"""The one way in for photographs: the desk, seeds and imports all use it."""

import logging
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from articles.photographs.inspection import Inspection, inspect
from core.blank import is_blank
from core.digits import grouped
from core.words import in_words

if TYPE_CHECKING:
    from articles.photographs.models import Photo

logger = logging.getLogger(__name__)


class ShowsWithdrawn(ValidationError):
    """The message says why the picture was withdrawn. `is_file`: this very file was; else one that looks the same."""

    def __init__(self, photo: "Photo", is_file: bool) -> None:
        super().__init__(
            _(
                "This picture was withdrawn (photo %(number)s) and can’t be taken in again. The reason: %(reason)s"
            )
            % {"number": photo.pk, "reason": photo.withdrawn_because}
        )
        self.photo, self.is_file = photo, is_file


class NoCreditLine(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Neither this nor the picture itself names a credit line."))


class Ingested(NamedTuple):
    """The result for one file. `photo` was here already unless `is_new`."""

    photo: "Photo"
    is_new: bool
    # The names of the fields that were filled from the file; and sentences that say what of the file was left out.
    filled: list[str]
    left_out: list[str]
    # The withdrawn photo that it looks like, where somebody confirmed that this is another picture.
    looks_like: "Photo | None" = None


class PhotoManager(models.Manager["Photo"]):
    def ingest(
        self,
        file: "File[Any]",
        inspection: Inspection | None = None,
        *,
        is_another: bool = False,
        needs_credit: bool = False,
        make_renditions: bool = True,
        **described: object,
    ) -> Ingested:
        """Make a photo of an image file. Fields that are not described are filled from the file.

        The same file given twice is one photo, which keeps its first description. In a transaction, pass an
        `inspection` that was made before it began. `is_another`: somebody who may withdraw photos confirms that this
        picture only looks like a withdrawn one. Without `make_renditions`, they are made when a story that shows the
        photo is published.
        Raises ValidationError, in plain words, for a file that can't be taken: ShowsWithdrawn, NoCreditLine where a
        credit line is needed, or what is wrong with the file.
        """
        inspection = inspection or inspect(file)
        looks_like = self.refuse_withdrawn(inspection, is_another)
        known = self.of_file(inspection)
        photo = known or self.model(original=file, **described)
        filled = [] if known else _fill(photo, inspection)
        if needs_credit and is_blank(photo.credit_line):
            raise NoCreditLine()
        if known is None:
            photo.save()
            with translation.override(None):
                # In English, for operators.
                if said := _left_out(photo, inspection, filled):
                    logger.warning("photo %s: %s", photo.pk, " ".join(said))
            if make_renditions:
                transaction.on_commit(photo.make_renditions, robust=True)
        left_out = [] if known else _left_out(photo, inspection, filled)
        return Ingested(photo, known is None, filled, left_out, looks_like)

    def of_file(self, inspection: Inspection) -> "Photo | None":
        """The photo that was made of this very file, or None."""
        return self.filter(digest=inspection.digest).first()

    def refuse_withdrawn(self, inspection: Inspection, is_another: bool = False) -> "Photo | None":
        """Raise ShowsWithdrawn where the file shows a picture that was withdrawn.

        With `is_another` the withdrawn photo is returned instead, unless this is the very file.
        """
        looks_like = None
        for photo in self.exclude(withdrawn_at=None):
            is_file = photo.digest == inspection.digest
            if is_file or photo.shows_same_as(inspection):
                if is_file or not is_another:
                    raise ShowsWithdrawn(photo, is_file)
                looks_like = looks_like or photo
        return looks_like

    def same_as(self, photo: "Photo") -> "list[Photo]":
        """Other photos that show the same picture from another file, newest first."""
        if not photo.fingerprint:
            return []
        others = self.exclude(pk=photo.pk).exclude(fingerprint="").defer("alt", "renditions_made")
        return [each for each in others.iterator() if each.shows_same_as(photo)]

    def lacking_renditions(self) -> list[int]:
        """The keys of photos whose renditions are still to be made for their present description."""
        return [photo.pk for photo in self.order_by("pk").iterator() if photo.lacks_renditions]


def _fill(photo: "Photo", inspection: Inspection) -> list[str]:
    """Set the file's facts, and its descriptions where nothing was typed; returns the names of the fields filled."""
    for name in ("width", "height", "digest", "file_type", "fingerprint"):
        setattr(photo, name, getattr(inspection, name))
    filled = [name for name in inspection.described if not getattr(photo, name)]
    for name in filled:
        setattr(photo, name, inspection.described[name])
    return filled


def _left_out(photo: "Photo", inspection: Inspection, filled: list[str]) -> list[str]:
    """Sentences that say what of the file was left out, when it filled these fields of the photo."""
    labels = {each.name: each.verbose_name for each in photo._meta.fields}
    cut = [
        # Translators: what was taken of a long text: “caption (the first 1,000 of its 1,200 letters)”
        _("%(field)s (the first %(kept)s of its %(all)s letters)")
        % {
            "field": labels[name],
            "kept": grouped(len(inspection.described[name])),
            "all": grouped(inspection.cut[name]),
        }
        for name in filled
        if name in inspection.cut
    ]
    left_out = []
    if cut:
        said = _("Cut, for the file says more than the field holds: %(fields)s.")
        left_out.append(said % {"fields": in_words(cut)})
    if inspection.is_too_long:
        left_out.append(_("The file says more of itself than is read, so something of it may be missing."))
    return left_out
