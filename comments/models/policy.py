from django.db import models
from django.utils import timezone

from core.fields import WordsField
from core.rich_text.fields import RichTextField
from core.times import day_text, local


class PolicyQuerySet(models.QuerySet["Policy"]):
    def current(self) -> "Policy | None":
        return self.order_by("-pk").first()


class Policy(models.Model):
    """The comment policy. A new one takes its place; the old ones stay, for decisions were made under them."""

    short = WordsField(max_length=1000, help_text="Stands over every discussion.")
    whole = RichTextField(help_text="The policy's own page.")
    in_force_from = models.DateTimeField(default=timezone.now, editable=False)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name, verbose_name_plural = "comment policy", "comment policies"

    def __str__(self) -> str:
        return f"Policy in force from {day_text(local(self.in_force_from))}"
