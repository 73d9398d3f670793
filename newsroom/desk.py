"""The admin as the paper runs it: its site, with rules for whatever is registered there, a library’s admins too."""

from __future__ import annotations

from functools import update_wrapper
from typing import TYPE_CHECKING

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django_tasks_db.apps import TasksAppConfig

from accounts.groups import CHIEFS, grant
from core.admin.bounds import BoundedAdmin, bounded
from core.admin.words import with_faults
from core.collation import sort_key
from core.rich_text.editor import EditorCatalog
from core.time_fields import DeskTimeField

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase
    from django.urls import URLPattern, URLResolver

    View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class DeskConfig(AdminConfig):
    default_site = "newsroom.desk.DeskSite"


class BackgroundConfig(TasksAppConfig):
    """The library's app of tasks for the worker, under the names that the desk has for them."""

    verbose_name = _("Background work")  # type: ignore[assignment] # a lazy text, as in Django’s own apps

    def ready(self) -> None:
        super().ready()
        from newsroom.background.words import called

        grant(self, CHIEFS, "view_dbtaskresult", "change_dbtaskresult")
        # Wherever the admin names one: in titles, ways back, messages.
        self.get_model("DBTaskResult").__str__ = called  # type: ignore[method-assign,assignment] # of its own rows
        # Migrations read `original_attrs`, which stays as the library has it.
        names = self.get_model("DBTaskResult")._meta
        names.verbose_name, names.verbose_name_plural = _("task"), _("tasks")


class DeskSite(AdminSite):
    """Each admin class that is registered here, by whatever app, gets the rules of BoundedAdmin before its own."""

    def register(
        self, model_or_iterable: Any, admin_class: type[ModelAdmin[Any]] | None = None, **options: Any
    ) -> None:
        admin_class = admin_class or ModelAdmin
        super().register(model_or_iterable, bounded(BoundedAdmin, admin_class), **options)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        # Django's redirect to an object's public page checks no permission, and a draft has no such page.
        stock = [each for each in super().get_urls() if getattr(each, "name", "") != "view_on_site"]
        own = {"in-use": self.in_use, "instant": self.instant}
        return [
            *(path(f"{name}/", self.admin_view(view), name=view.__name__) for name, view in own.items()),
            *stock,
        ]

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        guarded = super().admin_view(view, cacheable)

        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            # Imported late: its models are not loaded yet when Django imports this module.
            from newsroom import errors

            if request.method == "POST" and not self.has_permission(request):
                # Django would redirect to the sign-in, and lose what was typed.
                return errors.signed_out(request) or guarded(request, *args, **kwargs)
            return with_faults(guarded(request, *args, **kwargs))

        return update_wrapper(answer, guarded)  # type: ignore[return-value] # it is called in the same way

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        # Imported late, as above.
        from core.models import Paper

        name = Paper.current().name
        return super().each_context(request) | {"site_header": name, "site_title": name}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """In the order of dictionaries: Django puts the names in order by the codes of their letters."""
        apps: list[Any] = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=_by_name)
        return sorted(apps, key=_by_name)

    def i18n_javascript(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return EditorCatalog.as_view()(request)  # type: ignore[return-value] # it is a script

    @staticmethod
    def in_use(request: HttpRequest) -> HttpResponse:
        """Answer who is signed in at the desk. The request itself keeps their session alive while they work."""
        return JsonResponse({"person": request.user.username})

    @staticmethod
    @require_safe
    def instant(request: HttpRequest) -> HttpResponse:
        """Answer dates.js which instant the forms read in a typed day and time; null where they refuse it."""
        typed = [request.GET.get(name, "") for name in ("day", "clock")]
        try:
            read = DeskTimeField(required=False).clean(typed)
        except ValidationError:
            read = None
        return JsonResponse({"instant": read and read.isoformat()})

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return Autocomplete.as_view(admin_site=self)(request)  # type: ignore[return-value] # it is JSON


def _by_name(listed: Mapping[str, Any]) -> str:
    return sort_key(str(listed["name"]))


class Autocomplete(AutocompleteJsonView):
    def process_request(self, request: HttpRequest) -> tuple[Any, ...]:
        term, model_admin, source_field, to_field = super().process_request(request)
        # Django accepts a relation named from its other end too, and then fails.
        if not source_field.concrete:
            raise PermissionDenied
        return term, model_admin, source_field, to_field
