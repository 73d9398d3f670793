"""Remakes stored lists: all of them every few minutes (newsroom/server/worker.py), and one at once where it must be."""

from django.db import transaction
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from articles.models import StoredList

# As what takes something down.
FIRST = 50


@task(priority=FIRST)
def remake_list(name: str) -> None:
    """After something was taken from view that it is made of."""
    StoredList.remake(name)


def remake_soon(name: str) -> None:
    """Have the worker remake that list once this transaction is there; one task for all who ask before it begins."""
    transaction.on_commit(lambda: _ask(name), robust=True)


def _ask(name: str) -> None:
    waiting = DBTaskResult.objects.ready().filter(task_path=remake_list.module_path)
    if [name] not in [each.args_kwargs["args"] for each in waiting]:
        remake_list.enqueue(name)
