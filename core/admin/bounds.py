"""Bounds on what a request may ask of any list and any object of the desk, our own and libraries'."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from django import forms
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import DateTimeField, Field, ForeignKey, ManyToManyField, Model, QuerySet
from django.forms import BaseFormSet, ModelChoiceField, ModelForm, ModelMultipleChoiceField
from django.http import HttpRequest, HttpResponse

from core.admin.mixins import ForAnyAdmin
from core.admin.words import WordedAdmin, WordedList
from core.maxlength import without_maxlength
from core.time_fields import DeskTimeField, DeskTimeWidget

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

# Room for a pasted headline. Each word is one more condition on every field, and SQLite takes 1,000.
LONGEST_SEARCH = 400
# A row has five fields at least, and Django takes a thousand in a form: no more rows can have been sent.
MOST_ROWS = 200


class BoundedFields(ForAnyAdmin):
    """For an admin and its inlines: no database is asked for what is no key, times are read in one way, nothing that
    is pasted is cut off, and what is typed begins at its own side."""

    formfield_overrides = {DateTimeField: {"form_class": DeskTimeField, "widget": DeskTimeWidget}}

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return field and _for_any_text(field)

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KeyAutocomplete(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField | None:
        return super().formfield_for_manytomany(db_field, request, **{"form_class": KeyChoices} | kwargs)


class BoundedAdmin(WordedAdmin, BoundedFields):
    # Django would offer the page of a draft, too, which has none; our forms show the address where there is one.
    view_on_site = False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().add_view(request, form_url, extra_context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return super().change_view(request, object_id, form_url, extra_context)

    # By these, newsroom.errors gives back all that was sent to the two views.
    add_view.writing = change_view.writing = "save", None  # type: ignore[attr-defined] # functions have no such attribute

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        # Also fields of the form alone, which are no model's.
        for field in form.base_fields.values():
            _for_any_text(field)
        return form

    def get_inlines(self, request: HttpRequest, obj: Model | None) -> list[type[InlineModelAdmin]]:
        return [bounded(BoundedFields, each) for each in super().get_inlines(request, obj)]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        found: type = super().get_changelist(request, **kwargs)
        return bounded(BoundedList, found)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        # A pasted address spells letters of other alphabets as codes: its letters count, not these.
        if len(unquote(unquote(search_term))) > LONGEST_SEARCH:
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method == "POST":
            data = request.POST.copy()
            data.setlist(ACTION_CHECKBOX_NAME, keys(self.opts.pk, data.getlist(ACTION_CHECKBOX_NAME)))
            request.POST = data  # type: ignore[assignment] # Django's types know its own class for it alone
        return super().changelist_view(request, extra_context)

    def get_formsets_with_inlines(
        self, request: HttpRequest, obj: Model | None = None
    ) -> Iterator[tuple[BaseFormSet, InlineModelAdmin]]:
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            prefix = formset.get_default_prefix()
            if request.method == "POST" and f"{prefix}-TOTAL_FORMS" not in request.POST:
                # These rows were not in the form when it was opened, so nothing of them is saved.
                continue
            # Each row sends a field, so there are no more rows than fields. Django adds none for who may not add.
            formset.absolute_max = min(formset.max_num or MOST_ROWS, MOST_ROWS, len(request.POST))
            formset.row_name = inline.verbose_name
            yield formset, inline

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        # Django looks the object up first, and so tells anybody which ones there are.
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)


def _for_any_text(field: forms.Field) -> forms.Field:
    """However long it is, and in whatever direction it is written."""
    if isinstance(field.widget, (forms.TextInput, forms.Textarea)):
        field.widget.attrs["dir"] = "auto"
    return without_maxlength(field)


class KeyAutocomplete(AutocompleteSelect):
    def optgroups(self, name: str, value: Sequence[str], attrs: dict[str, Any] | None = None) -> Any:
        # A refused form shows the choice again, and the database would fail on what is no key.
        chosen = [each for each in value if _is_key(self.field.target_field, each)]
        return super().optgroups(name, chosen, attrs)


class KeyChoices(ModelMultipleChoiceField):
    def clean(self, value: Any) -> QuerySet[Any]:
        pk = self.queryset.model._meta.pk  # type: ignore[union-attr] # a form’s field has its rows
        for each in value or ():
            if not _is_key(pk, each):
                raise ValidationError(self.error_messages["invalid_pk_value"], params={"pk": each})
        return super().clean(value)


def keys(field: Field, values: list[str]) -> list[str]:
    """The values that can be keys at all: Django compares whatever is sent, and a database fails on it."""
    return [value for value in values if _is_key(field, value)]


def _is_key(field: "Field[Any, Any]", value: str) -> bool:
    try:
        field.clean(value, None)
    except ValidationError:
        return False
    return True


@cache
def bounded(rules: type, known: type) -> type:
    return type(known.__name__, (rules, known), {"__module__": known.__module__})


class BoundedList(WordedList):
    """Filters only by what its filters offer, and sorts only by columns that it offers to sort by."""

    def get_filters(self, request: HttpRequest) -> Any:
        found = super().get_filters(request)
        # Each filter has taken its own parameters out of these. The admin names the others that links of ours use.
        if others := set(found[2]) - getattr(self.model_admin, "linked_lookups", set()):
            raise DisallowedModelAdminLookup(f"No filter of this list looks for {', '.join(sorted(others))}")
        return found

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> "list[str | Combinable]":
        offered = {
            str(place) for place, name in enumerate(self.list_display) if name in (self.sortable_by or ())
        }
        wanted: dict[str, str] = {}
        for each in self.params.pop(ORDER_VAR, "").split("."):
            if (place := each.removeprefix("-")) in offered:
                wanted.setdefault(place, each)
        if wanted:
            self.params[ORDER_VAR] = ".".join(wanted.values())
        return super().get_ordering(request, queryset)
