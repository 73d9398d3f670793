"""The worker: runs background tasks, one at a time, and retries what failed.

It extends django-tasks-db's worker, which does not retry, leaves a task as running for ever when it is killed, and
takes SQLite's write lock each time that it looks for tasks.
"""

from __future__ import annotations

import contextlib
import datetime
import fcntl
import logging
import os
import threading
import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import caches
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from accounts.models import Invitation, SignIn, User
from accounts.sessions import SessionStore
from articles.models import StoredList
from articles.photographs import uploads
from articles.photographs.tasks import make_missing_renditions
from newsroom.backends import mail
from newsroom.background.retries import retry_or_give_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from django.db.models import QuerySet

logger = logging.getLogger(__name__)

# How long it sleeps where there is nothing to do: about as long as an editor waits for a thumbnail.
SECONDS_BETWEEN_LOOKS = 0.5
# Nobody here can tell whether a worker on another machine is alive. No task takes as long as this.
ABANDONED_AFTER = datetime.timedelta(hours=1)
# How long finished tasks, and those that were given up with the reason, stay in the admin.
RETENTION = datetime.timedelta(days=14)
CLEANUP_INTERVAL = datetime.timedelta(minutes=10)
# How late what is new may come to the stored lists. What is taken from view goes out of them at once.
REMAKE_INTERVAL = datetime.timedelta(minutes=5)


@contextlib.contextmanager
def only_one_here() -> Iterator[str]:
    """Wait until no other worker runs on this data folder, and yield the name that its workers have in turn.

    A task that is still marked as running under that name was then left by a worker that died.
    """
    with (settings.DATA_DIR / "worker").open("a+") as file:
        # The kernel releases the lock, however the process ends.
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        name = file.read()
        if not name:
            name = get_random_string(32)
            file.write(name)
            file.flush()
        yield name


class Worker(db_worker.Worker):
    def __init__(self, name: str, queues: Sequence[str] = ("*",), but: Sequence[str] = ()) -> None:
        super().__init__(
            worker_id=name,
            queue_names=queues,  # type: ignore[arg-type] # it only looks into them
            excluded_queue_names=but,  # type: ignore[arg-type] # the same
            backend_name="default",
            interval=SECONDS_BETWEEN_LOOKS,
            startup_delay=False,
            # Returns from run() when nothing waits.
            batch=True,
            max_tasks=None,
        )

    def work(self) -> None:
        """Until it is killed."""
        done_at: dict[Callable[[datetime.datetime], None], float] = {}
        while True:
            for job, interval in JOBS.items():
                # By the monotonic clock, which nobody sets back.
                if job not in done_at or time.monotonic() - done_at[job] > interval.total_seconds():
                    done_at[job] = time.monotonic()
                    job(timezone.now())
            # Looking takes no lock; taking a task does.
            if self.waiting().exists():
                self.run()
            else:
                time.sleep(SECONDS_BETWEEN_LOOKS)

    def waiting(self) -> QuerySet[DBTaskResult[..., Any]]:
        waiting = DBTaskResult.objects.ready().exclude(queue_name__in=self.excluded_queue_names)
        return waiting if self.process_all_queues else waiting.filter(queue_name__in=self.queue_names)

    def run_task(self, row: DBTaskResult[..., Any]) -> None:
        super().run_task(row)
        if row.status == TaskResultStatus.FAILED:
            retry_or_give_up(row)
        elif row.queue_name == mail.QUEUE:
            row.delete()


def work(name: str) -> None:
    """Run all tasks until it is killed: mails in a thread of their own, for a photograph takes seconds."""
    recover(DBTaskResult.objects.running(), name)
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    if not waiting.filter(task_path=make_missing_renditions.module_path).exists():
        make_missing_renditions.enqueue()
    threading.Thread(target=work_or_end, args=[Worker(name, queues=[mail.QUEUE])], daemon=True).start()
    Worker(name, but=[mail.QUEUE]).work()


def work_or_end(worker: Worker) -> None:
    """End the process with the thread, so that it is started again: without the thread no mail would be sent."""
    try:
        worker.work()
    except BaseException:
        logger.exception("The worker ends.")
        os._exit(1)


def recover(rows: Iterable[DBTaskResult[..., Any]], name: str) -> None:
    """Retry what the worker of that name was running when it died."""
    for row in rows:
        if row.worker_ids[-1:] == [name]:
            retry_or_give_up(row)


def clean_up(now: datetime.datetime) -> None:
    uploads.tidy()
    for row in DBTaskResult.objects.running().filter(started_at__lt=now - ABANDONED_AFTER):
        retry_or_give_up(row)
    SessionStore.clear_expired()
    User.objects.delete_expired_sign_ups()
    Invitation.objects.delete_old()
    SignIn.objects.delete_old()
    done = DBTaskResult.objects.finished().filter(finished_at__lt=now - RETENTION)
    # Mails of a worker that died after it had sent them.
    sent = DBTaskResult.objects.successful().filter(
        queue_name=mail.QUEUE, finished_at__lt=now - CLEANUP_INTERVAL
    )
    for rows in (done, sent):
        if rows.exists():
            rows.delete()
    caches["default"].delete_expired()  # type: ignore[attr-defined] # of newsroom.backends.counts


# What each thread of each worker does from time to time: safe where two do it at once.
JOBS: dict[Callable[[datetime.datetime], None], datetime.timedelta] = {
    clean_up: CLEANUP_INTERVAL,
    StoredList.remake_all: REMAKE_INTERVAL,
}
