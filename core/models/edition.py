from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class Edition(models.Model):
    """The one row that pages of every story depend on.

    `version` goes up when something changes that all of them show: sections, contributors, the policy. `removals` goes
    up when a story, comment or photograph is taken from view, or changed by an update: lists of stories may lag in
    what is added to them, and in nothing else. A transaction that locks other rows too locks this one last.
    """

    version = models.PositiveIntegerField(default=0)
    removals = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        # Translators: the paper as a whole
        verbose_name, verbose_name_plural = _("edition"), _("editions")
        # By the name that it got before it was here: processes of an older release still find it.
        db_table = "articles_edition"

    def __str__(self) -> str:
        return f"Edition {self.version}"

    @classmethod
    def bump(cls) -> None:
        """Raise `version`. Call it in the transaction that changed what all pages show."""
        cls._increment("version")

    @classmethod
    def note_removal(cls) -> None:
        """Raise `removals`. Call it in the transaction that took something from view, after all its other locks."""
        cls._increment("removals")

    @classmethod
    def _increment(cls, column: str) -> None:
        if not cls.objects.update(**{column: F(column) + 1}):
            cls.objects.create(**{column: 1})
