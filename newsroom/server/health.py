"""Whether this process answers, for a balancer, and how the parts it needs are, for whoever watches the paper.

/health/ asks nothing of anybody: a node whose database is gone still serves stale pages, so a balancer has to
keep it. /health/parts/ asks the database, the cache, the storage, the worker's queue and the disk, for those whom
HEALTH_FROM names.
"""

from __future__ import annotations

import datetime
import logging
import shutil
import time
from concurrent.futures import ThreadPoolExecutor, wait
from ipaddress import ip_address
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import storages
from django.db import connection
from django.db.models import Case, Min, When
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.models import DBTaskResult

from core.network import client_address

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

# The first question to a storage takes a second by itself; whoever watches seldom waits for ten.
SECONDS_TO_ANSWER = 5
# A photograph takes seconds, a whole desk's after an event minutes: what waits longer, no worker sees.
LONGEST_WAIT = datetime.timedelta(minutes=15)
# A photograph and all that is made of it, some times over.
LEAST_FREE = 200_000_000
_NAME = "health"


class HealthMiddleware:
    """In front of all others: balancers ask by address, not by a host's name, without TLS and without a session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = VIEWS.get(request.path_info)
        if view is None or (view is parts and not may_ask(request)):
            return self.get_response(request)
        response = view() if request.method in ("GET", "HEAD") else HttpResponseNotAllowed(["GET", "HEAD"])
        response["Cache-Control"] = "private, no-cache"
        return response


def may_ask(request: HttpRequest) -> bool:
    """Whether HEALTH_FROM names the address that asks. An unknown address is a stranger's."""
    if not settings.PROXIES and "HTTP_X_FORWARDED_FOR" in request.META:
        # Forwarded by a proxy that no setting names: everybody would have its address, most often this machine's.
        return False
    address = client_address(request)
    return bool(address) and any(ip_address(address) in each for each in settings.HEALTH_FROM)


def answers() -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


def parts() -> HttpResponse:
    """JSON: of each part what is wrong, or null, and the seconds it took. 503 where one is not well."""
    asked = {name: _asking[name].submit(_look, name) for name in PARTS}
    wait(asked.values(), SECONDS_TO_ANSWER)
    # While a part hangs, the next question to it waits, and is cancelled.
    found = {
        name: {"problem": "no answer"} if answer.cancel() or not answer.done() else answer.result()
        for name, answer in asked.items()
    }
    return JsonResponse(found, status=503 if any(part["problem"] for part in found.values()) else 200)


def _look(name: str) -> dict[str, object]:
    began = time.monotonic()
    try:
        problem = PARTS[name]()
    except Exception as error:
        # The error's text may have addresses and names, which are for the log alone.
        logger.warning("The %s: %s", name, error)
        problem = type(error).__name__
    finally:
        connection.close()
    return {"problem": problem, "seconds": round(time.monotonic() - began, 3)}


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _cache() -> str | None:
    for alias in settings.CACHES:
        # A new name each time: another machine may be asked at the same moment.
        key, cache = f"{_NAME}-{get_random_string(12)}", caches[alias]
        cache.set(key, _NAME, 10)
        if cache.get(key) != _NAME:
            return f"“{alias}” does not keep what it is given"
        cache.delete(key)
    return None


def _storage() -> None:
    for alias in ("default", "renditions"):
        storages[alias].exists(_NAME)


def _worker() -> str | None:
    """Judged by what waits, which a worker that lives and does nothing leaves too. Its signs of life: heartbeat.py."""
    now = timezone.now()
    # A task without `run_after` has the end of time there.
    due = Case(When(run_after__gt=now, then="enqueued_at"), default="run_after")
    since = DBTaskResult.objects.ready().order_by().aggregate(since=Min(due))["since"]
    if since and now - since > LONGEST_WAIT:
        return f"a task has waited for {(now - since).total_seconds() / 60:.0f} minutes"
    return None


def _disk() -> str | None:
    """Of this machine; that of a database elsewhere is met by what is written for the cache."""
    for folder in (settings.DATA_DIR, settings.FILE_UPLOAD_TEMP_DIR):
        free = shutil.disk_usage(folder).free
        if free < LEAST_FREE:
            return f"only {free // 1_000_000} MB are free for {folder.name}"
    return None


PARTS: dict[str, Callable[[], str | None]] = {
    "database": _database,
    "cache": _cache,
    "storage": _storage,
    "worker": _worker,
    "disk": _disk,
}
VIEWS: dict[str, Callable[[], HttpResponse]] = {"/health/": answers, "/health/parts/": parts}
# One thread for each part, so that one that hangs holds up no other. Started by the first question, after any fork.
_asking = {name: ThreadPoolExecutor(1) for name in PARTS}
