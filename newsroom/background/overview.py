"""How the background work stands, in a sentence each. Each is one look at an index, however many tasks have ended."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from core.times import desk_time
from newsroom.backends import mail
from newsroom.background.retries import RETRY_DELAYS
from newsroom.background.words import called_in_html, find_photos, kind
from newsroom.server.heartbeat import is_alive, last_beat

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from newsroom.background.retries import Task

# Nobody needs to know more exactly.
MANY = 1000
LATELY = datetime.timedelta(hours=24)
# A worker does two things at once, a mail beside something else: of some machines.
MOST_RUNNING = 10
# In seconds: from here on it is counted in minutes.
LONG = 120


class Line(NamedTuple):
    """A sentence, and the choice of the list's filter that has what it counts."""

    said: str
    choice: str = ""
    is_bad: bool = False

    @property
    def address(self) -> str:
        return (
            self.choice
            and f"{reverse('admin:django_tasks_database_dbtaskresult_changelist')}?state={self.choice}"
        )


class Kind(NamedTuple):
    """What was given up of one kind, for the button that has all of it tried again."""

    task_path: str
    said: str


# The rows behind each choice of the list


def waiting() -> QuerySet[Task]:
    return DBTaskResult.objects.ready()


def tried_again(now: datetime.datetime) -> QuerySet[Task]:
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    # No pause is longer: what was put off for days is not looked at.
    return ready.filter(run_after__gt=now, run_after__lte=now + RETRY_DELAYS[-1]).exclude(worker_ids=[])


def put_off(now: datetime.datetime) -> QuerySet[Task]:
    later = DBTaskResult.objects.filter(status=TaskResultStatus.READY, run_after__gt=now)
    return later.filter(run_after__lt=get_date_max(), worker_ids=[])


def lines() -> list[Line]:
    now = timezone.now()
    return [_worker(now), _waiting(now), *_running(now), _tried_again(now), _given_up(now)]


def _worker(now: datetime.datetime) -> Line:
    beat = last_beat()
    if beat is None:
        said = _(
            "No worker has given a sign of life yet: nothing is done. Whoever runs this site has to start one."
        )
        return Line(said, is_bad=True)
    if not is_alive(beat, now):
        said = _(
            "No worker is at work: the last sign of life came at %(time)s. Whoever runs this site has to start one."
        )
        return Line(said % {"time": desk_time(beat)}, is_bad=True)
    return Line(_("A worker is at work; its last sign of life came at %(time)s.") % {"time": desk_time(beat)})


def _waiting(now: datetime.datetime) -> Line:
    count = _counted(waiting())
    if not count:
        return Line(_("Nothing waits."))
    if count == MANY:
        said = _("More than %(count)s tasks wait, the oldest since %(time)s.")
    else:
        said = ngettext(
            "One task waits, since %(time)s.", "%(count)s tasks wait, the oldest since %(time)s.", count
        )
    return Line(said % {"count": count, "time": desk_time(oldest_wait(now) or now)}, "waiting")


def oldest_wait(now: datetime.datetime) -> datetime.datetime | None:
    """Since when the one waits that has waited longest: from its time on, where it had one."""
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    at_once = (
        ready.filter(run_after=get_date_max()).order_by("enqueued_at").values_list("enqueued_at", flat=True)
    )
    at_a_time = ready.filter(run_after__lte=now).order_by("run_after").values_list("run_after", flat=True)
    return min(filter(None, (at_once.first(), at_a_time.first())), default=None)


def _running(now: datetime.datetime) -> list[Line]:
    rows = list(DBTaskResult.objects.running().order_by("started_at")[:MOST_RUNNING])
    if not rows:
        return [Line(_("Nothing runs just now."))]
    find_photos(rows)
    beats = {name: last_beat(name) for name in {row.worker_ids[-1] for row in rows if row.worker_ids}}
    return [_runs(row, is_alive(beats.get((row.worker_ids or [""])[-1]), now), now) for row in rows]


def _runs(task: Task, is_at_it: bool, now: datetime.datetime) -> Line:
    began = task.started_at or now
    named = {"task": called_in_html(task), "time": desk_time(began)}
    if not is_at_it:
        said = _("Interrupted, for its worker is gone: {task} (begun at {time}).")
        return Line(format_html(said, **named), "running", is_bad=True)
    seconds = max(0, int((now - began).total_seconds()))
    if seconds < LONG:
        said = ngettext("Runs for {count} second: {task}.", "Runs for {count} seconds: {task}.", seconds)
        return Line(format_html(said, count=seconds, **named), "running")
    minutes = seconds // 60
    said = ngettext("Runs for {count} minute: {task}.", "Runs for {count} minutes: {task}.", minutes)
    return Line(format_html(said, count=minutes, **named), "running")


def _tried_again(now: datetime.datetime) -> Line:
    count = _counted(tried_again(now))
    if not count:
        return Line(_("Nothing waits for another attempt."))
    if count == MANY:
        said = _("More than %(count)s tasks failed and are tried again by themselves.")
    else:
        said = ngettext(
            "One task failed and is tried again by itself.",
            "%(count)s tasks failed and are tried again by themselves.",
            count,
        )
    return Line(said % {"count": count}, "again", is_bad=True)


def _given_up(now: datetime.datetime) -> Line:
    count = _counted(DBTaskResult.objects.failed().filter(finished_at__gt=now - LATELY))
    if not count:
        return Line(_("Nothing was given up in the last 24 hours."))
    if count == MANY:
        said = _("More than %(count)s tasks were given up in the last 24 hours.")
    else:
        said = ngettext(
            "One task was given up in the last 24 hours.",
            "%(count)s tasks were given up in the last 24 hours.",
            count,
        )
    return Line(said % {"count": count}, "failed", is_bad=True)


def _counted(rows: QuerySet[Task]) -> int:
    return rows.order_by()[:MANY].count()


def kinds_given_up() -> list[Kind]:
    """Of the newest that were given up. Of mails nothing is left that could be tried again."""
    newest = DBTaskResult.objects.failed().order_by("-finished_at")[:MANY]
    rows = newest.values_list("task_path", "queue_name")
    counts = Counter(path for path, queue in rows if queue != mail.QUEUE)
    # Translators: what tasks do, and how many of them were given up: Make the files of photographs (12)
    said = _("%(tasks)s (%(count)s)")
    return [
        Kind(path, said % {"tasks": kind(path.rpartition(".")[2]), "count": count})
        for path, count in counts.most_common()
    ]
