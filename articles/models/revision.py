from django.conf import settings
from django.db import models

from articles.models.text import Text
from core.fields import WordsField


class Revision(Text):
    """What was published: a numbered snapshot, never changed once its time has come."""

    class Kind(models.TextChoices):
        FIRST = "first", "First publication"
        UPDATE = "update", "Update"
        CORRECTION = "correction", "Correction"

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    note = WordsField(max_length=1000, blank=True, help_text="Public, at the story.")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["article", "number"]
        indexes = [models.Index(fields=["kind", "-id"], name="revision_by_kind")]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number"),
            models.CheckConstraint(
                condition=~models.Q(kind="correction", note=""), name="revision_correction_has_note"
            ),
            models.CheckConstraint(
                condition=models.Q(number=1, kind="first") | models.Q(number__gt=1) & ~models.Q(kind="first"),
                name="revision_first_is_number_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}: {self.headline}"

    @property
    def is_correction(self) -> bool:
        return self.kind == self.Kind.CORRECTION
