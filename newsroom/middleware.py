from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.middleware.security import SecurityMiddleware
from django.utils.cache import patch_vary_headers

from newsroom import errors
from newsroom.server import limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest, HttpResponse, QueryDict

# Pages about the person who reads them. Those of the admin set Cache-Control themselves.
ABOUT_ONE = ("/accounts/", "/comments/mine/")


class HeadersMiddleware(SecurityMiddleware):
    """Sets the headers of every answer, so it is the first of all middleware.

    Django's SecurityMiddleware is further in: the middleware between them answer without its redirect to https.
    """

    def process_request(self, request: HttpRequest) -> None:
        """No redirect: Django's own does that, further in."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response = super().process_response(request, response)
        for name, value in settings.EVERYWHERE.items():
            # A page that asks for a passkey says so itself: see accounts.second_factor.
            response.headers.setdefault(name, value)
        return response


class CookieNamesMiddleware:
    """Lets no cookie pass for another.

    Browsers protect names that begin with `__Host-`. With a Unicode space before it the name is an ordinary one, which
    a site beside ours may set; but Django strips that space. Our own cookies are ASCII.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if cookies := request.META.get("HTTP_COOKIE"):
            request.META["HTTP_COOKIE"] = cookies.encode("ascii", "replace").decode()
        return self.get_response(request)


class NoNulMiddleware:
    """Refuses an address or a cookie with a NUL in it, which nobody types, and which PostgreSQL accepts in no text.

    It comes before whatever looks one of them up. Django itself refuses a NUL in fields of forms.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = (request.path_info, *request.COOKIES.values(), *_parameters(request.GET))
        if any("\0" in each for each in sent):
            return errors.bad_request(request, None)
        return self.get_response(request)


def _parameters(query: QueryDict) -> Iterator[str]:
    for name, values in query.lists():
        yield name
        yield from values


class CachingHeadersMiddleware:
    """Sets Cache-Control where the page itself does not.

    Pages for anonymous readers are the same bytes for everybody: a browser may keep them and asks each time whether
    they changed; a shared cache may answer for a moment without asking. A page for somebody signed in, or one that sets
    a cookie, is that person's own. Browsers do not store pages about that person alone, so that Back does not show them
    after signing out. Back may show other pages: those with a name above to somebody still signed in (signed-in.js
    looks), and a form for writing with what was typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        if not response.has_header("Cache-Control"):
            if not _is_private(request, response):
                value = f"public, max-age=0, s-maxage={settings.SHARED_CACHE_SECONDS}, must-revalidate"
            elif request.path.startswith(ABOUT_ONE):
                value = "private, no-store"
            else:
                value = "private, no-cache"
            response["Cache-Control"] = value
        return response


def _is_private(request: HttpRequest, response: HttpResponse) -> bool:
    """Errors of ours count as private: the next request may be answered."""
    is_theirs = request.method not in ("GET", "HEAD") or bool(response.cookies) or _is_signed_in(request)
    return is_theirs or response.status_code >= 500


def _is_signed_in(request: HttpRequest) -> bool:
    # A request that was refused before the session middleware has no user.
    return hasattr(request, "user") and request.user.is_authenticated


class LargeBodyMiddleware:
    """Refuses a large body from anybody but staff, who send photographs, before a byte of it is read.

    The server let it through because it came with a session cookie; whose session that is, only Django knows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        # The length first: asking who it is costs a query, and fails without a database.
        if int(length) > limits.BODY_BYTES and not (
            request.user.is_staff or getattr(request, "staff_session_is_over", False)
        ):
            return errors.bad_request(request, RequestDataTooBig())
        try:
            return self.get_response(request)
        finally:
            for handler in request.upload_handlers if request.method == "POST" else ():
                handler.close()  # type: ignore[attr-defined] # of FILE_UPLOAD_HANDLERS
