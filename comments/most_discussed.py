"""Which stories are most discussed: the paper stores that list, and remakes it (articles/models/stored_list.py)."""

import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from articles.models.stored_list import register
from comments.models import Comment, Discussion
from comments.models.discussion import MOST_DISCUSSED

if TYPE_CHECKING:
    from typing import Any

# Long enough that there is a list in the morning, and on a Sunday; short enough that it is another one each day.
RECENT = datetime.timedelta(days=2)


def most_discussed(now: datetime.datetime) -> "QuerySet[Any, int]":
    """The keys of stories by how many comments that everybody can read were written under each in the last two days.

    However old the story is, and also where the discussion was closed meanwhile, for it can be read; never where it
    is off. Of two with as many comments the newer one is first. Reads those comments by an index, and no others.
    """
    recent = Comment.objects.visible().filter(created_at__gt=now - RECENT, created_at__lte=now)
    of_shown = recent.filter(discussion__article__killed_at=None).exclude(
        discussion__mode=Discussion.Mode.OFF
    )
    counted = of_shown.order_by().values("discussion__article").annotate(comments=Count("*"))
    ranked = counted.order_by("-comments", "-discussion__article__published_at", "-discussion__article")
    return ranked.values_list("discussion__article", flat=True)


def declare() -> None:
    """Have the list stored, and shown around stories."""
    register(MOST_DISCUSSED, _("Most discussed"), most_discussed)
