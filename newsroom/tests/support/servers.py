"""The site's own processes and the proxies before them, each in a folder and on a port of its own."""

import contextlib
import os
import re
import signal
import sys
from pathlib import Path

from newsroom.tests.support import services
from newsroom.tests.support.connection import Connection

ROOT = Path(__file__).resolve().parents[3]


def environment(folder: Path, **own: str) -> dict[str, str]:
    """Of a site in the folder, with nothing of the developer's; `own`: what it says otherwise, and more."""
    return {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ} | {
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "ENV_FILE": os.devnull,
        "DATA_DIR": str(folder),
        "SECRET_KEY": "of a site that lives for a short while, and long enough for every check",
        **own,
    }


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
        return [sys.executable, "-m", "gunicorn", "-c", ROOT / "newsroom/server/gunicorn.py"]

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
