"""The parts of deploy/compose.yaml, from this machine's packages: each in a folder and on a port of its own."""

import contextlib
import time

from newsroom.tests.support import services
from newsroom.tests.support.connection import Connection
from newsroom.tests.support.servers import Nginx, Node, Worker, environment

# How Django and gunicorn begin to log an exception that nobody caught.
FAILURE_MARKS = ("Internal Server Error", "Error handling request")


class Parts:
    """All of the parts. As a context they are started in order, and ended when it ends."""

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
            # One process, so that a node has one page cache, with every page that it was asked for.
            WORKERS="1",
            THREADS="8",
        )

    @property
    def running(self):
        return [node for node in self.nodes if node.is_running]

    def ask_node(self, node):
        """A connection to the node itself, with the Host that nginx sends."""
        return Connection(node.port, host=self.host)

    def look_after(self):
        """Start the worker again, which ends with its database, as `restart: unless-stopped` does."""
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
        """Start the other parts, once the database is filled."""
        for part in (*self.nodes, self.worker, self.nginx):
            self.started.enter_context(part)

    def __exit__(self, *failure):
        self.started.__exit__(*failure)

    def logs(self):
        """The end of each part's log or, where a node failed, the last failure in it."""
        for log in sorted(self.folder.glob("*/log")):
            text = log.read_text(errors="replace")
            failed = max(map(text.rfind, FAILURE_MARKS))
            yield f"--- {log.parent.name}\n{text[failed:][:5000] if failed >= 0 else text[-1000:]}"
