from django.db import models


class State(models.TextChoices):
    """Of a comment. Who reads it, and why not, is all that moderation changes."""

    VISIBLE = "visible", "Visible"
    HELD = "held", "Held: not shown yet"
    HIDDEN = "hidden", "Hidden by reports"
    REMOVED = "removed", "Removed by a moderator"
    WITHDRAWN = "withdrawn", "Withdrawn by its author"
