"""The desk's list of stories: its filter by status, and which stories have unpublished changes."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.utils import timezone

from articles.models import Article, Contribution, Slide


class StatusFilter(admin.SimpleListFilter):
    # The desk's word for it; addresses that editors have kept say it.
    title = parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [(each, each.capitalize()) for each in ("draft", "scheduled", "published", "killed")]

    def queryset(self, request, stories):
        now = timezone.now()
        if self.value() == "draft":
            return stories.filter(published_at=None)
        if self.value() == "scheduled":
            # A subquery, so that an index finds them by time: in the list's order every story would be read.
            return stories.filter(pk__in=Article.objects.filter(published_at__gt=now).values("pk"))
        if self.value() == "published":
            return stories.published(now)
        if self.value() == "killed":
            return stories.exclude(killed_at=None)
        return stories


class StoryList(ChangeList):
    def get_results(self, request):
        super().get_results(request)
        self.result_list = mark_changes(list(self.result_list))


def mark_changes(articles):
    """Set `changed` of each: whether it has unpublished changes. Two queries, if the list comes with its revisions."""
    out = [article for article in articles if article.revision_id]
    slides, contributions = _parts(Slide, out), _parts(Contribution, out)
    for article in articles:
        article.changed = article.revision_id is not None and _content(
            article, None, slides, contributions
        ) != _content(article.revision, article.revision_id, slides, contributions)
    return articles


def _parts(model, articles):
    """{(article, revision or None): [rows in order]} of the working copies and the newest revisions."""
    found = {}
    newest = {article.revision_id for article in articles}
    # Filtered by story alone: with `revision=None` an index would find the working copies of all stories.
    for row in model.objects.filter(article__in=articles):
        if row.revision_id is None or row.revision_id in newest:
            found.setdefault((row.article_id, row.revision_id), []).append(row)
    return found


def _content(text, revision_id, slides, contributions):
    key = (text.article_id if revision_id else text.pk, revision_id)
    return text.content(slides.get(key, []), contributions.get(key, []))
