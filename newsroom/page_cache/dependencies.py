"""What a page depends on, as its view declared it (core.page_versions), asked in front of Django.

An address is resolved once, when its page is made; from then on the cached page knows what it depends on.
"""

import time
from typing import Any
from urllib.parse import parse_qsl

from django.db import Error, connection
from django.urls import Resolver404, resolve
from django.utils import timezone

from core.page_versions import Declaration, Number, Subject, Versions

NEVER = float("inf")
# A key that no row has.
NO_KEY = 0
# A query of more fields than any page has is left to Django.
MAX_FIELDS = 50
# How long nobody asks again after the database could not be reached: it may not even refuse, and waiting for it would
# hold up every thread of the process.
RETRY_SECONDS = 1
_retry_at = 0.0


class DatabaseGone(Exception):
    """The database can't be reached, or answers nothing but errors."""


class PageVersions:
    """What a page is cached under. Made before the page: one that changes meanwhile is old at once."""

    __slots__ = ("declaration", "key", "versions", "until", "lags_until")

    def __init__(
        self,
        declaration: Declaration,
        key: object,
        versions: Versions,
        until: float = NEVER,
        lags_until: float = NEVER,
    ) -> None:
        """`until` in seconds since 1970, `lags_until` of the monotonic clock, which nobody sets back."""
        self.declaration, self.key, self.versions = declaration, key, versions
        self.until, self.lags_until = until, lags_until

    def is_current(self, now: float) -> bool:
        """`now` in seconds since 1970. Raises DatabaseGone."""
        return (
            now < self.until
            and time.monotonic() < self.lags_until
            and self.versions == read_versions(self.declaration.subject, self.key)
        )


def declared_at(path: str) -> tuple[Declaration, dict[str, Any]] | None:
    """What the view at this path declares, and the parts of the address; None where the view declares nothing.

    `path` as WSGI has it: bytes as Latin-1.
    """
    try:
        match = resolve(path.encode("latin-1").decode())
    except (Resolver404, ValueError):
        return None
    declaration = getattr(match.func, "declaration", None)
    return declaration and (declaration, match.kwargs)


def canonical_query(query: str, parameters: dict[str, Number]) -> str | None:
    """What the page reads of a query, in its one form; None where the page itself has to refuse it.

    Other parameters, such as those of a newsletter's links, make no other page.
    """
    if not parameters or not query:
        return ""
    try:
        given = dict(parse_qsl(query, keep_blank_values=True, max_num_fields=MAX_FIELDS))
    except ValueError:
        return None
    read = []
    for name, form in parameters.items():
        value = form.canonical(given[name]) if name in given else ""
        if value is None:
            return None
        if value:
            read.append(f"{name}={value}")
    return "&".join(read)


def versions_for(path: str) -> PageVersions | None:
    """What the page at this path is cached under; None where there is no page to cache. Raises DatabaseGone."""
    found = declared_at(path)
    if found is None:
        return None
    declaration, parts = found
    if declaration.find:
        # Of no row yet, as a trial: `find` neither waits for a database that is gone nor meets a stale connection.
        read_versions(declaration.subject, NO_KEY)
    now = timezone.now()
    try:
        key = declaration.find(now, **parts) if declaration.find else None
        if declaration.find and key is None:
            return None
        # Before `until`: a window that is changed meanwhile makes the page old at once.
        versions = read_versions(declaration.subject, key)
        until = declaration.subject.until(key, now)
    except Error:
        raise DatabaseGone from None
    return PageVersions(
        declaration,
        key,
        versions,
        until.timestamp() if until else NEVER,
        time.monotonic() + declaration.lag if declaration.lag else NEVER,
    )


def read_versions(subject: Subject, key: object) -> Versions:
    """As Subject.read, where the database may be gone, or back again. Raises DatabaseGone."""
    global _retry_at
    if time.monotonic() < _retry_at:
        raise DatabaseGone
    try:
        try:
            return subject.read(key)
        except Error:
            # The connection may be from before a restart.
            connection.close()
            return subject.read(key)
    except Error:
        connection.close()
        _retry_at = time.monotonic() + RETRY_SECONDS
        raise DatabaseGone from None
