from django.db import connection, models
from django.db.models import F


class Edition(models.Model):
    """One row. Its version goes up with what stands on pages of every story: sections, contributors, the policy."""

    version = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"Edition {self.version}"

    @classmethod
    def current(cls):
        """Its version. Past the ORM, for every story's page asks for it: 10 µs, not 120."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT max(version) FROM articles_edition")
            return cursor.fetchone()[0]

    @classmethod
    def turn(cls):
        """In the transaction that changed such a thing."""
        if not cls.objects.update(version=F("version") + 1):
            cls.objects.create(version=1)
