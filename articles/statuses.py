"""What the desk calls the statuses of a story."""

from django.utils.translation import pgettext_lazy

STATUSES = {
    "draft": pgettext_lazy("story", "draft"),
    # Translators: it publishes itself later
    "scheduled": pgettext_lazy("story", "scheduled"),
    "published": pgettext_lazy("story", "published"),
    # Translators: withdrawn after publication
    "killed": pgettext_lazy("story", "killed"),
}
