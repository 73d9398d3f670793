"""Error pages: with the paper's design, and with what the reader typed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponsePermanentRedirect, UnreadablePostError
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import disk
from core.fragment_cache import fragment_cache
from core.models import FormerAddress, Paper
from core.network import is_same_origin
from core.pagination import find_row
from core.subjects import PAPER
from newsroom.context import PaperOnPages

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest

# When to come back, in seconds: a database that is started anew is there by then.
RETRY_AFTER = 10
# Fields of forms, and of their rows, that are somebody's words, however short.
WORDS = ("text", "words", "headline", "name", "body", "caption", "alt", "note")
# Instead of a list of fields: a form of the desk has too many.
ALL = None
# {the verb of a view for writing: what its form would do, sent once more}
WOULD = {
    "save": _("You would save this as %(name)s."),
    "kill": _("You would kill this as %(name)s."),
    "send": _("You would send this as %(name)s."),
    "post": _("You would post this as %(name)s."),
    "report": _("You would report this as %(name)s."),
}


def bad_request(request: HttpRequest, exception: Exception | None) -> HttpResponse:
    too_big = isinstance(exception, RequestDataTooBig)
    return _refusal(request, "400.html", 413 if too_big else 400, too_big=too_big)


def forbidden(request: HttpRequest, exception: Exception | None) -> HttpResponse:
    return _refusal(request, "403.html", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that can't be trusted to be the reader's own, or one of ours that has become too old.

    What was typed on ours comes back, to be sent once more, where the view says that it is for writing. A form from
    another site does not: its button would do here what that site wants.
    """
    if not is_same_origin(request):
        return forbidden(request, None)
    return _give_back(request, _given_back(request))


def signed_out(request: HttpRequest) -> HttpResponse | None:
    """The same for a form of the desk whose sender is no longer signed in; None where nothing was written."""
    context = _given_back(request)
    return _give_back(request, context) if context else None


def _give_back(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    response = render(request, "403_csrf.html", context, status=403)
    if context.get("is_at_desk"):
        # Else the browser's Back would show it to whoever signs in next.
        add_never_cache_headers(response)
    return response


def _given_back(request: HttpRequest) -> dict[str, Any]:
    """What was typed on a form for writing, to be sent once more, for 403_csrf.html; empty where there is nothing.

    A text of the desk is hidden from everybody else who is signed in, and is saved under no name but its writer's.
    """
    view = request.resolver_match.func  # type: ignore[union-attr] # a view was found
    verb, fields = getattr(view, "writing", ("", ()))
    typed = [each for each in _typed(request) if fields is ALL or each[0] in fields]
    if not any(is_words for _, _, is_words in typed):
        return {}
    writer = _writer(request) if fields is ALL and request.user.is_authenticated else None
    is_anothers = writer is not None and writer != request.user
    return {
        "typed": [(name, value, is_words and not is_anothers) for name, value, is_words in typed],
        "would": WOULD[verb] % {"name": request.user.username},
        "is_at_desk": fields is ALL,
        "is_anothers": is_anothers,
        "writer": writer,
        "opens": getattr(getattr(view, "model_admin", None), "shows_drafts", False) and not is_anothers,
        # Without a token the form comes here again, until its writer has signed in.
        "token": "" if is_anothers else get_token(request),
    }


def _writer(request: HttpRequest) -> User | None:
    """The user whose form it was, as its field says."""
    return find_row(User.objects.all(), request.POST.get("writer", ""))


def not_found(request: HttpRequest, exception: Exception | None) -> HttpResponse:
    return _moved(request) or _refusal(request, "404.html", 404)


def _moved(request: HttpRequest) -> HttpResponse | None:
    """Redirect to where the thing is now that was at this address, with the query. None where nothing was.

    Not for a POST: a redirect would lose what was sent. Browsers ask again each time (CachingHeadersMiddleware): the
    address may become something else's.
    """
    if (
        request.method not in ("GET", "HEAD")
        or (leads_to := FormerAddress.successor(request.path_info)) is None
    ):
        return None
    address, query = escape_uri_path(leads_to), request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


def _refusal(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    """One cached page for everybody without an account, so that a crowd of wrong addresses costs little."""
    if hasattr(request, "user") and request.user.is_authenticated:
        return render(request, template, context, status=status)
    html = fragment_cache.get_or_set(
        (template, *context.values()),
        PAPER.read(),
        lambda: render_to_string(template, context, request),
        lambda: PAPER.until(None, timezone.now()),
    )
    return HttpResponse(html, status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """Uses no database and no session, for they may be what failed. What was sent comes back, to be sent again."""
    error = sys.exc_info()[1]
    is_full = disk.is_full(error)
    is_gone = is_full or isinstance(error, (OperationalError, InterfaceError))
    if is_full and error is not None:
        disk.say(error)
    try:
        typed = _typed(request) if is_same_origin(request) else []
    except (UnreadablePostError, RequestDataTooBig):
        typed = []
    context = {"paper": PaperOnPages(Paper.last_known()), "is_full": is_full, "typed": typed}
    # Only a form that passed the CSRF check comes back with a token, ready to be sent.
    if context["typed"] and getattr(request, "csrf_processing_done", False):
        context["token"] = get_token(request)
    page = render_to_string("503.html" if is_gone else "500.html", context)
    if is_gone:
        return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER)})
    return HttpResponse(page, status=500)


def _typed(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """What a form of ours sent: (name, value, whether it is somebody's words). Nothing of a form with a password."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    if any("password" in name for name, _ in fields):
        return []
    return [
        (name, value, bool(value.strip()) and (name.rpartition("-")[2] in WORDS or len(value.split()) > 1))
        for name, value in fields
        if name != "csrfmiddlewaretoken"
    ]
