"""The parts of deploy/compose.yaml, from this machine's packages: each in a folder and on a port of its own."""

import contextlib
import time

from newsroom.tests.support import services
from newsroom.tests.support.connection import Connection
from newsroom.tests.support.servers import Nginx, Node, Worker, environment

# How Django and gunicorn begin to tell of a failure of the program itself.
FAILED = ("Internal Server Error", "Error handling request")


class Parts:
    """All of them, started in order; as a context they end in the end."""

    def __init__(self, folder):
        self.folder = folder
        self.database = services.postgres(folder / "postgres")
        self.cache = services.redis(folder / "redis")
        self.storage = services.storage(folder / "storage")
        site = services.free_port()
        self.host = f"127.0.0.1:{site}"
        self.environment = self._environment()
        self.nodes = [Node(folder / f"web{number}", self.environment) for number in (1, 2)]
        self.worker = Worker(folder / "worker", self.environment)
        self.nginx = Nginx(folder / "nginx", self.nodes, site)

    def _environment(self):
        (self.folder / "data").mkdir()
        return environment(
            self.folder,
            TMPDIR=str(self.folder),
            LANG="C.UTF-8",
            SITE_URL=f"http://{self.host}",
            DATA_DIR=str(self.folder / "data"),
            DATABASE_URL=self.database.url,
            CACHE_URL=self.cache.url,
            STORAGE_URL=self.storage.url,
            EMAIL_URL="dummymail://",
            DEMONSTRATION="off",
            PROXIES="1",
            # So that a node's memory is one: what it was asked for it has.
            WORKERS="1",
            THREADS="8",
        )

    @property
    def running(self):
        return [node for node in self.nodes if node.is_running]

    def ask_node(self, node):
        """A connection past nginx, which asks as nginx does."""
        return Connection(node.port, host=self.host)

    def look_after(self):
        """What `restart: unless-stopped` does for the worker, which ends with its database."""
        if not self.worker.is_running:
            self.worker.start()

    def while_waiting(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.look_after()
            time.sleep(0.1)

    def __enter__(self):
        self.started = contextlib.ExitStack()
        with contextlib.ExitStack() as on_failure:
            on_failure.push(self.started)
            for part in (self.database, self.cache, self.storage):
                self.started.enter_context(part)
            on_failure.pop_all()
        return self

    def open(self):
        """Once the database is filled."""
        for part in (*self.nodes, self.worker, self.nginx):
            self.started.enter_context(part)

    def __exit__(self, *failure):
        self.started.__exit__(*failure)

    def logs(self):
        """What each part said last, and where a node failed, of that."""
        for log in sorted(self.folder.glob("*/log")):
            said = log.read_text(errors="replace")
            failed = max(map(said.rfind, FAILED))
            yield f"--- {log.parent.name}\n{said[failed:][:5000] if failed >= 0 else said[-1000:]}"
