"""Requests are read as UTF-8, and answers are written in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.http import parse_header_parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

IN_UTF8 = ("utf-8", "utf8")
_SAID = b"This site reads and writes UTF-8."


class InUTF8:
    """A WSGI application around the others: refuses a request that names another code.

    Django would read its address in that code. Pages are kept under the address as it was sent, so that one such
    request could put the first page in the place of the second; and Python knows codes that are of no letters, on
    which Django fails before anything here could catch it.
    """

    def __init__(self, application: Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if _is_in_utf8(environ.get("CONTENT_TYPE", "")):
            return self.application(environ, start_response)
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(_SAID))),
            ("Cache-Control", "no-store"),
        ]
        start_response("400 Bad Request", headers)
        return [_SAID]


def _is_in_utf8(content_type: str) -> bool:
    if ";" not in content_type:
        return True
    try:
        parameters = parse_header_parameters(content_type)[1]
    except (LookupError, ValueError):
        return False
    return parameters.get("charset", "utf-8").lower() in IN_UTF8
