"""Which requests are answered at all: those for this paper's own address, in the one form that a browser sends.

Nothing that a client sends may decide a link. What is let in names a host of ours and a path of ours; servers and
proxies know headers and targets that put a prefix or another site's address before it, and none of these gets past.
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.request import split_domain_port, validate_host

from core.network import DEFAULT_PORTS

# Names of this machine itself. A tunnel to it may have a port of its own.
LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}
# RFC 9112, 3.2.1: a path and perhaps a query; no fragment, nothing that is no letter, each escape whole, no NUL.
_TARGET = re.compile(r"/(?:[^\x00-\x20\x7f#?%\\]|%(?!00)[0-9A-Fa-f]{2})*(?:\?[^\x00-\x20\x7f#]*)?")


class AdmissionMiddleware:
    """Comes before everything that makes a link, the redirect to https too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.refusal = f"This is no address of this site, which is at {settings.SITE_URL}/\n"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_admitted(request.META):
            return self.get_response(request)
        headers = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "private, no-cache"}
        return HttpResponseBadRequest(self.refusal, headers=headers)


def is_admitted(environ: dict[str, Any]) -> bool:
    """`environ` is WSGI's. RAW_URI is the target as gunicorn read it; other servers don't say."""
    return (
        not environ.get("SCRIPT_NAME")
        and environ["PATH_INFO"].startswith("/")
        and _TARGET.fullmatch(environ.get("RAW_URI", "/")) is not None
        and is_our_host(environ["HTTP_HOST"] if "HTTP_HOST" in environ else environ["SERVER_NAME"])
    )


def is_our_host(host: str) -> bool:
    """Whether SITE_URL has this host and port, or ALLOWED_HOSTS names the host."""
    name, port = split_domain_port(host)
    site = urlsplit(settings.SITE_URL)
    if name == site.hostname and name not in LOOPBACK:
        usual = str(DEFAULT_PORTS[site.scheme])
        return (port or usual) == str(site.port or usual)
    return validate_host(name, settings.ALLOWED_HOSTS)


def is_secure(environ: dict[str, Any]) -> bool:
    """As Django's HttpRequest.is_secure, without a request."""
    header, secure = settings.SECURE_PROXY_SSL_HEADER or (None, None)
    if header in environ:
        said: str = environ[header]
        return said.partition(",")[0].strip() == secure
    scheme: str = environ["wsgi.url_scheme"]
    return scheme == "https"
