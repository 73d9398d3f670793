"""The admin as the paper runs it: its site, with rules for whatever is registered there, a library’s admins too."""

from __future__ import annotations

from functools import update_wrapper
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django_tasks_db.apps import TasksAppConfig

from accounts.groups import CHIEFS, grant
from articles.visibility import sees_every_story
from core.admin.bounds import BoundedAdmin, bounded
from core.admin.words import with_faults
from core.collation import sort_key
from core.rich_text.editor import EditorCatalog
from core.time_fields import DeskTimeField

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    from django.contrib.admin.models import LogEntry
    from django.db.models import Field, QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase
    from django.template.response import TemplateResponse
    from django.urls import URLPattern, URLResolver

    View = TypeVar("View", bound=Callable[..., HttpResponseBase])


# On the desk's first page and beside each form: what the day begins with comes first.
APPS = ("core", "articles", "comments", "accounts")
MODELS = (
    *("Paper", "Page", "PageVersion"),
    *("Article", "Photo", "Contributor", "Topic", "Section", "Revision"),
    *("Comment", "Report", "Decision", "Policy"),
    *("User", "Invitation", "SignIn", "Group"),
)


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
            from accounts.second_factor import obligation
            from newsroom import errors

            is_post, may_enter = request.method == "POST", self.has_permission(request)
            if is_post and not may_enter:
                # Django would redirect to the sign-in, and lose what was typed.
                return errors.signed_out(request) or guarded(request, *args, **kwargs)
            if may_enter and obligation.lacks(request.user) and obligation.is_due(timezone.now()):
                typed = errors.second_factor_due(request) if is_post else None
                return typed or redirect("mfa_index")
            return with_faults(guarded(request, *args, **kwargs))

        return update_wrapper(answer, guarded)  # type: ignore[return-value] # it is called in the same way

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        # Imported late, as above.
        from core.models import Paper

        name = Paper.current().name
        return super().each_context(request) | {"site_header": name, "site_title": name}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        # Imported late, as above.
        from accounts.second_factor import obligation
        from core.desk.lacking import lacking
        from core.desk.pages import PUBLISH

        context = {
            "second_factor_from": settings.STAFF_SECOND_FACTOR_FROM
            if obligation.lacks(request.user)
            else None,
            "lacking": lacking() if request.user.has_perm(PUBLISH) else None,
        }
        return super().index(request, context | (extra_context or {}))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """In the order of the work. What has no place there follows, in the order of dictionaries."""
        apps: list[Any] = super().get_app_list(request, app_label)
        staff = next((app for app in apps if app["app_label"] == "accounts"), None)
        groups = next((app for app in apps if app["app_label"] == "auth"), None)
        if staff and groups:
            # Django's groups are those of the staff: one heading has both.
            staff["models"] += groups["models"]
            apps.remove(groups)
        for app in apps:
            app["models"].sort(key=lambda model: _in_order(MODELS, model["object_name"], model))
        return sorted(apps, key=lambda app: _in_order(APPS, app["app_label"], app))

    def i18n_javascript(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return EditorCatalog.as_view()(request)  # type: ignore[return-value] # it is a script

    def get_log_entries(self, request: HttpRequest) -> QuerySet[LogEntry]:
        """Without the names of stories that this person does not see any more. The index shows one's own actions."""
        from django.contrib.admin.models import DELETION

        from articles.models import Article

        entries: QuerySet[LogEntry] = super().get_log_entries(request)
        if sees_every_story(request.user):
            return entries
        keys = Article.objects.order_by().visible_to(request.user).annotate(key=Cast("pk", CharField()))
        is_story = Q(content_type__app_label="articles", content_type__model="article")
        return entries.filter(~is_story | Q(action_flag=DELETION) | Q(object_id__in=keys.values("key")))

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


def _in_order(order: tuple[str, ...], key: str, listed: Mapping[str, Any]) -> tuple[int, str]:
    place = order.index(key) if key in order else len(order)
    return place, sort_key(str(listed["name"]))


class Autocomplete(AutocompleteJsonView):
    """An admin whose form completes a field by other rows, for other people, than the list of these rows says so.

    `complete_person(request, term)` for a field `person` answers them, or None for who may not ask.
    """

    _own: QuerySet[Any] | None = None

    def process_request(self, request: HttpRequest) -> tuple[Any, ...]:
        term, model_admin, source_field, to_field = super().process_request(request)
        # Django accepts a relation named from its other end too, and then fails.
        if not source_field.concrete:
            raise PermissionDenied
        if complete := self._completion(source_field):
            self._own = complete(request, term)
            if self._own is None:
                raise PermissionDenied
        return term, model_admin, source_field, to_field

    def _completion(
        self, field: Field[Any, Any]
    ) -> Callable[[HttpRequest, str], QuerySet[Any] | None] | None:
        try:
            desk = cast("AdminSite", self.admin_site).get_model_admin(field.model)
        except NotRegistered:
            return None
        return getattr(desk, f"complete_{field.name}", None)

    def has_perm(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._own is not None or super().has_perm(request, obj)

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset() if self._own is None else self._own
