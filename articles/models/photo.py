import logging
from dataclasses import dataclass

from django.core.files.storage import storages
from django.db import models, transaction

from articles.photographs import inspection, renditions

logger = logging.getLogger(__name__)


def original_name(photo, filename):
    return f"{photo.digest[:2]}/{photo.digest}.{photo.file_type}"


@dataclass(frozen=True)
class Rendition:
    url: str
    width: int
    height: int


class PhotoManager(models.Manager):
    def take_in(self, file, **described):
        """A photo from an image file; what is not described is read from the file.

        The same file given twice is one photo, and stays as it was described first.
        Raises ValidationError, in plain words, for what can't be taken.
        """
        found = inspection.inspect(file)
        photo = self.filter(digest=found.digest).first()
        if photo is None:
            photo = self.model(original=file, **described)
            photo.fill_from(found)
            photo.save()
            transaction.on_commit(photo.make_renditions)
        return photo


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
        help_text="What its renditions' names begin with; empty until made.",
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
    def widths(self):
        return renditions.widths(self.width)

    def _renditions(self, extension):
        return [
            Rendition(
                storages["renditions"].url(renditions.name(self.renditions_key, width, extension)),
                width,
                renditions.height(width, self.width, self.height),
            )
            for width in self.widths
        ]

    @property
    def webp_srcset(self):
        return ", ".join(f"{each.url} {each.width}w" for each in self._renditions("webp"))

    @property
    def jpeg_srcset(self):
        return ", ".join(f"{each.url} {each.width}w" for each in self._renditions("jpg"))

    @property
    def small(self):
        """The narrowest JPEG, for lists in the admin."""
        return self._renditions("jpg")[0]

    @property
    def middling(self):
        """A JPEG for whatever reads no srcset."""
        jpegs = self._renditions("jpg")
        return jpegs[len(jpegs) // 2]

    def fill_from(self, found):
        """Take over an inspection: the file's facts, and its descriptions where nothing was typed."""
        self.width, self.height = found.width, found.height
        self.digest, self.file_type = found.digest, found.file_type
        for name, value in found.described.items():
            if not getattr(self, name):
                setattr(self, name, value)

    def make_renditions(self):
        """Write the files that pages show. Safe to repeat; never inside a transaction: it takes seconds."""
        key = renditions.key(self.digest)
        if self.renditions_key == key:
            return
        with self.original.open("rb") as original:
            renditions.write(original, key, storages["renditions"])
        self.renditions_key = key
        Photo.objects.filter(pk=self.pk).update(renditions_key=key)
        self.mended()
        logger.info("photo %s: renditions made", self.pk)

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
