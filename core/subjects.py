"""What pages of the paper itself depend on. Pages of stories: articles.subjects."""

from typing import Any

from django.db.models import QuerySet

from core.models import Edition
from core.page_versions import Subject


# Ordered by the key, because without an order [:1] may give any row, and an order by key needs no sorting.
def edition_version() -> QuerySet[Edition, Any]:
    return Edition.objects.order_by("pk").values("version")[:1]


# What cached fragments of pages depend on, beside their story: what all pages show, such as sections, contributors,
# the policy, the paper's name and pages.
EDITION = Subject(edition=edition_version)
# Pages that show no stories, only the paper.
PAPER = Subject(edition=edition_version)
