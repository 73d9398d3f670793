from django.db import models
from django.db.models import F


class Edition(models.Model):
    """One row. Its version goes up with what stands on pages of every story: sections, contributors, the policy.

    And `removals` with each story, comment or photograph that is taken from view, or that an update changes: lists of
    stories may lag in what is added to them, and in nothing else. Whoever holds other rows too takes this one last.
    """

    version = models.PositiveIntegerField(default=0)
    removals = models.PositiveIntegerField(default=0, db_default=0)

    def __str__(self):
        return f"Edition {self.version}"

    @classmethod
    def bump(cls):
        """In the transaction that changed such a thing."""
        cls._increment("version")

    @classmethod
    def note_removal(cls):
        """In the transaction that took something from view, behind all else that it holds."""
        cls._increment("removals")

    @classmethod
    def _increment(cls, column):
        if not cls.objects.update(**{column: F(column) + 1}):
            cls.objects.create(**{column: 1})
