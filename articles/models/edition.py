from django.db import models
from django.db.models import F


class Edition(models.Model):
    """One row. Its version goes up with what stands on pages of every story: sections, contributors, the policy."""

    version = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"Edition {self.version}"

    @classmethod
    def turn(cls):
        """In the transaction that changed such a thing."""
        if not cls.objects.update(version=F("version") + 1):
            cls.objects.create(version=1)
