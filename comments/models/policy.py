from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.fields import WordsField
from core.rich_text.fields import RichTextField
from core.times import day_text, local


class PolicyQuerySet(models.QuerySet["Policy"]):
    def current(self) -> "Policy | None":
        return self.order_by("-pk").first()


class Policy(models.Model):
    """The comment policy. A new one takes its place; the old ones stay, for decisions were made under them."""

    # Translators: the comment policy in a few sentences
    short = WordsField(_("short"), max_length=1000, help_text=_("Stands over every discussion."))
    whole = RichTextField(_("whole"), help_text=_("The policy's own page."))
    in_force_from = models.DateTimeField(_("in force from"), default=timezone.now, editable=False)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name, verbose_name_plural = _("comment policy"), _("comment policies")

    def __str__(self) -> str:
        return gettext("Policy in force from %(day)s") % {"day": day_text(local(self.in_force_from))}
