"""gunicorn's worker with threads, in which a slow client takes no thread.

A thread gets a request when it is whole, and is free when its answer is made. One loop waits for what clients still
have to send or to take, as long as their pace allows and in bounded memory. Only large bodies, which editors send, are
read by a thread, and by few threads at a time.
"""

from __future__ import annotations

import contextlib
import errno
import resource
import selectors
import socket
import sys
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from gunicorn.http.errors import NoMoreData
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, ThreadWorker

from newsroom.server import limits
from newsroom.server.client_socket import Pace
from newsroom.server.connection import READ_BODY_BYTES, Connection, RequestRefused

if TYPE_CHECKING:
    from typing import Any

# The result of a thread whose request is not whole yet.
UNFINISHED = object()
Callback = Callable[[Connection], None]
# How often the loop looks for clients that have waited too long.
LOOK_SECONDS = 0.5
EXPLANATIONS = {
    HTTPStatus.REQUEST_TIMEOUT: "The request did not come in time. Please send it again.",
    HTTPStatus.LENGTH_REQUIRED: "A request with a body has to say how long it is.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "This is more than the site takes. Go back: your browser may still have it.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Too many files are being sent. Go back and send it again in a minute.",
}


class Worker(ThreadWorker):  # type: ignore[misc] # of a library without types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Two files for each client: its socket and what it is sent. The rest is for the database, the log and the like.
        files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        if files != resource.RLIM_INFINITY:
            self.worker_connections = min(
                self.worker_connections,  # type: ignore[has-type] # of a library without types
                max((files - 256) // 2, self.cfg.threads + 1),
            )
        # Connections without a thread, in the order in which they began to wait.
        self.waiting: dict[Connection, None] = {}
        self.held = 0
        self.next_look = 0.0
        self.stopped_at: float | None = None
        # Threads for readers remain whatever editors send.
        self.large_at_once = max(self.cfg.threads // 4, 1)
        self.large = 0
        self.large_waiting: deque[Connection] = deque()

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:
        super().check_config(cfg, log)
        if cfg.is_ssl:
            sys.exit("TLS is ended by a proxy in front: deploy/README.md has three.")

    # ------------------------------------------------------------------ who comes, waits and goes

    def accept(self, listener: socket.socket) -> None:
        try:
            accepted, client = listener.accept()
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE):
                self.make_room()
            elif error.errno not in (errno.EAGAIN, errno.ECONNABORTED):
                raise
            return
        conn = Connection(self.cfg, accepted, client, listener.getsockname())
        self.nr_conns += 1
        while self.nr_conns >= self.worker_connections and self.waiting:
            self.make_room()
        self.wait(conn, selectors.EVENT_READ, self.give_thread, Pace(limits.PATIENCE))

    def make_room(self) -> None:
        """Close the connection that has waited longest, so that new clients get in."""
        if self.waiting:
            self.close(next(iter(self.waiting)))

    def wait(self, conn: Connection, event: int, callback: Callback, pace: Pace) -> None:
        """Without a thread, for bytes from a client or room at it; callback(conn) is called each time."""
        conn.callback, conn.pace, conn.deadline = callback, pace, pace.deadline(0)
        self.waiting[conn] = None
        self.watch(conn, event)

    def watch(self, conn: Connection, event: int) -> None:
        if event == conn.watched:
            return
        if not event:
            self.poller.unregister(conn.sock)
        elif conn.watched:
            self.poller.modify(conn.sock, event, partial(self.call_back, conn))
        else:
            self.poller.register(conn.sock, event, partial(self.call_back, conn))
        conn.watched = event

    def call_back(self, conn: Connection, _sock: socket.socket) -> None:
        if conn in self.waiting:
            self.attempt(conn.callback, conn)
        else:
            # It has a thread, so its next request or its end can wait. Most clients send nothing meanwhile, so they
            # stay watched: to stop and start it would cost two calls for each request.
            self.watch(conn, 0)

    def attempt(self, callback: Callback, conn: Connection) -> None:
        """Whatever happens to one client ends its connection, and never the loop."""
        try:
            callback(conn)
        except OSError as error:
            self.log.debug("A client is gone: %s", error)
            self.close(conn)
        except Exception:
            self.log.exception("A connection failed.")
            self.close(conn)

    def close(self, conn: Connection) -> None:
        if conn.is_closed:
            return
        conn.is_closed = True
        self.waiting.pop(conn, None)
        self.watch(conn, 0)
        self.hold(conn, 0)
        self.nr_conns -= 1
        conn.sock.end()

    def hold(self, conn: Connection, size: int) -> None:
        """Count the memory that it takes. Where all take too much, those that take most are closed."""
        self.held += size - conn.held
        conn.held = size
        while size and self.held > limits.HELD_BYTES:
            self.close(max(self.waiting, key=lambda each: each.held))

    def murder_pending(self) -> None:
        """Close connections that have waited too long. gunicorn calls this after each turn of its loop."""
        now = time.monotonic()
        if now < self.next_look:
            return
        self.next_look = now + LOOK_SECONDS
        if not self.alive:
            self.hurry(now)
        for conn in [each for each in self.waiting if each.deadline <= now]:
            if conn.callback == self.on_request:
                self.refuse(conn, HTTPStatus.REQUEST_TIMEOUT)
            else:
                self.close(conn)
        while self.large_waiting and self.large_waiting[0].deadline <= now:
            self.refuse(self.large_waiting.popleft(), HTTPStatus.SERVICE_UNAVAILABLE)

    def hurry(self, now: float) -> None:
        """While it stops, wait as long as gunicorn does for requests that may be on their way, and no longer."""
        self.stopped_at = self.stopped_at or now
        for conn in self.waiting:
            if conn.request is None:
                conn.deadline = min(conn.deadline, self.stopped_at + STOP_KEEPALIVE_LINGER)

    # ------------------------------------------------------------------ a request comes

    def give_thread(self, conn: Connection) -> None:
        """As a rule the request is whole, and the thread does it all; if not, it is waited for here."""
        self.waiting.pop(conn, None)
        self.hold(conn, 0)
        self.enqueue_req(conn)

    def wait_for_request(self, conn: Connection) -> None:
        """The rest of it."""
        if conn.request is None:
            self.wait(conn, selectors.EVENT_READ, self.on_request, Pace(limits.PATIENCE))
        elif conn.length > limits.LARGE_BODY_BYTES or (conn.is_large and not conn.has_session()):
            self.refuse(conn, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        elif conn.is_large:
            self.read_large(conn)
        else:
            conn.let_it_come()
            self.wait(conn, selectors.EVENT_READ, self.on_request, Pace(limits.PATIENCE, limits.RATE))
            self.hold(conn, conn.length)

    def on_request(self, conn: Connection) -> None:
        had_head = conn.request is not None
        try:
            conn.receive()
        except RequestRefused as refusal:
            self.refuse(conn, refusal.status)
            return
        if conn.is_whole:
            self.give_thread(conn)
        elif had_head or conn.request is None:
            conn.deadline = conn.pace.deadline(conn.received)
        else:
            self.wait_for_request(conn)

    def read_large(self, conn: Connection) -> None:
        """In a thread, as soon as one may."""
        self.waiting.pop(conn, None)
        if self.large < self.large_at_once:
            self.large += 1
            conn.source.begin(Pace(limits.LARGE_PATIENCE, limits.LARGE_RATE))
            self.enqueue_req(conn)
        elif len(self.large_waiting) < limits.LARGE_WAITING:
            conn.deadline = time.monotonic() + limits.LARGE_WAIT
            self.large_waiting.append(conn)
        else:
            self.refuse(conn, HTTPStatus.SERVICE_UNAVAILABLE)

    def refuse(self, conn: Connection, status: HTTPStatus) -> None:
        self.waiting.pop(conn, None)
        text = EXPLANATIONS.get(status, status.phrase).encode()
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\n"
            "Connection: close\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            f"Content-Length: {len(text)}\r\n\r\n"
        )
        conn.is_kept = False
        conn.sock.sendall(head.encode() + text)
        self.attempt(self.send_rest, conn)

    # ------------------------------------------------------------------ an answer goes

    def handle(self, conn: Connection) -> object:
        """In a thread: answer the request. Returns whether there may be another one, or why it was not answered."""
        try:
            if conn.request is None:
                conn.receive()
            if not conn.is_whole and not conn.source.pace:
                return UNFINISHED
            is_kept = self.handle_request(conn.request, conn)
            conn.sock.flush()
            # What nobody read of a large body is not waited for.
            conn.source.pace = None
            return is_kept and conn.parser.finish_body()
        except RequestRefused as refusal:
            return refusal
        except (ConnectionError, TimeoutError, NoMoreData, StopIteration) as error:
            self.log.debug("A client is gone: %s", error)
        except Exception as error:
            self.handle_error(conn.request, conn.sock, conn.client, error)
        return False

    def finish_request(self, conn: Connection, future: Future[object]) -> None:
        result = not future.cancelled() and not future.exception() and future.result()
        if result is UNFINISHED:
            self.attempt(self.wait_for_request, conn)
        elif isinstance(result, RequestRefused):
            self.refuse(conn, result.status)
        else:
            self.after_answer(conn, is_kept=bool(result))

    def after_answer(self, conn: Connection, is_kept: bool) -> None:
        if conn.is_large:
            self.large -= 1
            if self.large_waiting:
                self.read_large(self.large_waiting.popleft())
        conn.is_kept = is_kept
        conn.sock.sent_bytes = 0
        self.attempt(self.send_rest, conn)

    def send_rest(self, conn: Connection) -> None:
        if conn.sock.flush():
            self.waiting.pop(conn, None)
            self.hold(conn, 0)
            (self.begin_request if conn.is_kept else self.linger)(conn)
        else:
            if conn in self.waiting:
                conn.deadline = conn.pace.deadline(conn.sock.sent_bytes)
            else:
                pace = Pace(limits.SENDING_PATIENCE, limits.RATE)
                self.wait(conn, selectors.EVENT_WRITE, self.send_rest, pace)
            self.hold(conn, conn.sock.unsent_bytes)

    def begin_request(self, conn: Connection) -> None:
        conn.begin_request()
        if conn.head:
            self.give_thread(conn)
        else:
            self.wait(conn, selectors.EVENT_READ, self.give_thread, Pace(self.cfg.keepalive))

    def linger(self, conn: Connection) -> None:
        """Let the client read and close: where bytes of it lie unread, closing takes the answer back. RFC 9112, 9.6"""
        conn.sock.shutdown(socket.SHUT_WR)
        self.wait(conn, selectors.EVENT_READ, self.on_lingering, Pace(limits.LINGERING))

    def on_lingering(self, conn: Connection) -> None:
        with contextlib.suppress(BlockingIOError):
            if not conn.sock.recv(READ_BODY_BYTES):
                self.close(conn)
