"""Pages as readers saw them, for reading."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.admin.base import ReadOnlyAdmin
from core.desk.differences import differences
from core.models import PageVersion


@admin.register(PageVersion)
class PageVersionAdmin(ReadOnlyAdmin):
    """What readers saw, and when, beside what they had seen before."""

    list_display = ["title", "number", "published_at", "published_by", "note"]
    list_select_related = ["published_by"]
    fields = [
        "of_page",
        "number",
        "published_at",
        "published_by",
        "note",
        "title",
        "slug",
        "facts",
        "whole",
        "changed",
    ]
    readonly_fields = ["of_page", "whole", "changed"]

    # Translators: the label of a field or a column
    @admin.display(description=pgettext_lazy("field", "page"))
    def of_page(self, version: PageVersion) -> SafeString:
        return format_html(
            '<a href="{}" dir="auto">{}</a>',
            reverse("admin:core_page_change", args=[version.page_id]),
            version.page,
        )

    @admin.display(description=_("text"))
    def whole(self, version: PageVersion) -> SafeString:
        # Safe: it was sanitised when it was saved.
        return mark_safe(version.text)

    # Translators: of a text: what differs from the one that it took the place of
    @admin.display(description=_("what changed"))
    def changed(self, version: PageVersion) -> SafeString | str:
        before = version.before
        if before is None:
            return gettext("It is the first one.")
        return differences(_in_one(before), _in_one(version))


def _in_one(version: PageVersion) -> str:
    return format_html("<h2>{}</h2><p>/{}/</p>", version.title, version.slug) + version.text
