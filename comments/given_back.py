"""Gives back what was typed under a story or a comment that is gone meanwhile, with the reason and nothing else.

The page shows neither headline nor quotation: what was taken from view is not shown here either.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from comments import drafts
from comments.models import Report

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

View = Callable[..., HttpResponseBase]
GONE = (404, 410)
_KILLED = _("This story was withdrawn after it was published.")


class _Form(NamedTuple):
    """What the page says of it: the reason where no other is known, and how its text comes back."""

    not_there: "StrPromise"
    title: "StrPromise"
    heading: "StrPromise"


_FORMS = {
    "comment": _Form(
        _("There is no such story, or not any more."),
        _("Not posted: your comment"),
        _("Your comment was not posted"),
    ),
    "reply": _Form(
        _("The comment you answer is no longer there."),
        _("Not posted: your reply"),
        _("Your reply was not posted"),
    ),
    "report": _Form(
        _("The comment you report is no longer there."),
        _("Not sent: your report"),
        _("Your report was not sent"),
    ),
}


class NotHere(Http404):
    """The message says why, in a sentence; `back` is where readers still find the discussion or its story."""

    def __init__(self, message: str, back: str = ""):
        super().__init__(message)
        self.back = back


def gives_back(form: str) -> Callable[[View], View]:
    """Marks the view of a form, “comment”, “reply” or “report”: if its story or comment is gone, the text comes back.

    A reader who sends nothing gets 404 or 410. A story that is not out yet is answered like one that does not exist.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            reason, back, response = str(_FORMS[form].not_there), "", None
            try:
                response = view(request, *args, **kwargs)
                if response.status_code not in GONE:
                    return response
                reason = str(_KILLED) if response.status_code == 410 else reason
            except NotHere as why:
                reason, back = str(why), why.back
            except Http404:
                pass
            if request.method == "POST":
                return _give_back(request, form, reason, back, 422)
            if request.user.is_authenticated and form != "report" and drafts.find(request):
                return _give_back(request, form, reason, back, response.status_code if response else 404)
            if response is None:
                raise Http404(reason)
            return response

        return answer

    return mark


def _give_back(request: HttpRequest, form: str, reason: str, back: str, status: int) -> HttpResponse:
    words, typed = ("words", "") if form == "report" else ("text", drafts.find(request))
    context = {
        "form": form,
        "title": _FORMS[form].title,
        "heading": _FORMS[form].heading,
        "reason": reason,
        "back": back,
        "text": request.POST.get(words, "") or typed,
        "chosen": dict(Report.Reason.choices).get(request.POST.get("reason", "")),
    }
    return render(request, "comments/given_back.html", context, status=status)
