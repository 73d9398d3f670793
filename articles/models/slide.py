from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.photographs.models import Photo
from core.fields import WordsField


class Slide(models.Model):
    """A photo in a story's slideshow. Its credit stays on the photo."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="all_slides")
    # Null is the working copy.
    revision = models.ForeignKey(
        "articles.Revision", models.PROTECT, null=True, editable=False, related_name="slides"
    )
    photo = models.ForeignKey(
        Photo,
        models.PROTECT,
        related_name="slides",
        # Translators: the label of a field or a column
        verbose_name=pgettext_lazy("field", "photo"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    caption = WordsField(
        # Translators: the words under a photo
        _("caption"),
        max_length=1000,
        blank=True,
        help_text=_("For this story only. Empty takes the photo's."),
    )
    alt = WordsField(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_("For this story only. Empty takes the photo's."),
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name, verbose_name_plural = _("photo in a story"), _("photos in stories")

    def __str__(self) -> str:
        return f"{self.position}: {self.photo}"

    if TYPE_CHECKING:
        # Text.photos sets both: its place in the slideshow, from 1, and how many photos there are.
        number: int
        total: int

    @property
    def previous_number(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next_number(self) -> int | None:
        return self.number + 1 if self.number < self.total else None

    @property
    def shown_caption(self) -> str:
        return self.caption or self.photo.caption

    @property
    def shown_alt(self) -> str:
        return self.alt or self.photo.alt
