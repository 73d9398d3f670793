"""How tests do what is done in the background."""

from unittest import mock

from django_tasks import TaskResultStatus
from django_tasks.backends.immediate import ImmediateBackend


def put_off(settings):
    """What is done in the background waits for `work`."""
    default = settings.TASKS["default"] | {"BACKEND": "django_tasks_db.DatabaseBackend"}
    settings.TASKS = settings.TASKS | {"default": default}


class AtOnce(ImmediateBackend):
    """At once where it is asked for, and a failure is heard. What is for a later time is noted in `later` alone."""

    supports_defer = True

    def __init__(self, alias, params):
        super().__init__(alias, params)
        self.later = []

    def enqueue(self, task, args, kwargs):
        if task.run_after is not None:
            self.validate_task(task)
            self.later.append((task, args))
            return None
        result = super().enqueue(task, args, kwargs)
        if result.status == TaskResultStatus.FAILED:
            raise AssertionError(result.errors[0].traceback)
        return result


def work(worker=None):
    """Do what waits, as the worker does, on the test's own connection."""
    from django_tasks_db.management.commands import db_worker

    from newsroom.server.worker import Worker

    with mock.patch.object(db_worker, "close_old_connections"):
        (worker or Worker("one")).run()
