"""What becomes of a task that failed: it is tried again by itself, is given up, and staff can have it tried again."""

from __future__ import annotations

import datetime
import logging
import re
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from newsroom.backends import mail

if TYPE_CHECKING:
    from typing import Any

    from accounts.models import User

    Task = DBTaskResult[..., Any]

logger = logging.getLogger(__name__)

# The delay after each failed attempt. After the last one the task is given up, and the operator reads of it.
RETRY_DELAYS = [datetime.timedelta(seconds=seconds) for seconds in (10, 60, 10 * 60, 60 * 60)]
# They take down what may not be seen any more: nobody stops that.
NEVER_STOPPED = {"forget_in_sessions", "forget_photo", "delete_files", "settle_original", "take_offline"}
# In what a mail server answered: addresses, and what may be a code.
_PRIVATE = re.compile(r"[^\s<>\"'(){}\[\]:,;]+@[^\s<>\"'(){}\[\]:,;]+|\b\d{4}[- ]?\d{4}\b")


class Refused(Exception):
    """Why a task is not tried again, or not stopped: a sentence for staff."""


def name_of(task: Task) -> str:
    """Of its function; of one that an earlier release had, too."""
    return task.task_path.rpartition(".")[2]


def is_tried_again(task: Task, now: datetime.datetime) -> bool:
    """Whether it failed, and waits for its next attempt."""
    return task.status == TaskResultStatus.READY and bool(task.worker_ids) and is_put_off(task, now)


def is_put_off(task: Task, now: datetime.datetime) -> bool:
    return now < task.run_after < get_date_max()


def retry_or_give_up(task: Task) -> None:
    """Retry after a delay, or give up. A task that kills the worker each time is given up too."""
    attempts, now = len(task.worker_ids), timezone.now()
    is_mail = task.queue_name == mail.QUEUE
    if task.status == TaskResultStatus.RUNNING:
        # Its worker died. What an earlier attempt failed of is not why.
        task.exception_class_path = task.traceback = ""
    if is_mail:
        task.traceback = _PRIVATE.sub("…", task.traceback)
    again_at = now + RETRY_DELAYS[attempts - 1] if attempts <= len(RETRY_DELAYS) else None
    if again_at is None or is_mail and mail.is_too_late(task.args_kwargs["args"][0], again_at):
        _give_up(task, now)
        logger.error("%s given up after %s attempts: %s", _logged(task), attempts, _why(task))
        return
    task.status, task.run_after = TaskResultStatus.READY, again_at
    task.save(update_fields=["status", "run_after", "exception_class_path", "traceback"])
    logger.warning("%s is tried again later: %s", _logged(task), _why(task))


def try_again(task: Task, by: User) -> None:
    """Have the worker try what was given up, or waits for its next attempt, at once, with all attempts before it.

    Safe to repeat: what waits already is refused. Raises Refused.
    """
    with transaction.atomic():
        task, now = _lock(task), timezone.now()
        if refusal := why_not_again(task, now):
            raise Refused(refusal)
        _begin_anew(task)
        task.save(update_fields=[*_ANEW, "run_after", "worker_ids"])
    logger.info("%s is tried again, by %s", _logged(task), by.pk)


def why_not_again(task: Task, now: datetime.datetime) -> str:
    """Why it can't be tried again, or nothing."""
    if task.status == TaskResultStatus.RUNNING:
        return _("It is being tried just now.")
    if task.status == TaskResultStatus.SUCCESSFUL:
        return _("It is done. There is nothing to try again.")
    if task.status == TaskResultStatus.READY and not is_tried_again(task, now):
        return _("It waits already. The worker takes it up by itself.")
    if task.queue_name == mail.QUEUE and not task.args_kwargs["args"]:
        return _("What the mail said is deleted. Whoever waits for it has to ask for a new one.")
    return ""


def try_all_again(task_path: str, by: User) -> int:
    """The same for all that were given up of one kind; answers how many. Of mails that were given up nothing is left.

    Safe to repeat: those that wait already are none of them.
    """
    given_up = DBTaskResult.objects.failed().filter(task_path=task_path).exclude(queue_name=mail.QUEUE)
    count = given_up.update(**_ANEW, run_after=get_date_max(), worker_ids=[])
    if count:
        logger.info("%s tasks %s are tried again, by %s", count, task_path.rpartition(".")[2], by.pk)
    return count


def stop_trying(task: Task, by: User) -> None:
    """Give up what failed and waits for its next attempt. Safe to repeat. Raises Refused."""
    with transaction.atomic():
        task, now = _lock(task), timezone.now()
        if refusal := why_not_stopped(task, now):
            raise Refused(refusal)
        _give_up(task, now)
    logger.info("%s is not tried again, by %s", _logged(task), by.pk)


def why_not_stopped(task: Task, now: datetime.datetime) -> str:
    """Why it can't be stopped, or nothing."""
    if not is_tried_again(task, now):
        return _("It is not between two attempts. There is nothing to stop.")
    if name_of(task) in NEVER_STOPPED:
        return _("It deletes what may not stay, so nobody stops it.")
    return ""


_ANEW: dict[str, Any] = {
    "status": TaskResultStatus.READY,
    "started_at": None,
    "finished_at": None,
    "exception_class_path": "",
    "traceback": "",
}


def _begin_anew(task: Task) -> None:
    for name, value in _ANEW.items():
        setattr(task, name, value)
    task.run_after, task.worker_ids = get_date_max(), []


def _give_up(task: Task, now: datetime.datetime) -> None:
    task.status, task.finished_at = TaskResultStatus.FAILED, now
    if task.queue_name == mail.QUEUE:
        task.args_kwargs = {"args": [], "kwargs": {}}
    task.save(update_fields=["status", "finished_at", "args_kwargs", "exception_class_path", "traceback"])


def _lock(task: Task) -> Task:
    """The row as it is now, held: a worker takes it up, or another person tries it again, before or after."""
    return DBTaskResult.objects.select_for_update().get(pk=task.pk)


def _logged(task: Task) -> str:
    # Nobody may read what a mail says, not in the log either.
    if task.queue_name == mail.QUEUE:
        return "a mail"
    return f"task {name_of(task)} {task.args_kwargs['args']}"


def _why(task: Task) -> str:
    return task.exception_class_path or "WorkerDied"
