"""gunicorn with one application, one worker process, and threads as the site has them by default."""

import contextlib
import os
import socket
import sys

from benchmarks.bench import machine
from newsroom.tests.support import servers
from newsroom.tests.support.servers import ROOT
from newsroom.tests.support.services import Service

THREADS = 8
SITE, UNCACHED, COUNTED = "newsroom.wsgi", "benchmarks.bench.uncached", "benchmarks.bench.counted"
# A header of COUNTED's answers.
RENDERED_SO_FAR = "X-Rendered"


class Gunicorn(Service):
    def __init__(self, folder, application, environment):
        self.application, self.environment = application, environment
        super().__init__(folder)

    def command(self):
        how = [*("-c", ROOT / "newsroom/server/gunicorn.py")]
        return [sys.executable, "-m", "gunicorn", *how, f"{self.application}:application"]

    def run(self, command, how, **options):
        process = super().run(command, how, env=self.environment | {"PORT": str(self.port)}, **options)
        machine.stay_on(machine.SERVERS, process.pid)
        return process

    def answers(self):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    @property
    def worker(self):
        return machine.family(self.process.pid)[1]


class Constant(Gunicorn):
    def __init__(self, folder, answers):
        environment = os.environ | {"CONSTANT_ANSWERS": str(answers), "PYTHONPATH": str(ROOT)}
        super().__init__(folder, "benchmarks.bench.constant", environment)

    def command(self):
        how = ("-k", "gthread", "-w", 1, "--threads", THREADS, "--preload", "--no-control-socket")
        where = ("-b", f"127.0.0.1:{self.port}", "--chdir", ROOT)
        return [sys.executable, "-m", "gunicorn", *how, *where, f"{self.application}:application"]


def environment(folder, database=None):
    """The environment of a site on SQLite in the folder, or on that database."""
    own = {"DATABASE_URL": database} if database else {}
    return servers.environment(folder, DEMONSTRATION="off", WORKERS="1", THREADS=str(THREADS), **own)
