from typing import Any

from django import forms
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

from accounts.names import same_name
from articles.admin.names import NameForm
from articles.models import Contributor, Revision
from core.admin.base import SEARCHED, ReadOnlyAdmin, SearchesTheNewest
from core.admin.every_page import EveryPageAdmin
from core.digits import grouped_lazy


class ContributorForm(NameForm):
    # Shown only where the name is known already: two people can have one name.
    is_another = forms.BooleanField(
        label=_("This is another person of that name"), required=False, widget=forms.HiddenInput
    )

    class Meta:
        model = Contributor
        fields = ["name"]
        help_texts = {"name": _("A person or a desk, as it stands at the story: Ines Calloway, Meridian TV.")}

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        name = cleaned.get("name")
        if name is None or same_name(name) == same_name(self.instance.name):
            return cleaned
        known = [each for each in Contributor.objects.called(name) if each != self.instance]
        if known:
            self.fields["is_another"].widget = forms.CheckboxInput()
            if not cleaned["is_another"]:
                said = gettext(
                    "%(name)s is here already: choose that name from the list. Readers can’t tell two people of one "
                    "name apart; if it is another person, tick the box below and save again."
                )
                self.add_error("name", said % {"name": known[0].name})
        return cleaned


@admin.register(Contributor)
class ContributorAdmin(EveryPageAdmin):
    form = ContributorForm
    list_display = ["name", "slug"]
    search_fields = ["name"]


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
