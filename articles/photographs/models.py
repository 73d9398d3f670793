import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.core.files.storage import storages
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.photographs import inspection, renditions
from articles.photographs.bounds import Refused
from articles.photographs.fingerprint import is_same
from articles.photographs.ingest import PhotoManager
from articles.photographs.metadata import credit
from articles.photographs.refusals import in_words
from articles.photographs.sandbox import Busy
from articles.photographs.signals import photo_changed
from articles.photographs.withdrawal import Withdrawable
from core.fields import LineField, WordsField

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)

# Two pictures whose proportions differ by more than this share are not the same picture.
SAME_SHAPE = 0.02


def original_name(photo: "Photo", filename: str) -> str:
    return f"{photo.digest[:2]}/{photo.digest}.{photo.file_type}"


@dataclass(frozen=True)
class Rendition:
    url: str
    width: int
    height: int

    @property
    def absolute_url(self) -> str:
        """The address with its host, for other sites: the host of the renditions' storage if it has one, else ours."""
        address: str = urljoin(settings.SITE_URL, self.url)
        return address


class Photo(Withdrawable):
    """A photograph, and the four IPTC fields that are four fields."""

    original = models.FileField(_("original"), upload_to=original_name, max_length=120)
    # Translators: the photographer, as IPTC's field of this name
    creator = LineField(_("creator"), max_length=200, blank=True, help_text=_("Who took it."))
    credit_line = LineField(
        _("credit line"),
        max_length=200,
        blank=True,
        help_text=_("As it must stand under the photo: Meridian/Strait Pool/Calloway."),
    )
    # Translators: of a photo, as IPTC's field of this name
    source = LineField(_("source"), max_length=200, blank=True, help_text=_("Whom the paper has it from."))
    copyright_notice = LineField(_("copyright notice"), max_length=300, blank=True)
    caption = WordsField(_("caption"), max_length=1000, blank=True)
    alt = WordsField(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_("What it shows, for who can't see it. Not the caption again."),
    )
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    # After rotation, in pixels.
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    file_type = models.CharField(max_length=5, editable=False)
    # SHA-256 of the original.
    digest = models.CharField(max_length=64, unique=True, editable=False)
    # The same picture in another file has nearly the same one. Empty until it is known.
    fingerprint = models.CharField(
        max_length=40,
        blank=True,
        editable=False,
        # During an upgrade, nodes of the earlier release insert rows without this column; the next one too.
        db_default="",
    )
    # What its renditions' names begin with; empty until the first are made.
    renditions_key = models.CharField(max_length=40, blank=True, editable=False)
    # {format: [widths]} of what is there under that key.
    renditions_made = models.JSONField(default=dict, editable=False)
    # The text of a Refused, where they were given up: the same file would fail again.
    renditions_problem = models.CharField(max_length=300, blank=True, editable=False)
    # How often they were taken offline: what is made afterwards has other names.
    renditions_round = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    # Translators: when a photo came in
    created_at = models.DateTimeField(pgettext_lazy("photo", "created at"), auto_now_add=True)
    # Who uploaded it at the desk.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = PhotoManager()

    class Meta:
        ordering = ["-pk"]
        verbose_name, verbose_name_plural = _("photo"), _("photos")
        # The database keeps its name as it is here.
        permissions = [
            ("withdraw_photo", gettext_noop("Can withdraw photos and bring back what others withdrew"))
        ]
        indexes = [models.Index(fields=["-id"], condition=~Q(withdrawn_at=None), name="photo_withdrawn")]

    def __str__(self) -> str:
        return Truncator(self.caption).chars(80) or gettext("Photo %(number)s") % {"number": self.pk}

    @property
    def is_portrait(self) -> bool:
        return self.height > self.width

    @property
    def described(self) -> dict[str, str]:
        """The texts that are written into its renditions."""
        return {name: getattr(self, name) for name in credit.DESCRIBED}

    @property
    def current_key(self) -> str:
        """The key that its renditions have under its present description, whether they are made or not."""
        return renditions.key(self.digest, self.described, self.renditions_round)

    @property
    def has_all_renditions(self) -> bool:
        return self.renditions_key == self.current_key and set(self.renditions_made) == set(
            renditions.FORMATS
        )

    @property
    def lacks_renditions(self) -> bool:
        """Whether renditions are still to be made. None are for a photo that was withdrawn, or given up."""
        return not (self.has_all_renditions or self.renditions_problem or self.withdrawn_at)

    @property
    def renditions_count(self) -> int:
        """How many there are once all are made."""
        return len(renditions.FORMATS) * len(renditions.widths(self.width))

    @property
    def renditions_of(self) -> dict[str, list[Rendition]]:
        """{format: [Rendition, narrowest first]} of the renditions that pages can show."""
        return {
            extension: [self._rendition(width, extension) for width in self.renditions_made[extension]]
            for extension in renditions.FORMATS
            if extension in self.renditions_made
        }

    def _rendition(self, width: int, extension: str) -> Rendition:
        return Rendition(
            storages["renditions"].url(renditions.name(self.renditions_key, width, extension)),
            width,
            renditions.height(width, self.width, self.height),
        )

    @property
    def srcsets(self) -> list[tuple[str, str]]:
        """[(MIME type, srcset)] of its renditions; the first format that a browser can show is the one to take."""
        return [
            (renditions.TYPES[extension], ", ".join(f"{each.url} {each.width}w" for each in made))
            for extension, made in self.renditions_of.items()
        ]

    @property
    def small(self) -> Rendition:
        """The narrowest JPEG, for lists in the admin."""
        return self._rendition(self.renditions_made["jpg"][0], "jpg")

    @property
    def middling(self) -> Rendition:
        """A JPEG of middle width, for programs that don't read srcset."""
        widths = self.renditions_made["jpg"]
        return self._rendition(widths[len(widths) // 2], "jpg")

    @property
    def is_shown(self) -> bool:
        """Whether a published story shows it, or a contributor’s page."""
        if self.contributors.filter(merged_into=None).exists():
            return True
        newest = self.slides.filter(article__revision=F("revision")).select_related("article")
        newest = newest.only("article__published_at", "article__killed_at")
        return any(slide.article.is_published for slide in newest.iterator())

    if TYPE_CHECKING:
        # Set by articles.admin.access.KnowsViewer.
        viewer: User

    @property
    def was_published(self) -> bool:
        """Whether a story was published with it, or is scheduled with it."""
        return self.slides.exclude(revision=None).exists()

    def shows_same_as(self, found: "inspection.Inspection | Photo") -> bool:
        """Whether an inspected file, or another photo, shows the same picture. False without both fingerprints."""
        if not (self.fingerprint and found.fingerprint):
            return False
        # Scaling rounds the sides, so the proportions of a copy can differ a little.
        shape, other = self.width / self.height, found.width / found.height
        return abs(shape / other - 1) < SAME_SHAPE and is_same(self.fingerprint, found.fingerprint)

    def all_files(self) -> dict[str, list[int]]:
        """{format: [widths]} of all files that can exist under one key, even if making them was cut short."""
        return dict.fromkeys(renditions.FORMATS, renditions.widths(self.width))

    # Verbs

    def make_renditions(self) -> None:
        """Have the worker make the renditions that are missing. Safe to repeat."""
        from articles.photographs.tasks import make_renditions

        if not self.has_all_renditions and not self.withdrawn_at:
            make_renditions.enqueue(self.pk)

    def write_renditions(self, extensions: Iterable[str]) -> tuple[str, dict[str, list[int]]] | None:
        """Write the files in those formats, and send photo_changed. Never inside a transaction: it takes a second.

        Where pages still show files of an earlier description, all formats are written, so that they replace those
        at once. Returns (key, made) of files that no page shows now, or None. Safe to repeat.
        """
        key, before = self.current_key, (self.renditions_key, self.renditions_made)
        made = self.renditions_made if self.renditions_key == key else {}
        if self.renditions_key not in ("", key):
            extensions = renditions.FORMATS
        lacking = [extension for extension in extensions if extension not in made]
        if not lacking or self.withdrawn_at:
            return None
        try:
            with self.original.open("rb") as original:
                renditions.write(original, key, (self.width, self.height), self.described, lacking)
        except Busy:
            # Not the photograph's fault: the worker tries again.
            raise
        except Refused as refusal:
            self.renditions_problem = str(refusal)[:300]
            self.save(update_fields=["renditions_problem"])
            with translation.override(None):
                # In English, for operators.
                logger.error("photo %s: renditions given up: %s", self.pk, in_words(self.renditions_problem))
            return None
        written = dict.fromkeys(lacking, renditions.widths(self.width))
        made = made | written
        with transaction.atomic():
            # If somebody described it anew or withdrew it meanwhile, no page will show these files.
            as_it_was = Photo.objects.filter(pk=self.pk, renditions_key=before[0], **self.described)
            if not as_it_was.filter(renditions_round=self.renditions_round, withdrawn_at=None).update(
                renditions_key=key, renditions_made=made, renditions_problem=""
            ):
                return key, written
            self.renditions_key, self.renditions_made, self.renditions_problem = key, made, ""
            photo_changed.send(sender=Photo, photo=self)
        if self.has_all_renditions:
            logger.info("photo %s: renditions made", self.pk)
        return before if before[0] not in ("", key) else None

    def remove(self) -> None:
        """Delete it, and have the worker delete its files. Safe to repeat.

        Raises ProtectedError while a story has it.
        """
        from articles.photographs.tasks import forget_photo

        with transaction.atomic():
            # Read the row again under its lock: a worker may have made other renditions since.
            photo = Photo.objects.select_for_update().filter(pk=self.pk).first()
            if photo is None:
                return
            of = (
                photo.pk,
                photo.original.name or "",
                photo.renditions_key or photo.current_key,
                photo.all_files(),
            )
            photo.delete()
            forget_photo.enqueue(*of)
        logger.info("photo %s: removed", self.pk)

    def take_fingerprint(self) -> None:
        """Store its fingerprint, if it has none. Never inside a transaction."""
        if self.fingerprint:
            return
        try:
            with self.original.open("rb") as original:
                self.fingerprint = inspection.fingerprint(original)
        except FileNotFoundError:
            logger.warning("photo %s: it has no original", self.pk)
        else:
            self.save(update_fields=["fingerprint"])
