"""The real server, started for a test, and clients that speak to it byte by byte."""

import contextlib
import re
import select
import socket
import subprocess
import sys
import time
from pathlib import Path

from newsroom.tests.support.servers import Node, environment

# Nobody waits for so long on a machine that has nothing else to do.
PATIENCE = 60
SIGN_IN = """
from newsroom.tests.support import sign_ins
from django.conf import settings
from django.test import Client
from accounts.models import User
client = Client()
client.force_login(User.objects.get(username="editor"))
print(client.cookies[settings.SESSION_COOKIE_NAME].value)
"""


def make_home(folder: Path) -> dict[str, str]:
    """The environment of a site with nothing but the demonstration's sign-ins; EDITOR is an editor's session."""
    site = environment(
        folder,
        DATA_DIR=str(folder / "data"),
        DEMO_PASSWORD="harbour-light-9",
        # Static files as they lie.
        DEBUG="on",
    )
    script = subprocess.run(
        [sys.executable, "-c", SIGN_IN], env=site, stdout=subprocess.PIPE, text=True, check=True
    )
    return site | {"EDITOR": script.stdout.split()[-1]}


class Server(Node):
    """As `make run` starts it; what it says lies in its log."""

    def __init__(self, folder, environment, *arguments):
        self.arguments = arguments
        super().__init__(folder, environment)

    def command(self):
        return [*super().command(), *self.arguments]

    def answers(self):
        # It says so when all processes are there.
        return "Ctrl-C stops it" in self.log.read_text() and super().answers()

    @property
    def workers(self) -> list[int]:
        found = subprocess.run(["pgrep", "-P", str(self.process.pid)], stdout=subprocess.PIPE, text=True)
        return sorted(map(int, found.stdout.split()))

    def connect(self, buffer: int = 0) -> socket.socket:
        """`buffer`: bytes that the client's kernel takes of what it does not read."""
        client = socket.socket()
        if buffer:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        client.settimeout(PATIENCE)
        client.connect(("127.0.0.1", self.port))
        return client

    def ask(self, *parts: bytes) -> bytes:
        """All that comes until the server closes the connection."""
        with self.connect() as client:
            for part in parts:
                client.sendall(part)
            return rest(client)


def rest(client: socket.socket) -> bytes:
    """All that comes until the other side closes. A connection that is reset has ended too."""
    found = b""
    try:
        while data := client.recv(65536):
            found += data
    except ConnectionError:
        pass
    return found


def statuses(answers: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", answers)]


def until_closed(clients: list[socket.socket], drip: bytes = b"", left: int = 0) -> int:
    """Wait until the server has closed all but so many, and answer how many it has not. They read nothing meanwhile,
    and send a byte each second where there are any to send."""
    poll, still_open = select.poll(), {client.fileno(): client for client in clients}
    for client in clients:
        client.setblocking(False)
        poll.register(client, select.POLLRDHUP)
    for second in range(PATIENCE):
        end = time.monotonic() + 1
        while len(still_open) > left and (remaining := end - time.monotonic()) > 0:
            for number, _ in poll.poll(remaining * 1000):
                poll.unregister(still_open.pop(number))
        if len(still_open) <= left:
            break
        for client in still_open.values():
            # It may have been closed just now, as will be seen.
            with contextlib.suppress(OSError):
                client.send(drip[second : second + 1])
    return len(still_open)
