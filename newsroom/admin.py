from django.contrib import admin
from django_tasks_db import admin as tasks  # registers what is taken away below
from django_tasks_db.models import DBTaskResult

from newsroom.mail import QUEUE

admin.site.unregister(DBTaskResult)


@admin.register(DBTaskResult)
class TaskAdmin(tasks.DBTaskResultAdmin):
    """What waits for the worker, and what was done or given up. What a mail says is nobody's to read."""

    list_display = ["task_name", "status", "enqueued_at", "run_after", "finished_at", "exception_class_path"]
    list_filter = ["status", "queue_name"]

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        if obj and obj.queue_name == QUEUE:
            fields = [name for name in fields if name != "args_kwargs"]
        return fields
