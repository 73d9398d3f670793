from typing import TYPE_CHECKING, Self, cast

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.models.text import Text
from articles.visibility import sees_every_story
from core.fields import WordsField

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from articles.models.article import ArticleQuerySet


class RevisionQuerySet(models.QuerySet["Revision"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """All of the stories that are visible to that person; of the others, what readers see now."""
        if sees_every_story(user):
            return self.all()
        # Not imported: stories know this module.
        stories = cast(
            "ArticleQuerySet", self.model._meta.get_field("article").related_model._default_manager.all()
        )
        # Asked of each row by an index, so that no list of all published stories is made.
        is_out = Exists(stories.published().filter(revision=OuterRef("pk")))
        return self.filter(is_out | Q(article__in=stories.visible_to(user)))


class Revision(Text):
    """What was published: a numbered snapshot, never changed once its time has come."""

    class Kind(models.TextChoices):
        FIRST = "first", _("First publication")
        # Translators: the heading over the note of a story that was updated
        UPDATE = "update", pgettext_lazy("kind of publication", "Update")
        # Translators: the heading over the note of a story that was corrected
        CORRECTION = "correction", pgettext_lazy("kind of publication", "Correction")

    article = models.ForeignKey(
        "articles.Article", models.PROTECT, related_name="revisions", verbose_name=_("story")
    )
    # Translators: which one it is of a story's publications, counted from 1
    number = models.PositiveIntegerField(_("number"))
    # Translators: first publication, update or correction
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # Translators: what readers are told about an update or a correction
    note = WordsField(_("note"), max_length=1000, blank=True, help_text=_("Public, at the story."))
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("published by"),
    )

    objects = RevisionQuerySet.as_manager()

    if TYPE_CHECKING:
        # Set by articles.admin.access.KnowsViewer.
        viewer: User

    class Meta:
        ordering = ["article", "number"]
        # Translators: a story as it was published at one time
        verbose_name, verbose_name_plural = _("revision"), _("revisions")
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
        # Translators: Correction 3: Storm closes the harbour
        return gettext("%(kind)s %(number)s: %(headline)s") % {
            "kind": self.get_kind_display(),
            "number": self.number,
            "headline": self.headline,
        }

    @property
    def is_correction(self) -> bool:
        return self.kind == self.Kind.CORRECTION
