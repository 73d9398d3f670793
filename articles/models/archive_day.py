"""How many stories each day has, so that no page of the archive counts them."""

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from core.models import Edition

if TYPE_CHECKING:
    from articles.models.article import Article


class ArchiveDay(models.Model):
    """One day, by the day in the addresses of its stories, which no setting moves.

    The verbs of publishing keep these rows, scheduled stories included, killed ones not. A page takes off what is still
    to come at its own instant (articles/archive/counts.py), so that nothing has to run when a story comes out.
    """

    day = models.DateField(unique=True)
    stories = models.PositiveIntegerField(default=0)

    class Meta:
        # Translators: a day in the archive of the paper, with the number of its stories
        verbose_name, verbose_name_plural = _("day of the archive"), _("days of the archive")

    def __str__(self) -> str:
        return f"{self.day}"

    # Verbs

    @classmethod
    def add(cls, changes: Mapping[datetime.date, int]) -> None:
        """Count so many stories more, or fewer, on each of these days.

        Within the transaction that changes the stories, after all its other locks but the edition's. Days are held in
        their order, so that two that change the same ones never deadlock.
        """
        for day in sorted(changes):
            # A kill is never refused for a count that is damaged.
            more = Greatest(F("stories") + changes[day], 0)
            if changes[day] and not cls.objects.filter(day=day).update(stories=more):
                cls._begin(day)
                cls.objects.filter(day=day).update(stories=more)

    @classmethod
    def recount(cls, day: datetime.date, counted: "models.QuerySet[Article]") -> None:
        """Count that day anew, of these stories. Safe to repeat, and while the desk publishes."""
        with transaction.atomic():
            cls._begin(day)
            # Who publishes meanwhile waits here, and counts its own story afterwards.
            stored = cls.objects.select_for_update(no_key=True).get(day=day)
            right = counted.filter(url_date=day).count()
            if stored.stories != right:
                cls.objects.filter(day=day).update(stories=right)
                Edition.note_removal()

    @staticmethod
    def _begin(day: datetime.date) -> None:
        """Another may begin it meanwhile."""
        ArchiveDay.objects.bulk_create([ArchiveDay(day=day)], ignore_conflicts=True)
