import os
import signal

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.autoreload import run_with_reloader

from newsroom.server import heartbeat, worker
from newsroom.server.supervisor import end_with_parent

# Readers' requests come first.
NICENESS = 5


class Command(BaseCommand):
    help = "Do what waits in the background until stopped: send mails, make photographs ready for the pages."

    def handle(self, **options: object) -> None:
        os.nice(NICENESS)
        if settings.DEBUG:
            # Of the two processes of a reloading worker, the one that works must not outlive the other.
            end_with_parent()
            run_with_reloader(work)
        else:
            # Ctrl-C ends the worker at once, as SIGTERM does. The next worker begins its task again.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            work()


def work() -> None:
    with worker.only_one_here() as name, heartbeat.beating(name):
        worker.work(name)
