"""gunicorn's settings: a few processes with threads, on this machine alone unless HOST says otherwise."""

import os
import signal
import sys
from typing import Any

if __name__ == "__config__":
    # Until gunicorn listens for it itself: Ctrl-C while the site is starting ends it without a traceback.
    signal.signal(signal.SIGINT, lambda *_: sys.exit(130))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django  # noqa: E402

django.setup()

from django.db import connections  # noqa: E402

import newsroom.server.bind  # noqa: E402  whole, for `bind` alone is a setting
from newsroom.settings import BASE_DIR, env  # noqa: E402

_host = env("HOST", default="127.0.0.1")
chdir = str(BASE_DIR)
wsgi_app = "newsroom.wsgi"
bind = f"{f'[{_host}]' if ':' in _host else _host}:{env('PORT', default='8000')}"
worker_class = "newsroom.server.threaded_worker.Worker"
workers = env.int("WORKERS", default=2)
threads = env.int("THREADS", default=8)
# Loaded once and shared: the processes are there at once, to serve and to be stopped. New code needs a restart.
preload_app = True
loglevel = "warning"
# It would lie in the home folder, where a second site's master takes it over.
control_socket_disable = True
# From nobody, this machine's own proxy neither: what it hands on may be a client's. PROXIES says what Django reads.
forwarder_headers = forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
# A page is made in milliseconds and an upload takes seconds: who stops the server does not wait for longer.
graceful_timeout = 10
if env.int("PROXIES", default=0):
    # Longer than the proxy keeps a connection: it is the one to close it, never while it sends the next request.
    keepalive = 75


def on_starting(server: Any) -> None:
    addresses = server.cfg.address
    # A new master that takes over from a running one finds its own port in use, and inherits it.
    is_taking_over = "GUNICORN_PID" in os.environ
    problem = newsroom.server.bind.refusal(addresses) or (
        "" if is_taking_over else newsroom.server.bind.obstacle(addresses)
    )
    connections.close_all()
    if problem:
        sys.exit(problem)


def when_ready(server: Any) -> None:
    # The processes to come must not share this one's.
    connections.close_all()


def post_worker_init(worker: Any) -> None:
    """The last of the first processes says that the site is ready: all are there to serve, and to be stopped."""
    # Ctrl-C reaches every process, and then the master tells each to quit. gunicorn's handler of the second
    # would wait for ever for a lock that the first holds: only the master's word counts, and sets a flag.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGQUIT, worker.handle_exit)
    if worker.age == worker.cfg.workers:
        print(newsroom.server.bind.welcome(worker.cfg.address), flush=True)
        connections.close_all()
