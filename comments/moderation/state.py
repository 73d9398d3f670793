from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Who can read a comment, and if not everybody, why. Moderation changes nothing else of it."""

    VISIBLE = "visible", pgettext_lazy("a comment", "Visible")
    HELD = "held", _("Held: not shown yet")
    HIDDEN = "hidden", _("Hidden by reports")
    REMOVED = "removed", _("Removed by a moderator")
    WITHDRAWN = "withdrawn", _("Withdrawn by its author")
