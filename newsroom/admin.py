from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.text import capfirst
from django_tasks_db import admin as tasks  # registers what is taken away below
from django_tasks_db.models import DBTaskResult, get_date_max

from newsroom.backends.mail import QUEUE

if TYPE_CHECKING:
    import datetime
    from typing import Any

    from django.http import HttpRequest

    Task = DBTaskResult[..., Any]

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

    @admin.display(description="what")
    def what(self, task: Task) -> str:
        return capfirst(task.task_name.replace("_", " "))

    @admin.display(description="state")
    def state(self, task: Task) -> str:
        return task.get_status_display()

    @admin.display(description="asked for")
    def asked_for(self, task: Task) -> datetime.datetime:
        return task.enqueued_at

    @admin.display(description="not before")
    def not_before(self, task: Task) -> datetime.datetime | None:
        return None if task.run_after == get_date_max() else task.run_after

    @admin.display(description="started")
    def started(self, task: Task) -> datetime.datetime | None:
        return task.started_at

    @admin.display(description="finished")
    def finished(self, task: Task) -> datetime.datetime | None:
        return task.finished_at

    @admin.display(description="with what")
    def with_what(self, task: Task) -> str:
        return str(task.args_kwargs)

    @admin.display(description="what went wrong")
    def went_wrong(self, task: Task) -> str | None:
        return task.exception_class_path or None
