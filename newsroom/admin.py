from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tasks_db import admin as tasks  # registers what is taken away below
from django_tasks_db.models import DBTaskResult, get_date_max

from core.times import desk_time
from newsroom.backends.mail import QUEUE

if TYPE_CHECKING:
    import datetime
    from typing import Any

    from django.http import HttpRequest

    Task = DBTaskResult[..., Any]

# {the name of a function that the worker runs: what the desk calls it}
TASKS = {
    "forget_in_sessions": _("Forget in sessions"),
    "make_renditions": _("Make renditions"),
    "forget_renditions": _("Forget renditions"),
    "forget_photo": _("Forget photo"),
    "delete_files": _("Delete files"),
    "settle_original": _("Settle original"),
    "take_offline": _("Take offline"),
    "make_missing_renditions": _("Make missing renditions"),
    # Translators: a task: put the stories of a retired section into another
    "refile_stories": _("Move stories of a retired section"),
    "take_missing_fingerprints": _("Take missing fingerprints"),
    "send": pgettext_lazy("task", "Send"),
}

admin.site.unregister(DBTaskResult)


@admin.register(DBTaskResult)
class TaskAdmin(tasks.DBTaskResultAdmin):
    """Tasks that wait for the worker, and those done or given up. Nobody may read what a mail says."""

    list_display = ["what", "state", "asked_for", "not_before", "finished", "went_wrong"]  # type: ignore[assignment] # the library has a tuple
    list_filter = ["status", "queue_name"]  # type: ignore[assignment] # the same
    sortable_by = []
    has_history = False
    about = ["what", "state", "asked_for", "not_before", "started", "finished"]

    def get_readonly_fields(self, request: HttpRequest, obj: Task | None = None) -> Any:
        return self.get_fields(request, obj)

    def get_fields(self, request: HttpRequest, obj: Task | None = None) -> Any:
        with_what = [] if obj and obj.queue_name == QUEUE else ["with_what"]
        return [*self.about, *with_what, "went_wrong", "formatted_traceback"]

    @admin.display(description=pgettext_lazy("task", "what"))
    def what(self, task: Task) -> str:
        # Of an older release there may be others.
        return str(TASKS.get(task.task_name) or capfirst(task.task_name.replace("_", " ")))

    @admin.display(description=pgettext_lazy("task", "state"))
    def state(self, task: Task) -> str:
        return task.get_status_display()

    @admin.display(description=pgettext_lazy("task", "asked for"))
    def asked_for(self, task: Task) -> str:
        return desk_time(task.enqueued_at)

    @admin.display(description=pgettext_lazy("task", "not before"))
    def not_before(self, task: Task) -> str:
        return self._time_or_empty(None if task.run_after == get_date_max() else task.run_after)

    @admin.display(description=pgettext_lazy("task", "started"))
    def started(self, task: Task) -> str:
        return self._time_or_empty(task.started_at)

    @admin.display(description=pgettext_lazy("task", "finished"))
    def finished(self, task: Task) -> str:
        return self._time_or_empty(task.finished_at)

    @admin.display(description=pgettext_lazy("task", "with what"))
    def with_what(self, task: Task) -> str:
        return str(task.args_kwargs)

    @admin.display(description=_("what went wrong"))
    def went_wrong(self, task: Task) -> str:
        return task.exception_class_path or self.get_empty_value_display()

    def _time_or_empty(self, instant: datetime.datetime | None) -> str:
        """On the page of one task Django would show None by that name, and a time as Python has it."""
        return desk_time(instant) if instant else self.get_empty_value_display()

    @admin.display(description=_("traceback"))
    def formatted_traceback(self, task: Task) -> str:
        return super().formatted_traceback(task)
