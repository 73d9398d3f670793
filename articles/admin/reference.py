from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.models import Revision
from core.admin.base import SEARCHED, ReadOnlyAdmin, SearchesTheNewest
from core.digits import grouped_lazy


@admin.register(Revision)
class RevisionAdmin(SearchesTheNewest, ReadOnlyAdmin):
    """What was published, for reading: nobody may change it."""

    list_display = ["headline", "kind_of_publication", "number", "published_at", "published_by", "note"]
    list_filter = ["kind", "section"]
    search_fields = ["headline", "note"]
    search_help_text = format_lazy(
        # Translators: what a search finds; the number is of revisions
        _("Words of the headline and the note, among the newest {number}"),
        number=grouped_lazy(SEARCHED),
    )
    fields = [
        "story",
        ("number", "kind_of_publication"),
        ("published_at", "published_by"),
        "note",
        "section",
        "headline",
        "standfirst",
        ("place", "source"),
        "language",
        "text",
        "pictures",
        "by",
    ]
    readonly_fields = ["story", "kind_of_publication", "text", "pictures", "by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("article", "section", "published_by")

    # Translators: the label of a field or a column
    @admin.display(description=pgettext_lazy("field", "story"))
    def story(self, revision: Revision) -> SafeString:
        address = reverse("admin:articles_article_change", args=[revision.article_id])
        return format_html('<a href="{}" dir="auto">{}</a>', address, revision.article)

    # Translators: whether it is a first publication, an update or a correction
    @admin.display(description=_("kind"))
    def kind_of_publication(self, revision: Revision) -> str:
        kind = revision.get_kind_display()
        if revision.published_at <= timezone.now():
            return kind
        # Translators: a kind of publication, such as Update, that is scheduled
        return gettext("%(kind)s, to come") % {"kind": kind}

    @admin.display(description=_("body"))
    def text(self, revision: Revision) -> SafeString:
        # Safe: it was sanitised when it was saved.
        return mark_safe(revision.body)

    @admin.display(description=_("photos"))
    def pictures(self, revision: Revision) -> str:
        return "\n".join(f"{slide.position}. {slide.shown_caption}" for slide in revision.photos)

    @admin.display(description=_("contributors"))
    def by(self, revision: Revision) -> str:
        return "\n".join(str(each) for each in revision.contributions_in_order)
