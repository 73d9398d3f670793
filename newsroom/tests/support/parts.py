"""The parts of deploy/compose.yaml, from this machine's packages: each in a folder and on a port of its own."""

import contextlib
import os
import re
import signal
import sys
import time
from pathlib import Path

from newsroom.tests.support import services
from newsroom.tests.support.connection import Connection

ROOT = Path(__file__).resolve().parents[3]
# How Django and gunicorn begin to tell of a failure of the program itself.
FAILED = ("Internal Server Error", "Error handling request")


class Process(services.Service):
    """One of the paper's own."""

    def __init__(self, folder, environment, port=None):
        self.environment = environment
        super().__init__(folder, port)

    def run(self, command, how, **options):
        return super().run(command, how, env=self.environment | {"PORT": str(self.port)}, **options)

    def kill(self):
        """With all its children at once, as a machine that loses its power."""
        if self.is_running:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Node(Process):
    def command(self):
        return [sys.executable, "-m", "gunicorn", "-c", ROOT / "newsroom/gunicorn.py"]

    def answers(self):
        with contextlib.suppress(OSError):
            return Connection(self.port).get("/health/").status == 200
        return False


class Worker(Process):
    def command(self):
        return [sys.executable, ROOT / "manage.py", "worker"]

    def answers(self):
        return True


class Nginx(services.Service):
    """With the very file that is deployed: other ports and addresses, and nothing else."""

    signals = {"fast": signal.SIGQUIT, "immediate": signal.SIGTERM}

    def __init__(self, folder, nodes, port=None):
        self.nodes = nodes
        super().__init__(folder, port)

    def prepare(self):
        self.program = services.program("nginx", "nginx", ["/usr/sbin", "/usr/local/sbin"])
        text = (ROOT / "deploy/nginx.conf").read_text()
        for number, node in enumerate(self.nodes, start=1):
            text = text.replace(f"server web{number}:8000 resolve", f"server 127.0.0.1:{node.port}")
        text = text.replace("listen 8080;", f"listen 127.0.0.1:{self.port};")
        assert not re.search(r"\b(web\d|8080|resolve)\b", text), "all of the places are other ones here"
        (self.folder / "nginx.conf").write_text(text)
        # Where root starts it, its workers are somebody else.
        self.folder.chmod(0o755)

    def command(self):
        return [
            self.program,
            *("-p", f"{self.folder}/", "-c", "nginx.conf", "-e", "stderr"),
            *("-g", "daemon off;"),
        ]

    def answers(self):
        with contextlib.suppress(OSError):
            return Connection(self.port).get("/health/").status < 500
        return False

    def reload(self):
        self.process.send_signal(signal.SIGHUP)


class Proxy(services.Service):
    """With the very file that is deployed, in front of one node: another name, other ports, and nothing else."""

    def __init__(self, folder, node, port=None):
        self.node = node
        super().__init__(folder, port)

    def prepare(self):
        text = (ROOT / "deploy" / self.file).read_text()
        for what, instead in self.places().items():
            assert what in text, what
            text = text.replace(what, instead)
        (self.folder / self.file).write_text(text)

    def places(self):
        return {"127.0.0.1:8000": f"127.0.0.1:{self.node.port}"}

    def answers(self):
        with contextlib.suppress(OSError):
            return Connection(self.port).get("/health/").status < 500
        return False


class HAProxy(Proxy):
    file = "haproxy.cfg"

    def places(self):
        name, port = f"127.0.0.1:{self.port}", f"bind 127.0.0.1:{self.port}"
        return super().places() | {"www.example.org": name, "bind :8080": port}

    def command(self):
        return [services.program("haproxy", "haproxy", ["/usr/sbin"]), "-db", "-f", self.file]


class Caddy(Proxy):
    file = "Caddyfile"

    def places(self):
        # No certificate for this machine, and no port of its own to be told things at.
        own = "{\n\tadmin off\n\tservers {"
        name = f"http://127.0.0.1:{self.port} {{\n\tbind 127.0.0.1"
        return super().places() | {"{\n\tservers {": own, "www.example.org {": name}

    def command(self):
        # It keeps what it has in its user's home.
        home = f"HOME={self.folder}"
        return [
            "env",
            "-i",
            home,
            services.program("caddy", "caddy"),
            "run",
            "--config",
            self.file,
            "--adapter",
            "caddyfile",
        ]


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
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "ENV_FILE": os.devnull,
            "SECRET_KEY": "of a paper that lives for two minutes, and long enough for every check",
            "SITE_URL": f"http://{self.host}",
            "DATA_DIR": str(self.folder / "data"),
            "DATABASE_URL": self.database.url,
            "CACHE_URL": self.cache.url,
            "STORAGE_URL": self.storage.url,
            "EMAIL_URL": "dummymail://",
            "DEMONSTRATION": "off",
            "PROXIES": "1",
            # So that a node's memory is one: what it was asked for it has.
            "WORKERS": "1",
            "THREADS": "8",
        }

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
