"""How a task stands, since when, and how often it was tried: in words, for one row of the list and for its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import TaskResultStatus

from core.times import desk_time
from newsroom.background.retries import is_put_off, is_tried_again
from newsroom.server.heartbeat import is_alive, last_beat

if TYPE_CHECKING:
    import datetime

    from newsroom.background.retries import Task


def state(task: Task, now: datetime.datetime) -> str:
    since = {"time": desk_time(_since(task))}
    if task.status == TaskResultStatus.RUNNING:
        return _running(task, now)
    if task.status == TaskResultStatus.FAILED:
        return _("Given up at %(time)s") % since
    if task.status == TaskResultStatus.SUCCESSFUL:
        return _("Done at %(time)s") % since
    again = {"time": desk_time(task.run_after)}
    if is_tried_again(task, now):
        return _("Failed; is tried again at %(time)s") % again
    if is_put_off(task, now):
        return _("Put off until %(time)s") % again
    return _("Waits since %(time)s") % since


def _running(task: Task, now: datetime.datetime) -> str:
    beat = last_beat(task.worker_ids[-1]) if task.worker_ids else None
    if is_alive(beat, now):
        return _("Runs since %(time)s") % {"time": desk_time(_since(task))}
    # Imported late: the worker's own modules are of no use to a page but for this number.
    from newsroom.server.worker import ABANDONED_AFTER, CLEANUP_INTERVAL

    began = task.started_at or now
    # Another worker looks for what was left so often, and no sooner than a start of its own.
    latest = max(now, began + ABANDONED_AFTER) + CLEANUP_INTERVAL
    if beat is None:
        return _(
            "Interrupted: its worker gives no sign of life. It is taken up again when that worker starts, or by "
            "another until %(latest)s"
        ) % {"latest": desk_time(latest)}
    return _(
        "Interrupted: its worker gave its last sign of life at %(beat)s. It is taken up again when that worker "
        "starts, or by another until %(latest)s"
    ) % {"beat": desk_time(beat), "latest": desk_time(latest)}


def tries(task: Task) -> str:
    count = len(task.worker_ids)
    if not count:
        return _("Not tried yet")
    return ngettext("Tried once", "Tried %(count)s times", count) % {"count": count}


def _since(task: Task) -> datetime.datetime:
    """When it came into that state; of one between two attempts, when the last one failed."""
    if task.status == TaskResultStatus.RUNNING:
        return task.started_at or task.enqueued_at
    return max(filter(None, (task.enqueued_at, task.started_at, task.finished_at)))
