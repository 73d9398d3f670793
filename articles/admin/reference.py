from functools import reduce
from operator import or_
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import Field, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.names import same_name
from articles.admin.access import KnowsViewer, ReadsText, link_to
from articles.admin.names import NameForm
from articles.models import Contributor, Revision
from articles.models.revision import RevisionQuerySet
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
        fields = ["name", "person"]
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
    autocomplete_fields = ["person"]

    def get_exclude(self, request: HttpRequest, obj: Contributor | None = None) -> list[str]:
        # It decides who sees whose drafts.
        return [] if self.has_change_permission(request, obj) else ["person"]

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "person":
            # Who edits contributors has no list of accounts to lead to.
            for name in ("can_add_related", "can_change_related", "can_view_related", "can_delete_related"):
                setattr(field.widget, name, False)
        return field

    def complete_person(self, request: HttpRequest, term: str) -> QuerySet[User] | None:
        """For the autocomplete, in place of the list of accounts: the staff alone, nothing of readers."""
        if not self.has_change_permission(request):
            return None
        staff = User.objects.filter(is_staff=True, is_active=True).order_by("username")
        for word in term.split():
            names = ("username", "first_name", "last_name")
            staff = staff.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in names)))
        return staff


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
