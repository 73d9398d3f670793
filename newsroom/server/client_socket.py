"""A client's end of a connection: how long it is waited for, and what it has not yet taken of an answer."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import struct
import time
from collections import deque
from itertools import islice, takewhile
from math import inf
from typing import TYPE_CHECKING

from newsroom.server import limits

if TYPE_CHECKING:
    from typing import IO


class Pace:
    """Until when bytes are waited for: `seconds` for the next ones, and as long again in all; more time is earned by
    bytes, at `rate` of them a second."""

    def __init__(self, seconds: float, rate: float = inf) -> None:
        self.seconds, self.rate, self.began = seconds, rate, time.monotonic()

    def deadline(self, done: int) -> float:
        return min(time.monotonic() + self.seconds, self.began + self.seconds + done / self.rate)

    def wait(self, sock: socket.socket, event: int, done: int) -> None:
        """In a thread, for a poll event. Raises TimeoutError."""
        poll = select.poll()
        poll.register(sock, event)
        remaining = self.deadline(done) - time.monotonic()
        if remaining <= 0 or not poll.poll(remaining * 1000):
            raise TimeoutError("The client is too slow.")


class FilePart:
    """What is left to send of a file, which may be closed meanwhile by whoever opened it."""

    def __init__(self, file: IO[bytes], offset: int, count: int) -> None:
        self.descriptor, self.offset, self.count = os.dup(file.fileno()), offset, count

    def send(self, sock: socket.socket) -> int:
        sent = os.sendfile(sock.fileno(), self.descriptor, self.offset, min(self.count, limits.SENT_AT_ONCE))
        if not sent:
            raise ConnectionAbortedError("The file is shorter than was said.")
        self.offset += sent
        self.count -= sent
        return sent

    def close(self) -> None:
        os.close(self.descriptor)


class ClientSocket(socket.socket):
    """Takes an answer without waiting for the client: it goes by `flush`, as far as the client takes it."""

    def __init__(self, accepted: socket.socket) -> None:
        super().__init__(accepted.family, accepted.type, accepted.proto, fileno=accepted.detach())
        self.setblocking(False)
        self.unsent: deque[bytes | memoryview | FilePart] = deque()
        # In memory; and what went since `send_rest` began to count.
        self.unsent_bytes = self.sent_bytes = 0

    def sendall(self, data: bytes, flags: int = 0) -> None:  # type: ignore[override] # gunicorn sends nothing else
        if not data:
            return
        # Head and page go together, in one packet where they fit.
        self.unsent.append(data)
        self.unsent_bytes += len(data)
        if self.unsent_bytes > limits.SENT_AT_ONCE:
            self.flush()
        if self.unsent_bytes > limits.UNSENT_BYTES:
            self._wait_for_room()

    def _wait_for_room(self) -> None:
        pace, before = Pace(limits.SENDING_PATIENCE, limits.RATE), self.sent_bytes
        while self.unsent_bytes > limits.UNSENT_BYTES:
            pace.wait(self, select.POLLOUT, self.sent_bytes - before)
            self.flush()

    def sendfile(self, file: IO[bytes], offset: int = 0, count: int | None = None) -> None:  # type: ignore[override] # nobody asks how many
        self.unsent.append(FilePart(file, offset, count))  # type: ignore[arg-type] # gunicorn says how many

    def flush(self) -> bool:
        """Send what the client takes. Returns whether all has gone."""
        limit = self.sent_bytes + limits.SENT_AT_ONCE
        try:
            while self.unsent and self.sent_bytes < limit:
                part = self.unsent[0]
                if isinstance(part, FilePart):
                    self.sent_bytes += part.send(self)
                    if not part.count:
                        self.unsent.popleft()
                        part.close()
                else:
                    parts = takewhile(lambda each: not isinstance(each, FilePart), islice(self.unsent, 64))
                    self._took(self.sendmsg(parts))  # type: ignore[arg-type] # no file is among them
        except BlockingIOError:
            pass
        return not self.unsent

    def _took(self, sent: int) -> None:
        self.sent_bytes += sent
        self.unsent_bytes -= sent
        part: bytes | memoryview
        while sent >= len(part := self.unsent.popleft()):  # type: ignore[arg-type, assignment] # no file was sent here
            sent -= len(part)
            if not sent:
                return
        self.unsent.appendleft(memoryview(part)[sent:])

    def close(self) -> None:
        """Nothing: a thread of gunicorn's closes what it can't answer to the end. The loop does, which watches it."""

    def end(self) -> None:
        if self.unsent:
            # What it did not take the kernel need not keep for it either.
            with contextlib.suppress(OSError):
                self.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        while self.unsent:
            part = self.unsent.popleft()
            if isinstance(part, FilePart):
                part.close()
        super().close()
