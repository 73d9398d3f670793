from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.admin.mixins import ForModelAdmin
from core.admin.paginator import ShortPaginator

# A search for words looks at so many of the newest rows alone: no index covers the words inside a text.
SEARCHED = 2000


class DeskAdmin(admin.ModelAdmin):
    # Nothing here is deleted in bulk.
    actions: list[str] | None = None
    list_per_page = 50
    # What a list costs must not depend on how much there is.
    paginator = ShortPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = []


class OneRowAdmin(DeskAdmin):
    """Of a thing that there is once: instead of a list there is its form, which makes the row at its first save."""

    # What the desk says then.
    saved: str | Promise = _("Saved.")

    def has_add_permission(self, request: HttpRequest) -> bool:
        # A form that was opened before there was a row is still taken: see below.
        return self.has_change_permission(request) and (request.method == "POST" or self._row() is None)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """On the desk's first page it is changed, from the beginning on: nobody has to add it."""
        return super().get_model_perms(request) | {"add": False}

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        row = self._row()
        if row is None:
            return HttpResponseRedirect(self._address("add"))
        return HttpResponseRedirect(self._address("change", row.pk))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self._row()
        if object_id is None and row is not None:
            if request.method != "POST":
                return HttpResponseRedirect(self._address("change", row.pk))
            # A form that was opened before there was a row changes that row.
            object_id = str(row.pk)
        context = {
            "title": capfirst(self.opts.verbose_name),
            "is_only_one": True,
            "show_save_and_add_another": False,
            # Saving leads to the form again, for there is no list.
            "show_save_and_continue": False,
        }
        return super().changeform_view(request, object_id, form_url, context | (extra_context or {}))

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self.response_change(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        messages.success(request, str(self.saved))
        return HttpResponseRedirect(self._address("change", obj.pk))

    def _row(self) -> Any:
        return self.model._default_manager.order_by("pk").first()

    def _address(self, page: str, *args: object) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args)


class SearchesTheNewest(ForModelAdmin):
    """A search for words that looks at the newest alone; `search_help_text` says so."""

    def get_search_results(
        self, request: HttpRequest, rows: QuerySet[Any], term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, may_repeat = super().get_search_results(request, rows, term)
        return (among_newest(found) if term.strip() else found), may_repeat


class ReadOnlyAdmin(DeskAdmin):
    """For reading alone: verbs of the models change what is listed here, and nobody deletes it."""

    ordering = ["-pk"]
    # Its form has no link to a history: verbs keep records of their own, and Django's log has none of it.
    has_history = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def among_newest(rows: QuerySet) -> QuerySet:
    """Those of the newest SEARCHED rows of their table."""
    last = rows.model.objects.order_by("-pk").values_list("pk", flat=True)[SEARCHED - 1 : SEARCHED].first()
    return rows.filter(pk__gte=last or 0)
