from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.admin.access import KnowsViewer, ReadsText, link_to
from articles.models import Revision
from articles.models.revision import RevisionQuerySet
from core.admin.base import SEARCHED, ReadOnlyAdmin, SearchesTheNewest
from core.digits import grouped_lazy


@admin.register(Revision)
class RevisionAdmin(KnowsViewer, ReadsText, SearchesTheNewest, ReadOnlyAdmin):
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
        ("published_at", "publisher"),
        "note",
        "filed_under",
        "headline",
        "standfirst",
        ("place", "source"),
        "language",
        "text",
        "pictures",
        "by",
    ]
    readonly_fields = ["story", "kind_of_publication", "publisher", "filed_under", "text", "pictures", "by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        revisions = cast(RevisionQuerySet, super().get_queryset(request)).visible_to(request.user)
        return revisions.select_related("article", "section", "published_by")

    # Translators: the label of a field or a column
    @admin.display(description=pgettext_lazy("field", "story"))
    def story(self, revision: Revision) -> SafeString:
        return link_to(revision.article, revision.viewer)

    # No link: few at the desk may open the page of an account.
    @admin.display(description=_("published by"))
    def publisher(self, revision: Revision) -> str:
        return str(revision.published_by or self.get_empty_value_display())

    # Translators: whether it is a first publication, an update or a correction
    @admin.display(description=_("kind"))
    def kind_of_publication(self, revision: Revision) -> str:
        kind = revision.get_kind_display()
        if revision.published_at <= timezone.now():
            return kind
        # Translators: a kind of publication, such as Update, that is scheduled
        return gettext("%(kind)s, to come") % {"kind": kind}

    @admin.display(description=_("photos"))
    def pictures(self, revision: Revision) -> str:
        return "\n".join(f"{slide.position}. {slide.shown_caption}" for slide in revision.photos)

    @admin.display(description=_("contributors"))
    def by(self, revision: Revision) -> str:
        return "\n".join(str(each) for each in revision.contributions_in_order)
