"""One client's connection: what has come of its request, and what of the answer it has not yet taken.

Nothing here waits, save in a thread: for a large body, or for a client that does not take a large answer.
"""

import contextlib
import os
import re
import select
import socket
import struct
import time
from collections import deque
from http import HTTPStatus
from itertools import islice, takewhile
from math import inf

from django.conf import settings
from gunicorn.http import RequestParser, errors
from gunicorn.http.body import ChunkedReader

from newsroom.server import limits

# At one look; a whole body comes in few.
READ_BYTES = 16 * 1024
READ_BODY_BYTES = 128 * 1024
# A bare line feed ends nothing, and gunicorn refuses it: it need not be waited for.
END_OF_HEAD = re.compile(rb"\r\n\r\n|(?<!\r)\n")
REFUSALS = {
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    errors.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
}


class Refused(Exception):
    """The request is answered with this status and not looked at any further."""

    def __init__(self, status: HTTPStatus):
        super().__init__(status)
        self.status = status


class Pace:
    """Until when bytes are waited for: `seconds` for the next ones, and as long again in all; more time is earned by
    bytes, at `rate` of them a second."""

    def __init__(self, seconds: float, rate: float = inf):
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

    def __init__(self, file, offset: int, count: int):
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

    def __init__(self, accepted: socket.socket):
        super().__init__(accepted.family, accepted.type, accepted.proto, fileno=accepted.detach())
        self.setblocking(False)
        self.unsent: deque[bytes | memoryview | FilePart] = deque()
        # In memory; and what went since `send_rest` began to count.
        self.unsent_bytes = self.sent_bytes = 0

    def sendall(self, data: bytes, flags: int = 0) -> None:
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

    def sendfile(self, file, offset: int = 0, count: int | None = None) -> None:
        self.unsent.append(FilePart(file, offset, count))

    def flush(self) -> bool:
        """Send what the client takes. Returns whether all has gone."""
        limit = self.sent_bytes + limits.SENT_AT_ONCE
        try:
            while self.unsent and self.sent_bytes < limit:
                part = self.unsent[0]
                if isinstance(part, FilePart):
                    self.sent_bytes += part.send(self)
                    if not part.count:
                        self.unsent.popleft().close()
                else:
                    parts = takewhile(lambda each: not isinstance(each, FilePart), islice(self.unsent, 64))
                    self._took(self.sendmsg(parts))
        except BlockingIOError:
            pass
        return not self.unsent

    def _took(self, sent: int) -> None:
        self.sent_bytes += sent
        self.unsent_bytes -= sent
        while sent >= len(part := self.unsent.popleft()):
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


class BodySource:
    """Where gunicorn reads on when what has come is used up: of a large body alone, and in a thread."""

    def __init__(self, sock: ClientSocket):
        self.sock, self.pace, self.received = sock, None, 0

    def begin(self, pace: Pace) -> None:
        self.pace, self.received = pace, 0

    def recv(self, size: int) -> bytes:
        while self.pace:
            try:
                data = self.sock.recv(size)
                self.received += len(data)
                return data
            except BlockingIOError:
                self.pace.wait(self.sock, select.POLLIN, self.received)
        raise TimeoutError("Nothing is waited for.")


class Connection:
    def __init__(self, cfg, accepted: socket.socket, client, server):
        self.sock, self.client, self.server = ClientSocket(accepted), client, server
        self.source = BodySource(self.sock)
        self.parser = RequestParser(cfg, self.source, client)
        # Set by the worker: for what it waits, until when, and how much memory that takes.
        self.callback, self.pace, self.deadline, self.held = None, None, 0.0, 0
        # The event that the poller tells of.
        self.watched = 0
        self.is_kept = self.is_closed = False
        self.begin_request()

    def begin_request(self) -> None:
        # Of a request that was sent together with the one before.
        self.head = bytearray(self.parser.unreader.take_buffered())
        self.searched, self.request, self.length = 0, None, 0

    @property
    def is_large(self) -> bool:
        return self.length > limits.BODY_BYTES

    @property
    def is_whole(self) -> bool:
        return self.request is not None and self.received >= self.length

    @property
    def received(self) -> int:
        """Bytes of the body that are here."""
        return self.parser.unreader.buf.getbuffer().nbytes

    def receive(self) -> None:
        """Take what has come, and wait for nothing. Raises Refused, and ConnectionAbortedError where no more comes."""
        if self.request is None and self.head and self.has_whole_head():
            self.parse_head()
            return
        try:
            data = self.sock.recv(READ_BYTES if self.request is None else READ_BODY_BYTES)
        except BlockingIOError:
            return
        if not data:
            raise ConnectionAbortedError("The client sends no more.")
        if self.request is None:
            self.head += data
            if self.has_whole_head():
                self.parse_head()
        else:
            buffer = self.parser.unreader.buf
            buffer.seek(0, os.SEEK_END)
            buffer.write(data)

    def has_whole_head(self) -> bool:
        """Raises Refused."""
        if END_OF_HEAD.search(self.head, self.searched):
            return True
        self.searched = max(len(self.head) - 3, 0)
        if len(self.head) > limits.HEAD_BYTES:
            is_one_line = b"\n" not in self.head
            raise Refused(REFUSALS[errors.LimitRequestLine if is_one_line else errors.LimitRequestHeaders])
        return False

    def parse_head(self) -> None:
        """By gunicorn's own rules, so that nobody reads it in another way. Raises Refused."""
        self.parser.unreader.unread(bytes(self.head))
        self.head.clear()
        try:
            self.request = next(self.parser)
        except (errors.ParseException, OSError, StopIteration) as refusal:
            raise Refused(REFUSALS.get(type(refusal), HTTPStatus.BAD_REQUEST)) from refusal
        reader = self.request.body.reader
        if isinstance(reader, ChunkedReader):
            # Django does not read a body that does not say how long it is: what was typed would be lost.
            raise Refused(HTTPStatus.LENGTH_REQUIRED)
        self.length = reader.length

    def has_session(self) -> bool:
        """Whether it says so; who they are is found out later."""
        begins = f"{settings.SESSION_COOKIE_NAME}="
        return any(
            cookie.lstrip().startswith(begins)
            for name, value in self.request.headers
            if name == "COOKIE"
            for cookie in value.split(";")
        )

    def let_it_come(self) -> None:
        """Who asks before sending a body is told to send it."""
        if self.request._expected_100_continue:
            self.request._expected_100_continue = False
            self.sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.sock.flush()
