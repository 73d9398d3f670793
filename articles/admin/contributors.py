"""Contributors at the desk: their list, and their form."""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Field, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import ResolverMatch, URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.names import same_name
from articles.admin import merge_contributors
from articles.admin.forms import PartialFormMixin
from articles.admin.names import NameForm
from articles.models import Contributor, Photo
from articles.models.contributor import WasMerged, validate_picture
from core.admin.base import DeskAdmin
from core.admin.meanwhile import MeanwhileMixin

if TYPE_CHECKING:
    from core.admin.words import WordedAdmin


class ContributorForm(PartialFormMixin, MeanwhileMixin, NameForm):
    # Shown only where the name is known already: two people can have one name.
    is_another = forms.BooleanField(
        label=_("This is another person of that name"), required=False, widget=forms.HiddenInput
    )

    class Meta:
        model = Contributor
        # ContributorAdmin's fieldsets say which.
        fields: list[str] = []
        help_texts = {
            "name": _(
                "A person or a desk, as it stands at the story: Ines Calloway, Meridian TV. With another name, the "
                "page is at another address, and the former one leads there."
            )
        }
        widgets = {
            "biography": AdminTextareaWidget(attrs={"rows": 6}),
            "profiles": AdminTextareaWidget(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_another"].show_hidden_initial = False
        if "kind" in self.fields:
            self.fields["kind"].required = False

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or Contributor.Kind.PERSON

    def clean_photo(self) -> Photo | None:
        photo: Photo | None = self.cleaned_data["photo"]
        # One that was chosen before may have been withdrawn since: the page shows none then.
        if photo is not None and "photo" in self.changed_data:
            validate_picture(photo)
        return photo

    def clean(self) -> dict[str, Any]:
        if self.instance.merged_into_id is not None:
            said = gettext("%(name)s is one with %(other)s since: nothing of this is saved.")
            raise ValidationError(said % {"name": self.initial["name"], "other": self.instance.shown.name})
        cleaned = super().clean()
        name = cleaned.get("name")
        if name is None or same_name(name) == same_name(self.instance.name):
            return cleaned
        known = [each for each in Contributor.objects.called(name) if each != self.instance]
        if known:
            self.fields["is_another"].widget = forms.CheckboxInput()
            if not cleaned.get("is_another"):
                said = gettext(
                    "%(name)s is here already: choose that name from the list. Readers can’t tell two people of one "
                    "name apart; if it is another person, tick the box below and save again."
                )
                self.add_error("name", said % {"name": known[0].name})
        return cleaned


@admin.register(Contributor)
class ContributorAdmin(DeskAdmin):
    form = ContributorForm
    list_display = ["name", "what", "slug", "standing"]
    list_select_related = ["merged_into"]
    search_fields = ["name"]
    # Where one is chosen, those who have left come last.
    ordering = ["has_left", "sort_key", "name"]
    autocomplete_fields = ["photo", "person"]
    readonly_fields = ["own_page"]
    change_form_template = "admin/articles/contributor/change_form.html"

    def get_fieldsets(self, request: HttpRequest, obj: Contributor | None = None) -> Any:
        page = ["own_page"] if obj else []
        return [
            (
                None,
                {"fields": ["name", "is_another", *page, "kind", "title", "biography", "photo", "has_left"]},
            ),
            (_("How readers reach them"), {"fields": ["email", "profiles"]}),
            # It decides who sees whose drafts.
            *(
                [(_("At the desk"), {"fields": ["person"]})]
                if self.has_change_permission(request, obj)
                else []
            ),
        ]

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

    def has_change_permission(self, request: HttpRequest, obj: Contributor | None = None) -> bool:
        # A form that was opened before is refused by the form itself, which keeps what was typed.
        is_open = obj is None or obj.merged_into_id is None or request.method == "POST"
        return is_open and super().has_change_permission(request, obj)

    # The list

    def get_search_results(
        self, request: HttpRequest, contributors: QuerySet[Any], term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, may_repeat = super().get_search_results(request, contributors, term)
        if cast(ResolverMatch, request.resolver_match).url_name == "autocomplete":
            found = found.filter(merged_into=None)
        return found, may_repeat

    @admin.display(description=pgettext_lazy("contributor", "what it is"))
    def what(self, one: Contributor) -> str:
        return one.get_kind_display()

    # Translators: a column: whether a contributor has left, was merged and so on
    @admin.display(description=pgettext_lazy("contributor", "standing"))
    def standing(self, one: Contributor) -> str:
        if one.merged_into is not None:
            return gettext("One with %(name)s") % {"name": one.merged_into.name}
        return gettext("No longer with the paper") if one.has_left else ""

    # The form

    @admin.display(description=_("page"))
    def own_page(self, one: Contributor) -> SafeString | str:
        if one.merged_into is not None:
            return gettext("None: it is one with %(name)s.") % {"name": one.merged_into.name}
        shown = one.listings.filter(published_at__lte=timezone.now(), article__killed_at=None)
        if not shown.exists():
            return gettext("None as long as no story of theirs is published. Editing a story makes none.")
        address = one.get_absolute_url()
        return format_html('<a href="{}" dir="ltr">{}</a>', address, address)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except WasMerged:
            # Since the form was checked. Checked again, it says so.
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Contributor, form: Any, change: Any) -> None:
        names = form.changed_data if change else form.cleaned_data
        values = {name: form.cleaned_data[name] for name in names if name != "is_another"}
        if led := obj.change(cast(User, request.user), **values):
            said = gettext(
                "Until now the address %(address)s led to %(led)s. From now on it is this contributor’s."
            )
            messages.warning(request, said % {"address": obj.get_absolute_url(), "led": led})

    # A merger

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self._merge)
        return [path("<path:object_id>/merge/", page, name="articles_contributor_merge"), *super().get_urls()]

    def _merge(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        if (one := self.get_object(request, unquote(object_id))) is None:
            raise Http404
        return merge_contributors.ask(cast("WordedAdmin", self), request, one)
