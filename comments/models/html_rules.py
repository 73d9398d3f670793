from django.db import models

from comments.text import HTML_RULES


class HtmlRules(models.Model):
    """One row, or none yet: by which rules the HTML of all comments was made. Other rules make it again."""

    number = models.PositiveIntegerField()

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def are_current(cls) -> bool:
        return cls.objects.filter(number=HTML_RULES).exists()

    @classmethod
    def note(cls) -> None:
        """All HTML is made by the rules of today."""
        cls.objects.update_or_create(pk=1, defaults={"number": HTML_RULES})
