"""One client's connection, and what has come of its request. Nothing here waits, save a thread for a large body."""

from __future__ import annotations

import os
import re
import select
import socket
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from gunicorn.http import RequestParser, errors
from gunicorn.http.body import ChunkedReader

from newsroom.server import limits
from newsroom.server.client_socket import ClientSocket, Pace

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

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


class RequestRefused(Exception):
    """The request is answered with this status and not looked at any further."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


class BodySource:
    """Where gunicorn reads on when what has come is used up: of a large body alone, and in a thread."""

    def __init__(self, sock: ClientSocket) -> None:
        self.sock, self.received = sock, 0
        self.pace: Pace | None = None

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
    def __init__(self, cfg: Any, accepted: socket.socket, client: Any, server: Any) -> None:
        self.sock, self.client, self.server = ClientSocket(accepted), client, server
        self.source = BodySource(self.sock)
        self.parser = RequestParser(cfg, self.source, client)
        # Set by the worker: for what it waits, until when, and how much memory that takes.
        self.callback: Callable[[Connection], None] = None  # type: ignore[assignment] # nobody calls it before
        self.pace: Pace = None  # type: ignore[assignment] # the same
        self.deadline, self.held = 0.0, 0
        # The event that the poller tells of.
        self.watched = 0
        self.is_kept = self.is_closed = False
        self.begin_request()

    def begin_request(self) -> None:
        # Of a request that was sent together with the one before.
        self.head = bytearray(self.parser.unreader.take_buffered())
        self.searched, self.length = 0, 0
        self.request: Any = None

    @property
    def is_large(self) -> bool:
        return self.length > limits.BODY_BYTES

    @property
    def is_whole(self) -> bool:
        return self.request is not None and self.received >= self.length

    @property
    def received(self) -> int:
        """Bytes of the body that are here."""
        size: int = self.parser.unreader.buf.getbuffer().nbytes
        return size

    def receive(self) -> None:
        """Take what has come, and wait for nothing. Raises RequestRefused, and ConnectionAbortedError at the end."""
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
        """Raises RequestRefused."""
        if END_OF_HEAD.search(self.head, self.searched):
            return True
        self.searched = max(len(self.head) - 3, 0)
        if len(self.head) > limits.HEAD_BYTES:
            is_one_line = b"\n" not in self.head
            raise RequestRefused(
                REFUSALS[errors.LimitRequestLine if is_one_line else errors.LimitRequestHeaders]
            )
        return False

    def parse_head(self) -> None:
        """By gunicorn's own rules, so that nobody reads it in another way. Raises RequestRefused."""
        self.parser.unreader.unread(bytes(self.head))
        self.head.clear()
        try:
            self.request = next(self.parser)
        except (errors.ParseException, OSError, StopIteration) as refusal:
            raise RequestRefused(REFUSALS.get(type(refusal), HTTPStatus.BAD_REQUEST)) from refusal
        reader = self.request.body.reader
        if isinstance(reader, ChunkedReader):
            # Django does not read a body that does not say how long it is: what was typed would be lost.
            raise RequestRefused(HTTPStatus.LENGTH_REQUIRED)
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
