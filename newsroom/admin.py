"""The desk’s page of background work: what waits, runs and failed, why, and having it tried again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

import django_tasks_db.admin  # noqa: F401  registers what is taken away below
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django_tasks_db.models import DBTaskResult

from core.admin.base import ReadOnlyAdmin
from core.times import desk_time
from newsroom.backends.mail import QUEUE
from newsroom.background import overview, retries, states
from newsroom.background.failures import why
from newsroom.background.words import called, called_in_html, find_photos, photo_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from django.contrib.admin.views.main import ChangeList
    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

    from accounts.models import User
    from newsroom.background.retries import Task

CHANGE = "django_tasks_database.change_dbtaskresult"
VIEW_PHOTO = "articles.view_photo"

admin.site.unregister(DBTaskResult)


class StateFilter(admin.SimpleListFilter):
    # Translators: over the choices of a list: how the tasks in it stand
    title, parameter_name = pgettext_lazy("filter", "state"), "state"
    # {choice: the order in which an index has its rows}
    orders: ClassVar[dict[str, list[str | Combinable]]] = {
        "waiting": ["run_after", "enqueued_at", "pk"],
        "again": ["run_after", "enqueued_at", "pk"],
        "put-off": ["run_after", "enqueued_at", "pk"],
        "running": ["started_at"],
        "failed": ["-finished_at", "-pk"],
        "done": ["-finished_at", "-pk"],
    }

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [
            ("waiting", pgettext("tasks", "Waiting")),
            ("running", pgettext("tasks", "Running")),
            ("again", pgettext("tasks", "Failed, tried again")),
            ("failed", pgettext("tasks", "Given up")),
            ("put-off", pgettext("tasks", "Put off")),
            ("done", pgettext("tasks", "Done")),
            ("mail", pgettext("tasks", "Mails not sent yet")),
        ]

    def queryset(self, request: HttpRequest, tasks: QuerySet[Any]) -> QuerySet[Any]:
        now = timezone.now()
        chosen: dict[str | None, Callable[[], QuerySet[Any]]] = {
            "waiting": lambda: tasks & overview.waiting(),
            "running": lambda: tasks.filter(status="RUNNING"),
            "again": lambda: tasks & overview.tried_again(now),
            "failed": lambda: tasks.filter(status="FAILED"),
            "put-off": lambda: tasks & overview.put_off(now),
            "done": lambda: tasks.filter(status="SUCCESSFUL"),
            "mail": lambda: tasks.filter(queue_name=QUEUE),
        }
        return chosen.get(self.value(), lambda: tasks)()


@admin.register(DBTaskResult)
class TaskAdmin(ReadOnlyAdmin):
    """Nobody may read what a mail says. Why something failed is told all; in which words of the code, superusers."""

    list_display = ["what", "state", "tries", "went_wrong"]
    list_filter = [StateFilter]

    class Media:
        css = {"all": ["newsroom/css/admin/tasks.css"]}

    def get_urls(self) -> list[URLPattern]:
        own: dict[str, Callable[..., HttpResponse]] = {
            "try-all-again/": self.try_all_again_view,
            "<path:object_id>/try-again/": self.try_again_view,
            "<path:object_id>/stop/": self.stop_view,
        }
        name = "django_tasks_database_dbtaskresult_"
        return [
            *(
                path(where, self.admin_site.admin_view(view), name=name + view.__name__.removesuffix("_view"))
                for where, view in own.items()
            ),
            *super().get_urls(),
        ]

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(CHANGE)

    # The list

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [*super().get_list_display(request), *self._linked(request)]

    @staticmethod
    def _linked(request: HttpRequest) -> list[str]:
        return ["about"] if request.user.has_perm(VIEW_PHOTO) else []

    def get_ordering(self, request: HttpRequest) -> list[str | Combinable]:
        return StateFilter.orders.get(request.GET.get("state", ""), ["-enqueued_at", "-pk"])

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().changelist_view(request, {"title": gettext("Background work")})
        context = getattr(response, "context_data", None)
        if context and (listed := cast("ChangeList | None", context.get("cl"))):
            find_photos(listed.result_list)
            context["lines"] = overview.lines()
            context["kinds"] = overview.kinds_given_up() if self.has_retry_permission(request) else []
        return response

    # Translators: what a task does: the head of a column
    @admin.display(description=pgettext_lazy("task", "what"))
    def what(self, task: Task) -> str:
        return called_in_html(task)

    @admin.display(description=pgettext_lazy("task", "state"))
    def state(self, task: Task) -> str:
        return states.state(task, timezone.now())

    # Translators: how often a task was tried: the head of a column
    @admin.display(description=pgettext_lazy("task", "attempts"))
    def tries(self, task: Task) -> str:
        return states.tries(task)

    @admin.display(description=_("what went wrong"))
    def went_wrong(self, task: Task) -> str:
        return str(why(task) or self._nothing())

    # Translators: which photo a task is about: the head of a column, over links
    @admin.display(description=pgettext_lazy("task", "about"))
    def about(self, task: Task) -> str:
        photo = photo_of(task)
        if not photo:
            return self._nothing()
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:articles_photo_change", args=[photo.pk]),
            gettext("Photo %(number)s") % {"number": photo.pk},
        )

    def _nothing(self) -> str:
        # On a narrow screen the list leaves it out.
        return format_html('<span class="nothing">{}</span>', self.get_empty_value_display())

    # The page of one task

    def get_fields(self, request: HttpRequest, obj: Task | None = None) -> Any:
        linked = self._linked(request) if obj and photo_of(obj) else []
        fields = [*linked, "state", "tries", "went_wrong", "asked_for", "started"]
        if request.user.is_superuser:
            # Whoever reads the log anyway. The arguments of a mail are its text.
            is_mail = obj is not None and obj.queue_name == QUEUE
            fields += ["error", *([] if is_mail else ["with_what"])]
        return fields

    def get_readonly_fields(self, request: HttpRequest, obj: Task | None = None) -> Any:
        return self.get_fields(request, obj)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Task | None = None,
    ) -> HttpResponse:
        if obj:
            now, may = timezone.now(), self.has_retry_permission(request)
            context |= {
                "title": called(obj),
                "subtitle": None,
                "may_try_again": may and not retries.why_not_again(obj, now),
                "may_stop": may and not retries.why_not_stopped(obj, now),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description=pgettext_lazy("task", "asked for"))
    def asked_for(self, task: Task) -> str:
        return desk_time(task.enqueued_at)

    @admin.display(description=pgettext_lazy("task", "started"))
    def started(self, task: Task) -> str:
        return desk_time(task.started_at) if task.started_at else self.get_empty_value_display()

    @admin.display(description=pgettext_lazy("task", "with what"))
    def with_what(self, task: Task) -> str:
        return format_html('<code dir="ltr">{}</code>', str(task.args_kwargs))

    @admin.display(description=_("error"))
    def error(self, task: Task) -> str:
        if not task.exception_class_path:
            return self.get_empty_value_display()
        return format_html(
            '<details dir="ltr"><summary>{}</summary><pre>{}</pre></details>',
            task.exception_class_path,
            task.traceback,
        )

    # What staff can do about it

    @method_decorator(require_POST)
    def try_again_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._do(request, object_id, retries.try_again, _("It is tried again at once: %(task)s."))

    @method_decorator(require_POST)
    def stop_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._do(
            request, object_id, retries.stop_trying, _("It is not tried again by itself: %(task)s.")
        )

    def _do(
        self, request: HttpRequest, object_id: str, verb: Callable[[Task, User], None], done: Any
    ) -> HttpResponse:
        if not self.has_retry_permission(request):
            raise PermissionDenied
        task = self.get_object(request, unquote(object_id))
        if task is None:
            # As a mail that has been sent meanwhile.
            messages.info(request, gettext("That task is not here any more: it is done, or was long ago."))
            return HttpResponseRedirect(self._list())
        try:
            verb(task, cast("User", request.user))
        except retries.Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, done % {"task": called(task)})
        return HttpResponseRedirect(
            reverse("admin:django_tasks_database_dbtaskresult_change", args=[task.pk])
        )

    @method_decorator(require_POST)
    def try_all_again_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_retry_permission(request):
            raise PermissionDenied
        count = retries.try_all_again(request.POST.get("task_path", ""), cast("User", request.user))
        if count:
            said = ngettext(
                "One task is tried again at once.", "%(count)s tasks are tried again at once.", count
            )
            messages.success(request, said % {"count": count})
        else:
            messages.info(
                request, gettext("None of them is given up any more. The list shows how things stand now.")
            )
        return HttpResponseRedirect(self._list())

    @staticmethod
    def _list() -> str:
        return reverse("admin:django_tasks_database_dbtaskresult_changelist")
