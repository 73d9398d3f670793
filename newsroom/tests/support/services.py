"""The parts of a paper on many machines, for tests: PostgreSQL, Redis and an S3-style storage of one's own.

    with postgres(folder) as database:
        database.url; database.stop("immediate"); database.start(); database.kill()

Each listens on a free port of this machine, keeps that port for as long as the object lives, keeps its files in the
folder, and ends with the process that started it. PostgreSQL and Redis are the machine's own packages.
"""

import contextlib
import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from newsroom.server.supervisor import end_with_parent

# For a machine that has a lot to do; nobody waits so long on one that has not.
SECONDS_TO_START = 60


class NotInstalled(Exception):
    """A part's package is not on this machine; the message names it."""


def skip_or_fail(lacking):
    """Without the package a test says so and is skipped; in CI nothing may be lacking."""
    import pytest

    (pytest.fail if os.environ.get("CI") else pytest.skip)(str(lacking))


@contextlib.contextmanager
def folder():
    """A temporary folder that the user of a service can enter, as pytest's own can't be where root runs it."""
    path = Path(tempfile.mkdtemp(prefix="newsroom-services-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def program(name, package, places=()):
    """Where it lies: the newest of those in `places`, else the PATH's."""
    beside = sorted((each for place in places for each in glob.glob(f"{place}/{name}")), key=_version)
    if found := (beside[-1] if beside else shutil.which(name)):
        return found
    raise NotInstalled(f"{name} is not installed. On Debian: apt-get install {package}")


def _version(path):
    return [int(part) for part in path.replace(".", "/").split("/") if part.isdigit()]


class Service:
    """One process of a program. `how` to stop it: "fast" ends it properly, "immediate" as if it had crashed."""

    signals = {"fast": signal.SIGTERM, "immediate": signal.SIGQUIT}
    user = None

    def __init__(self, folder, port=None):
        self.folder, self.port, self.process = Path(folder), port or free_port(), None
        self.folder.mkdir(parents=True, exist_ok=True)
        self.prepare()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def prepare(self):
        """What is done once, before the first start."""

    def start(self):
        """Until it answers. Does nothing where it runs."""
        end = time.monotonic() + SECONDS_TO_START
        while not self.is_running or not self.answers():
            if not self.is_running:
                # Of one that was killed something may still be on its way out, and hold what this one needs.
                self.process = self.run(self.command(), subprocess.Popen, preexec_fn=end_with_parent)
            if time.monotonic() > end:
                self.kill()
                raise TimeoutError(f"{type(self).__name__} did not start:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.1)
        self.ready()

    def ready(self):
        """What is done each time that it has started."""

    def stop(self, how="fast"):
        if self.is_running:
            self.process.send_signal(self.signals[how])
            self.process.wait()

    def kill(self):
        """Without a chance to do anything more."""
        if self.is_running:
            self.process.kill()
            self.process.wait()

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    @property
    def log(self):
        return self.folder / "log"

    def run(self, command, how=subprocess.run, **options):
        with self.log.open("a") as log:
            return how(
                list(map(str, command)),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # A Ctrl-C at the terminal is for whoever started it, who stops it.
                start_new_session=True,
                **({"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}),
                **options,
            )


class Postgres(Service):
    signals = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}

    def prepare(self):
        places = ["/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin"]
        self.program = program("postgres", "postgresql", places)
        if os.getuid() == 0:
            # It refuses to run as root; its package brings a user.
            self.user = pwd.getpwnam("postgres").pw_name
            shutil.chown(self.folder, self.user)
        if not (self.folder / "data").exists():
            initdb = [Path(self.program).with_name("initdb"), "-D", "data", "-U", "newsroom", "-A", "trust"]
            self.run([*initdb, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], check=True)

    @property
    def url(self):
        return self.database("postgres")

    def database(self, name):
        return f"postgres://newsroom@127.0.0.1:{self.port}/{name}"

    def command(self):
        return [
            self.program,
            *("-D", "data", "-p", self.port, "-h", "127.0.0.1", "-k", ""),
            # It outlives a process that is killed, as files do; only a power cut needs more.
            *("-c", "fsync=off"),
        ]

    def answers(self):
        import psycopg

        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.url, connect_timeout=2):
            return True
        return False

    def new_database(self, name):
        """An empty one; answers its URL."""
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.database(name)


class Redis(Service):
    """Keeps nothing: after a restart it is empty."""

    def prepare(self):
        self.program = program("redis-server", "redis-server")

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self):
        return [self.program, "--port", self.port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]

    def stop(self, how="fast"):
        if how == "immediate":
            self.kill()
        else:
            super().stop()

    def answers(self):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as asking:
            asking.sendall(b"PING\r\n")
            return asking.recv(7) == b"+PONG\r\n"
        return False


class Storage(Service):
    """moto's server, in Python: it holds everything in memory, and after a restart it is empty."""

    bucket = "paper"

    @property
    def url(self):
        return self.in_bucket(self.bucket)

    def in_bucket(self, name):
        return f"s3://key:secret@127.0.0.1:{self.port}/{name}?tls=off"

    def command(self):
        return [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", self.port]

    def client(self):
        import boto3

        return boto3.client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{self.port}",
            aws_access_key_id="key",
            aws_secret_access_key="secret",
            region_name="us-east-1",
        )

    def answers(self):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def ready(self):
        self.client().create_bucket(Bucket=self.bucket)

    def stop(self, how="fast"):
        # Werkzeug's server has no proper end.
        self.kill()


def postgres(folder, port=None):
    """Raises NotInstalled. `folder` must be one that the user postgres can enter where root runs this."""
    return Postgres(folder, port)


def redis(folder, port=None):
    """Raises NotInstalled."""
    return Redis(folder, port)


def storage(folder, port=None):
    return Storage(folder, port)
