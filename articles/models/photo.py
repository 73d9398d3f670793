import logging
from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings
from django.core.files.storage import storages
from django.db import models, transaction
from django.utils.text import get_text_list

from articles.photographs import credit, inspection, renditions
from articles.photographs.bounds import Refused
from articles.photographs.sandbox import Busy

logger = logging.getLogger(__name__)


def original_name(photo, filename):
    return f"{photo.digest[:2]}/{photo.digest}.{photo.file_type}"


@dataclass(frozen=True)
class Rendition:
    url: str
    width: int
    height: int

    @property
    def absolute_url(self):
        """For other sites: its own where renditions have an address elsewhere, else below ours."""
        return urljoin(settings.SITE_URL, self.url)


class PhotoManager(models.Manager):
    def take_in(self, file, *, make_renditions=True, **described):
        """A photo from an image file; what is not described is read from the file.

        The same file given twice is one photo, and stays as it was described first. Renditions are made for it
        when a story that shows it is published, if not now.
        Raises ValidationError, in plain words, for what can't be taken.
        """
        found = inspection.inspect(file)
        photo = self.filter(digest=found.digest).first()
        if photo is None:
            photo = self.model(original=file, **described)
            left_out = photo.fill_from(found)
            photo.save()
            if left_out:
                logger.warning("photo %s: %s", photo.pk, " ".join(left_out))
            if make_renditions:
                transaction.on_commit(photo.make_renditions)
        return photo

    def lacking_renditions(self):
        """The numbers of photos of which renditions are to be made, as they are described now."""
        return [photo.pk for photo in self.order_by("pk").iterator() if photo.lacks_renditions]


