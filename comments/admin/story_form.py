"""The discussion's state on the story's form. To change it, which readers see at once, there is a page of its own."""

from typing import Any

from django.contrib import admin
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from comments.admin.discussion_page import in_words, may_set
from comments.models import Discussion
from core import on_every_page
from core.times import desk_time


class DiscussionInline(admin.StackedInline):
    model = Discussion
    fields = readonly_fields = ("now", "closes_by_itself", "change")
    can_delete = False

    class Media:
        css = {"all": ["comments/css/admin/moderation.css"]}

    # Nothing is saved from here; without a row its defaults are shown.

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_or_change_permission(request, obj)

    def get_formset(
        self, request: HttpRequest, obj: Article | None = None, **kwargs: Any
    ) -> type[BaseInlineFormSet]:
        self.may_set = may_set(request.user, obj)
        return super().get_formset(request, obj, **kwargs)

    # Translators: How a story’s discussion is set at present.
    @admin.display(description=_("now"))
    def now(self, discussion: Discussion | None) -> str:
        return in_words(discussion) if discussion else str(Discussion.Mode.AUTOMATIC.label)

    @admin.display(description=_("closes by itself"))
    def closes_by_itself(self, discussion: Discussion | None) -> str:
        """The automatic closing time, whatever the override."""
        article = discussion.article if discussion and discussion.article_id else None
        published_at = (article and article.published_at) or timezone.now()
        days = on_every_page.read().row.open_days_for(published_at)
        if days is None:
            return gettext("Never, by this site's setting.")
        closes_at = Discussion(article=article).closes_at if article else None
        if closes_at is None:
            said = ngettext(
                "%(days)d day after first publication.", "%(days)d days after first publication.", days
            )
            return said % {"days": days}
        said = ngettext(
            "%(time)s: %(days)d day after first publication.",
            "%(time)s: %(days)d days after first publication.",
            days,
        )
        return said % {"time": desk_time(closes_at), "days": days}

    # Translators: Before the button that leads to the page on which a discussion is set.
    @admin.display(description=_("change it"))
    def change(self, discussion: Discussion | None) -> SafeString | str:
        if discussion is None or discussion.article_id is None:
            return gettext("Once the story is saved, its discussion is set here.")
        if not self.may_set:
            return gettext("You may look at it, and not change it.")
        return format_html(
            gettext(
                '<a class="button" href="{address}" target="_blank">Set the discussion …</a> '
                "In a new window; readers see it at once."
            ),
            address=reverse("admin:articles_article_discussion", args=[discussion.article_id]),
        )
