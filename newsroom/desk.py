"""The admin as the paper runs it: what may be asked of any list and any object, of our own and of libraries' alike."""

from functools import cache, update_wrapper
from urllib.parse import unquote

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.views.main import ORDER_VAR
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import DateTimeField, Field
from django.forms import ModelMultipleChoiceField
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe
from django_tasks_db.apps import TasksAppConfig

from accounts.pasted import uncut
from articles.time_fields import DeskTimeField, DeskTimeWidget
from newsroom.desk_words import WordedAdmin, WordedList, with_faults

# A headline is pasted into a search; each word more is a condition on every field, and SQLite takes 1,000.
LONGEST_SEARCH = 400
# A row has five fields and more, and of a form Django takes a thousand: what it is told beyond was never sent.
MOST_ROWS = 200


class DeskConfig(AdminConfig):
    default_site = "newsroom.desk.DeskSite"


class BackgroundConfig(TasksAppConfig):
    """What the worker does, under the name that the desk has for it."""

    verbose_name = "Background work"

    def ready(self):
        super().ready()
        # Not where migrations look.
        names = self.get_model("DBTaskResult")._meta
        names.verbose_name, names.verbose_name_plural = "task", "tasks"


class DeskSite(AdminSite):
    """Whoever registers an admin here, its class gets the rules of BoundedAdmin before its own."""

    def register(self, model_or_iterable, admin_class=None, **options):
        admin_class = admin_class or ModelAdmin
        super().register(model_or_iterable, _bounded(BoundedAdmin, admin_class), **options)

    def get_urls(self):
        # The shortcut to an object's public page asks nobody for permission, and for a draft there is no page.
        stock = [each for each in super().get_urls() if getattr(each, "name", "") != "view_on_site"]
        own = {"in-use": self.in_use, "instant": self.instant}
        return [
            *(path(f"{name}/", self.admin_view(view), name=view.__name__) for name, view in own.items()),
            *stock,
        ]

    def admin_view(self, view, cacheable=False):
        guarded = super().admin_view(view, cacheable)

        def answer(request, *args, **kwargs):
            # Not there yet when Django looks for this site.
            from newsroom import errors

            if request.method == "POST" and not self.has_permission(request):
                # Django would send on to the sign-in, and what was typed would be gone.
                return errors.signed_out(request) or guarded(request, *args, **kwargs)
            return with_faults(guarded(request, *args, **kwargs))

        return update_wrapper(answer, guarded)

    @staticmethod
    def in_use(request):
        """Who is signed in at the desk; and that they are at work, for a session in use lives on."""
        return JsonResponse({"person": request.user.username})

    @staticmethod
    @require_safe
    def instant(request):
        """What the forms read where a day and a time are typed, for dates.js; null where they refuse it."""
        typed = [request.GET.get(name, "") for name in ("day", "clock")]
        try:
            read = DeskTimeField(required=False).clean(typed)
        except ValidationError:
            read = None
        return JsonResponse({"instant": read and read.isoformat()})

    def autocomplete_view(self, request):
        return Autocomplete.as_view(admin_site=self)(request)


class Autocomplete(AutocompleteJsonView):
    def process_request(self, request):
        term, model_admin, source_field, to_field = super().process_request(request)
        # Django takes a relation from its other end too, and then fails.
        if not source_field.concrete:
            raise PermissionDenied
        return term, model_admin, source_field, to_field


class BoundedFields:
    """Of an admin and of its inlines: what is no key is looked for by no database, times are read in one way, and
    nothing that is pasted is cut off."""

    formfield_overrides = {DateTimeField: {"form_class": DeskTimeField, "widget": DeskTimeWidget}}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return field and uncut(field)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KeyAutocomplete(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(db_field, request, **{"form_class": KeyChoices} | kwargs)


class BoundedAdmin(WordedAdmin, BoundedFields):
    view_on_site = False

    def add_view(self, request, form_url="", extra_context=None):
        return super().add_view(request, form_url, extra_context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return super().change_view(request, object_id, form_url, extra_context)

    # See newsroom.errors: of all that was sent to them.
    add_view.writing = change_view.writing = "save", None

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        # Of no model's field, too.
        for field in form.base_fields.values():
            uncut(field)
        return form

    def get_inlines(self, request, obj):
        return [_bounded(BoundedFields, each) for each in super().get_inlines(request, obj)]

    def get_changelist(self, request, **kwargs):
        return _bounded(BoundedList, super().get_changelist(request, **kwargs))

    def get_search_results(self, request, queryset, search_term):
        # An address of another alphabet is as long as its letters.
        if len(unquote(unquote(search_term))) > LONGEST_SEARCH:
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)

    def changelist_view(self, request, extra_context=None):
        if request.method == "POST":
            data = request.POST.copy()
            data.setlist(ACTION_CHECKBOX_NAME, keys(self.opts.pk, data.getlist(ACTION_CHECKBOX_NAME)))
            request.POST = data
        return super().changelist_view(request, extra_context)

    def get_formsets_with_inlines(self, request, obj=None):
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            prefix = formset.get_default_prefix()
            if request.method == "POST" and f"{prefix}-TOTAL_FORMS" not in request.POST:
                # It was not in the form when that was opened, and so nothing of it is saved.
                continue
            # No row comes without a name of its own. None is new of who may add none, and Django sees to that.
            formset.absolute_max = min(formset.max_num or MOST_ROWS, MOST_ROWS, len(request.POST))
            formset.row_name = inline.verbose_name
            yield formset, inline

    def history_view(self, request, object_id, extra_context=None):
        # Django looks the object up first, and so tells anybody which ones there are.
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)


class KeyAutocomplete(AutocompleteSelect):
    def optgroups(self, name, value, attrs=None):
        # A form that is refused shows what was chosen once more.
        chosen = [each for each in value if _is_key(self.field.target_field, each)]
        return super().optgroups(name, chosen, attrs)


class KeyChoices(ModelMultipleChoiceField):
    def clean(self, value):
        pk = self.queryset.model._meta.pk
        for each in value or ():
            if not _is_key(pk, each):
                raise ValidationError(self.error_messages["invalid_pk_value"], params={"pk": each})
        return super().clean(value)


def keys(field: Field, values: list[str]) -> list[str]:
    """Those that can be a key at all: Django compares whatever is sent, and a database fails on it."""
    return [value for value in values if _is_key(field, value)]


def _is_key(field, value):
    try:
        field.clean(value, None)
    except ValidationError:
        return False
    return True


@cache
def _bounded(rules: type, known: type) -> type:
    return type(known.__name__, (rules, known), {"__module__": known.__module__})


class BoundedList(WordedList):
    """Looks for what its filters offer, in the order of columns that it offers to sort by."""

    def get_filters(self, request):
        found = super().get_filters(request)
        # Each filter has taken its own parameters out of these. What links lead to beside filters the admin names.
        if others := set(found[2]) - getattr(self.model_admin, "linked_lookups", set()):
            raise DisallowedModelAdminLookup(f"No filter of this list looks for {', '.join(sorted(others))}")
        return found

    def get_ordering(self, request, queryset):
        offered = {str(place) for place, name in enumerate(self.list_display) if name in self.sortable_by}
        wanted = {}
        for each in self.params.pop(ORDER_VAR, "").split("."):
            if (place := each.removeprefix("-")) in offered:
                wanted.setdefault(place, each)
        if wanted:
            self.params[ORDER_VAR] = ".".join(wanted.values())
        return super().get_ordering(request, queryset)
