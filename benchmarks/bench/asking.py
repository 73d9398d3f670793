"""Requests over connections that stay open: a few whose answers are checked, and many that are only counted."""

import json
import os
import re
import shutil
import socket
import subprocess
from dataclasses import dataclass

from benchmarks.bench import machine

CONNECTIONS = 16
# A turn with fewer requests says nothing: the machine was busy with something else.
MIN_REQUESTS = 10
ADVICE = "make bench asks with wrk, which is not installed. On Debian: apt-get install wrk"
# wrk's own summary is for people; this one is JSON, for us.
SUMMARY = """
function done(summary, latency, requests)
  local errors = summary.errors
  local lost = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format('\\n{"requests": %d, "bytes": %d, "seconds": %f, "refused": %d, "lost": %d}\\n',
    summary.requests, summary.bytes, summary.duration / 1000000, errors.status, lost))
end
"""


class Wrong(Exception):
    """An answer was not the expected one, so that what was measured with it says nothing."""


class Closed(Wrong):
    """A connection was closed before the answer was whole."""


@dataclass
class Answer:
    status: str
    headers: list
    body: bytes
    # In bytes on the wire, with the head.
    size: int

    @property
    def code(self):
        return int(self.status[:3])

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def request(path, headers=(), method="GET", body=b""):
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers)]
    if body:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


class Connections:
    """Open connections, each with one request at a time."""

    def __init__(self, port, count=1):
        self._port = port
        self._sockets = [self._connected() for _ in range(count)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for each in self._sockets:
            each.close()

    def ask(self, requests):
        """The Answers, in order. As many are under way at once as there are connections."""
        count, answers = len(self._sockets), []
        for first in range(0, len(requests), count):
            group = requests[first : first + count]
            for connection, asked in zip(self._sockets, group, strict=False):
                connection.sendall(asked)
            answers += [self._answer(*each) for each in enumerate(group)]
        return answers

    def _connected(self):
        connection = socket.create_connection(("127.0.0.1", self._port), 60)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _answer(self, number, asked):
        try:
            return _answer(self._sockets[number])
        except Closed:
            # On a busy machine it was idle for two seconds and was closed. RFC 9110, 9.2.2: a GET is sent again.
            if not asked.startswith(b"GET "):
                raise
            self._sockets[number].close()
            self._sockets[number] = self._connected()
            self._sockets[number].sendall(asked)
            return _answer(self._sockets[number])


def ask_once(port, *asked, **how):
    with Connections(port) as connection:
        return connection.ask([request(*asked, **how)])[0]


def _answer(connection):
    read = b""
    while b"\r\n\r\n" not in read:
        read += _more(connection)
    head, _, body = read.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = [tuple(line.split(": ", 1)) for line in lines]
    status = status.partition(" ")[2]
    length = re.search(rb"\r\ncontent-length: (\d+)", head.lower())
    if length is None and not status.startswith("304"):
        raise Wrong(f"An answer without a length: {head[:300]}")
    size = int(length[1]) if length else 0
    while len(body) < size:
        body += _more(connection)
    return Answer(status, headers, body, len(head) + 4 + size)


def _more(connection):
    try:
        some = connection.recv(262_144)
    except ConnectionResetError:
        some = b""
    if not some:
        raise Closed("A connection was closed before its answer was whole.")
    return some


@dataclass
class Turn:
    """The result of a second of requests to one server."""

    requests: int
    seconds: float
    # Processor time in seconds: of the server's processes, of the generator and of PostgreSQL.
    processor: float
    generator: float = 0
    database: float = 0


class Wrk:
    def __init__(self, folder):
        self.program, self.script = shutil.which("wrk"), folder / "summary.lua"
        if not self.program:
            raise SystemExit(ADVICE)
        self.script.write_text(SUMMARY)

    def turn(self, server, path, headers, expected, database=None):
        """Request a path for a second, or longer where too few answers come.

        Raises Wrong unless every answer has the status and the length of `expected`.
        """
        for seconds in (1, 4, 16):
            turn = self._turn(server, path, headers, expected, seconds, database)
            if turn.requests >= MIN_REQUESTS:
                return turn
        raise Wrong(f"{path} of {server.application}: {turn.requests} answers in {seconds} seconds.")

    def _turn(self, server, path, headers, expected, seconds, database):
        command = [
            self.program,
            "-t1",
            f"-c{CONNECTIONS}",
            f"-d{seconds}s",
            "-s",
            str(self.script),
            "--timeout",
            "60s",
        ]
        for name, value in headers:
            command += ["-H", f"{name}: {value}"]
        watched = [server.process.pid, *([database.process.pid] if database else [])]
        before = [machine.processor_time(pid) for pid in watched]
        wrk = subprocess.Popen(
            [*command, f"http://127.0.0.1:{server.port}{path}"], stdout=subprocess.PIPE, text=True
        )
        try:
            output = wrk.stdout.read()
            used = _reap(wrk)
        finally:
            if wrk.returncode is None:
                wrk.kill()
                wrk.wait()
        spent = [machine.processor_time(pid) - earlier for pid, earlier in zip(watched, before, strict=True)]
        summary = json.loads(output.strip().splitlines()[-1])
        _check(summary, expected, f"{path} of {server.application}")
        return Turn(summary["requests"], summary["seconds"], spent[0], used, *spent[1:])


def _reap(process):
    """Wait for it; answers its processor time."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime


def _check(summary, expected, what):
    requests = summary["requests"]
    refused = requests if expected.code >= 400 else 0
    if summary["lost"] or summary["refused"] != refused:
        raise Wrong(f"{what}: {summary}, but {expected.status} was asked for")
    # The answers under way when the time is over are cut off.
    cut_off = CONNECTIONS * expected.size
    if abs(summary["bytes"] - requests * expected.size) > 0.01 * summary["bytes"] + cut_off:
        raise Wrong(f"{what}: {summary}, but each answer has {expected.size} bytes")
