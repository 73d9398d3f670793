from django.db import models


class State(models.TextChoices):
    """Who can read a comment, and if not everybody, why. Moderation changes nothing else of it."""

    VISIBLE = "visible", "Visible"
    HELD = "held", "Held: not shown yet"
    HIDDEN = "hidden", "Hidden by reports"
    REMOVED = "removed", "Removed by a moderator"
    WITHDRAWN = "withdrawn", "Withdrawn by its author"
