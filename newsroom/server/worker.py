"""The worker: does what waits in the background, one task at a time, and tries again what failed.

django-tasks-db's own worker does neither, leaves what a killed one was at for ever, and takes SQLite's write lock
each time that it looks whether there is anything to do.
"""

import contextlib
import datetime
import fcntl
import logging
import os
import threading
import time

from django.conf import settings
from django.core.cache import caches
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from accounts.sessions import SessionStore
from articles.photographs import uploads
from articles.photographs.tasks import make_missing_renditions
from newsroom.backends import mail

logger = logging.getLogger(__name__)

# How long it looks away where there is nothing to do: about as long as an editor waits for a thumbnail.
SECONDS_BETWEEN_LOOKS = 0.5
# After each attempt that failed; once they are used up the task is given up, and the operator reads of it.
PAUSES = [datetime.timedelta(seconds=seconds) for seconds in (10, 60, 10 * 60, 60 * 60)]
# Of a worker elsewhere nobody here can tell whether it lives; no task takes as long as this.
ABANDONED_AFTER = datetime.timedelta(hours=1)
# What was done, and what was given up with the reason, stays in the admin for so long.
KEPT = datetime.timedelta(days=14)
HOUSEKEEPING = datetime.timedelta(minutes=10)


@contextlib.contextmanager
def only_one_here():
    """Wait until no other worker runs on this data folder, and give this one the name that all of them have in turn.

    Whatever is still marked as being done under the name is then what a dead one left.
    """
    with (settings.DATA_DIR / "worker").open("a+") as file:
        # The kernel gives it back, however a process ends.
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        name = file.read()
        if not name:
            name = get_random_string(32)
            file.write(name)
            file.flush()
        yield name


class Worker(db_worker.Worker):
    def __init__(self, name, queues=("*",), but=()):
        super().__init__(
            worker_id=name,
            queue_names=queues,
            excluded_queue_names=but,
            backend_name="default",
            interval=SECONDS_BETWEEN_LOOKS,
            startup_delay=False,
            # Returns from run() when nothing waits.
            batch=True,
            max_tasks=None,
        )

    def work(self):
        """Until it is killed."""
        tidied_at = None
        while True:
            # By a clock that nobody sets back.
            if tidied_at is None or time.monotonic() - tidied_at > HOUSEKEEPING.total_seconds():
                tidied_at = time.monotonic()
                tidy(timezone.now())
            # Looking takes no lock; taking a task does.
            if self.waiting().exists():
                self.run()
            else:
                time.sleep(SECONDS_BETWEEN_LOOKS)

    def waiting(self):
        waiting = DBTaskResult.objects.ready().exclude(queue_name__in=self.excluded_queue_names)
        return waiting if self.process_all_queues else waiting.filter(queue_name__in=self.queue_names)

    def run_task(self, row):
        super().run_task(row)
        if row.status == TaskResultStatus.FAILED:
            put_back(row)
        elif row.queue_name == mail.QUEUE:
            row.delete()


def work(name):
    """All that waits, until it is killed: mails beside everything else, for a photograph takes seconds."""
    take_up(DBTaskResult.objects.running(), name)
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    if not waiting.filter(task_path=make_missing_renditions.module_path).exists():
        make_missing_renditions.enqueue()
    threading.Thread(target=work_or_end, args=[Worker(name, queues=[mail.QUEUE])], daemon=True).start()
    Worker(name, but=[mail.QUEUE]).work()


def work_or_end(worker):
    """Whoever watches the process starts it anew; without this thread it would go on and send no mail."""
    try:
        worker.work()
    except BaseException:
        logger.exception("The worker ends.")
        os._exit(1)


def take_up(rows, name):
    """Put back what the worker of that name was at when it died."""
    for row in rows:
        if row.worker_ids[-1:] == [name]:
            put_back(row)


def tidy(now):
    uploads.tidy()
    for row in DBTaskResult.objects.running().filter(started_at__lt=now - ABANDONED_AFTER):
        put_back(row)
    SessionStore.clear_expired()
    User.objects.delete_expired_sign_ups()
    done = DBTaskResult.objects.finished().filter(finished_at__lt=now - KEPT)
    # Of a worker that died when it had sent them.
    sent = DBTaskResult.objects.successful().filter(queue_name=mail.QUEUE, finished_at__lt=now - HOUSEKEEPING)
    for rows in (done, sent):
        if rows.exists():
            rows.delete()
    caches["default"].delete_expired()


def put_back(row):
    """Let it be tried again after a pause, or give it up. What kills the worker each time is given up too."""
    attempts, now = len(row.worker_ids), timezone.now()
    is_mail = row.queue_name == mail.QUEUE
    # What a mail says is nobody's to read, in the log neither.
    named = "a mail" if is_mail else f"task {row.task_name} {row.args_kwargs['args']}"
    why = row.exception_class_path or "its worker died"
    again_at = now + PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
    if again_at is None or is_mail and mail.is_too_late(*row.args_kwargs["args"], again_at):
        row.status, row.finished_at = TaskResultStatus.FAILED, now
        if is_mail:
            row.args_kwargs = {"args": [], "kwargs": {}}
        row.save(update_fields=["status", "finished_at", "args_kwargs"])
        logger.error("%s given up after %s attempts: %s", named, attempts, why)
        return
    row.status, row.run_after = TaskResultStatus.READY, again_at
    row.save(update_fields=["status", "run_after"])
    logger.warning("%s is tried again later: %s", named, why)
