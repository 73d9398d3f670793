"""The desk's list of stories: its filter by status, and which stories have unpublished changes."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Contribution, Revision, Slide, Tagging
from articles.statuses import STATUSES
from articles.visibility import sees_every_story, writes_own_stories

if TYPE_CHECKING:
    from typing import TypeVar

    from articles.models.article import ArticleQuerySet

    Part = TypeVar("Part", Slide, Contribution, Tagging)
    # Rows by (story's key, revision's key or None for the working copy).
    Parts = Mapping[tuple[int, int | None], list[Part]]


class MineFilter(admin.SimpleListFilter):
    # Translators: over the choices of a list: whose stories it shows, “Mine” or all
    title, parameter_name = _("writer"), "whose"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        # Who may only see their own has no choice.
        if not (writes_own_stories(request.user) and sees_every_story(request.user)):
            return []
        # Translators: the stories of whoever looks
        return [("mine", pgettext("stories", "Mine"))]

    def queryset(self, request: HttpRequest, stories: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "mine":
            return cast("ArticleQuerySet", stories).own_of(request.user)
        return stories


class StatusFilter(admin.SimpleListFilter):
    # The desk says “standing”, also in addresses that editors have kept.
    # Translators: whether a story is a draft, scheduled, published or killed
    title, parameter_name = _("standing"), "standing"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(status, capfirst(str(words))) for status, words in STATUSES.items()]

    def queryset(self, request: HttpRequest, stories: QuerySet[Any]) -> QuerySet[Any]:
        now = timezone.now()
        if self.value() == "draft":
            return stories.filter(published_at=None)
        if self.value() == "scheduled":
            # A subquery, so that an index finds them by time: in the list's order every story would be read.
            return stories.filter(pk__in=Article.objects.filter(published_at__gt=now).values("pk"))
        if self.value() == "published":
            return cast("ArticleQuerySet", stories).published(now)
        if self.value() == "killed":
            return stories.exclude(killed_at=None)
        return stories


class StoryList(ChangeList):
    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.is_of_own = not sees_every_story(request.user)
        if self.is_of_own:
            self.search_help_text = gettext("Words of the headline, or the address, of a story of yours")

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = mark_changes(list(self.result_list))


def mark_changes(articles: list[Article]) -> list[Article]:
    """Set `changed` of each: whether it has unpublished changes. 3 queries, if the list comes with its revisions."""
    out = [article for article in articles if article.revision_id]
    parts = (
        _parts(Slide.objects.all(), out),
        _parts(Contribution.objects.all(), out),
        _parts(Tagging.objects.select_related("topic"), out),
    )
    for article in articles:
        article.changed = article.revision_id is not None and _content(article, None, *parts) != _content(
            article.published_revision, article.revision_id, *parts
        )
    return articles


def _parts(rows: "QuerySet[Part]", articles: Iterable[Article]) -> "Parts[Part]":
    """{(article, revision or None): [rows in order]} of the working copies and the newest revisions."""
    found: dict[tuple[int, int | None], list[Part]] = {}
    newest = {article.revision_id for article in articles}
    # Filtered by story alone: with `revision=None` an index would find the working copies of all stories.
    for row in rows.filter(article__in=articles):
        if row.revision_id is None or row.revision_id in newest:
            found.setdefault((row.article_id, row.revision_id), []).append(row)
    return found


def _content(
    text: Article | Revision,
    revision_id: int | None,
    slides: "Parts[Slide]",
    contributions: "Parts[Contribution]",
    taggings: "Parts[Tagging]",
) -> tuple[object, ...]:
    key = (text.article_id if isinstance(text, Revision) else text.pk, revision_id)
    return text.content(slides.get(key, []), contributions.get(key, []), taggings.get(key, []))