class Photo(models.Model):
    """A photograph, and the four IPTC fields that are four fields."""

    original = models.FileField(upload_to=original_name, max_length=120)
    creator = models.CharField(max_length=200, blank=True, help_text="Who took it.")
    credit_line = models.CharField(
        max_length=200,
        blank=True,
        help_text="As it must stand under the photo: Meridian/Strait Pool/Calloway.",
    )
    source = models.CharField(max_length=200, blank=True, help_text="Whom the paper has it from.")
    copyright_notice = models.CharField(max_length=300, blank=True)
    caption = models.TextField(max_length=1000, blank=True)
    alt = models.TextField(
        "alternative text",
        max_length=500,
        blank=True,
        help_text="What it shows, for who can't see it. Not the caption again.",
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    # After rotation, in pixels.
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    file_type = models.CharField(max_length=5, editable=False)
    digest = models.CharField(
        max_length=64, unique=True, editable=False, help_text="SHA-256 of the original."
    )
    renditions_key = models.CharField(
        max_length=40,
        blank=True,
        editable=False,
        help_text="What its renditions' names begin with; empty until the first are made.",
    )
    renditions_made = models.JSONField(
        default=dict, editable=False, help_text="{format: [widths]} of what is there under that key."
    )
    renditions_problem = models.CharField(
        max_length=300,
        blank=True,
        editable=False,
        help_text="Why they were given up: the same file would fail again.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PhotoManager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.caption[:80] or f"Photo {self.pk}"

    @property
    def is_portrait(self):
        return self.height > self.width

    @property
    def described(self):
        """What is written into its renditions."""
        return {name: getattr(self, name) for name in credit.DESCRIBED}

    @property
    def current_key(self):
        """The key of its renditions as it is described now, whether they are made or not."""
        return renditions.key(self.digest, self.described)

    @property
    def has_all_renditions(self):
        return self.renditions_key == self.current_key and set(self.renditions_made) == set(
            renditions.FORMATS
        )

    @property
    def lacks_renditions(self):
        """Whether some are still to be made; of those that were given up none are."""
        return not self.has_all_renditions and not self.renditions_problem

    @property
    def renditions_count(self):
        """How many there are once all are made."""
        return len(renditions.FORMATS) * len(renditions.widths(self.width))

    @property
    def renditions_of(self):
        """{format: [Rendition]} of what pages can show, narrowest first."""
        return {
            extension: [self._rendition(width, extension) for width in self.renditions_made[extension]]
            for extension in renditions.FORMATS
            if extension in self.renditions_made
        }

    def _rendition(self, width, extension):
        return Rendition(
            storages["renditions"].url(renditions.name(self.renditions_key, width, extension)),
            width,
            renditions.height(width, self.width, self.height),
        )

    @property
    def srcsets(self):
        """[(MIME type, srcset)] of what is there, the format that a browser should take first."""
        return [
            (renditions.TYPES[extension], ", ".join(f"{each.url} {each.width}w" for each in made))
            for extension, made in self.renditions_of.items()
        ]

    @property
    def small(self):
        """The narrowest JPEG, for lists in the admin."""
        return self._rendition(self.renditions_made["jpg"][0], "jpg")

    @property
    def middling(self):
        """A JPEG for whatever reads no srcset."""
        widths = self.renditions_made["jpg"]
        return self._rendition(widths[len(widths) // 2], "jpg")

    def fill_from(self, found) -> list[str]:
        """Take over an inspection: the file's facts, and its descriptions where nothing was typed.

        Answers what of these did not fit, in sentences.
        """
        self.width, self.height = found.width, found.height
        self.digest, self.file_type = found.digest, found.file_type
        cut = []
        for name, value in found.described.items():
            if not getattr(self, name):
                setattr(self, name, value)
                if letters := found.cut.get(name):
                    field = self._meta.get_field(name).verbose_name
                    cut.append(f"{field} (the first {len(value):,} of its {letters:,} letters)")
        said = (
            [f"Cut, for the file says more than the field holds: {get_text_list(cut, 'and')}."] if cut else []
        )
        if found.is_too_long:
            said.append("The file says more of itself than is read, so something of it may be missing.")
        return said

    def make_renditions(self):
        """Have the worker make what is lacking of the files that pages show. Safe to repeat."""
        from articles.tasks import make_renditions

        if not self.has_all_renditions:
            make_renditions.enqueue(self.pk)

    def write_renditions(self, extensions):
        """Write the files in those formats and tell every story. Never inside a transaction: it takes a second.

        Others that are shown meanwhile, as it was described before, are replaced by all formats at once. Answers
        (key, made) of those that are shown no longer, or never came to be, or None. Safe to repeat.
        """
        key, before = self.current_key, (self.renditions_key, self.renditions_made)
        made = self.renditions_made if self.renditions_key == key else {}
        if self.renditions_key not in ("", key):
            extensions = renditions.FORMATS
        lacking = [extension for extension in extensions if extension not in made]
        if not lacking:
            return None
        try:
            with self.original.open("rb") as original:
                renditions.write(original, key, (self.width, self.height), self.described, lacking)
        except Busy:
            # The worker tries again.
            raise
        except Refused as refusal:
            self.renditions_problem = str(refusal)[:300]
            self.save(update_fields=["renditions_problem"])
            logger.error("photo %s: renditions given up: %s", self.pk, refusal)
            return None
        written = dict.fromkeys(lacking, renditions.widths(self.width))
        made = made | written
        with transaction.atomic():
            # Whoever mended it meanwhile has asked for others; these are then nobody's.
            if not Photo.objects.filter(pk=self.pk, renditions_key=before[0], **self.described).update(
                renditions_key=key, renditions_made=made, renditions_problem=""
            ):
                return key, written
            self.renditions_key, self.renditions_made, self.renditions_problem = key, made, ""
            self.mended()
        if self.has_all_renditions:
            logger.info("photo %s: renditions made", self.pk)
        return before if before[0] not in ("", key) else None

    def remove(self):
        """Delete it, and have the worker delete its files. Safe to repeat.

        Raises ProtectedError while a story has it.
        """
        from articles.tasks import forget_photo

        with transaction.atomic():
            # As they are now: a worker may have made others since it was read.
            photo = Photo.objects.select_for_update().filter(pk=self.pk).first()
            if photo is None:
                return
            of = photo.pk, photo.original.name, photo.renditions_key, photo.renditions_made
            photo.delete()
            forget_photo.enqueue(*of)
        logger.info("photo %s: removed", self.pk)

    def mended(self):
        """Tell every published story that shows it."""
        from articles.models.article import Article

        Article.objects.showing(self).update(version=models.F("version") + 1)


class Slide(models.Model):
    """A photo's place in a story's slideshow. The credit stays on the photo."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="all_slides")
    # Null is the working copy.
    revision = models.ForeignKey(
        "articles.Revision", models.PROTECT, null=True, editable=False, related_name="slides"
    )
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="slides")
    position = models.PositiveSmallIntegerField(default=0)
    caption = models.TextField(
        max_length=1000, blank=True, help_text="For this story only. Empty takes the photo's."
    )
    alt = models.TextField(
        "alternative text",
        max_length=500,
        blank=True,
        help_text="For this story only. Empty takes the photo's.",
    )

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.position}: {self.photo}"

    @property
    def shown_caption(self):
        return self.caption or self.photo.caption

    @property
    def shown_alt(self):
        return self.alt or self.photo.alt
