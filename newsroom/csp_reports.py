"""Browsers' reports about our Content-Security-Policy: each kind is logged once, and nothing is stored.

Anybody can send reports, as many as they like. So the log takes from them only known words and what has the shape of an
origin, and both the lines in an hour and the kinds that are remembered have an upper bound.
"""

import logging
import re
import threading
import time
from collections import OrderedDict
from urllib.parse import urlsplit

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt

logger = logging.getLogger(__name__)

# In bytes. A report repeats the policy and an address or two.
MAX_BYTES = 10_000
# A fault of ours makes a few kinds. A stranger who invents many silences these lines for an hour and no more.
KINDS_AN_HOUR = 20
# In each process, while it lives. With more than so many, the oldest is forgotten and may be logged again.
KINDS_REMEMBERED = 500
HOUR = 60 * 60

DIRECTIVES = {
    *("default-src", "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem"),
    *(
        "style-src-attr",
        "img-src",
        "font-src",
        "connect-src",
        "media-src",
        "object-src",
        "frame-src",
        "child-src",
    ),
    *("worker-src", "manifest-src", "base-uri", "form-action", "frame-ancestors"),
}
# CSP 3, 5.3: what stands for a blocked thing that has no address, or whose address is of no interest.
BLOCKED = {"inline", "eval", "wasm-eval", "data", "blob", "about", "filesystem"}
_ORIGIN = re.compile(r"(?:https?|wss?)://[a-z0-9.-]{1,80}(?::\d{1,5})?(?=[/?#]|$)")
_OTHER = "something else"


class _OldBody(msgspec.Struct, rename="kebab"):
    effective_directive: str = ""
    violated_directive: str = ""
    blocked_uri: str = ""
    document_uri: str = ""


class _Old(msgspec.Struct):
    """CSP 2, sent to report-uri."""

    body: _OldBody = msgspec.field(name="csp-report")

    @property
    def kind(self) -> tuple[str, str, str]:
        directive = self.body.effective_directive or self.body.violated_directive
        return _kind(directive, self.body.blocked_uri, self.body.document_uri)


class _NewBody(msgspec.Struct):
    directive: str = msgspec.field(name="effectiveDirective", default="")
    blocked: str = msgspec.field(name="blockedURL", default="")
    document: str = msgspec.field(name="documentURL", default="")


class _New(msgspec.Struct):
    """Reporting API, sent to what Reporting-Endpoints names."""

    body: _NewBody

    @property
    def kind(self) -> tuple[str, str, str]:
        return _kind(self.body.directive, self.body.blocked, self.body.document)


_DECODERS: dict[str, msgspec.json.Decoder[_Old] | msgspec.json.Decoder[list[_New]]] = {
    "application/csp-report": msgspec.json.Decoder(_Old),
    "application/reports+json": msgspec.json.Decoder(list[_New]),
}


class Heard:
    """The kinds that were logged, and how many in this hour."""

    def __init__(self) -> None:
        self.kinds: OrderedDict[tuple[str, ...], None] = OrderedDict()
        self._guard = threading.Lock()
        self._hour: float | None = None
        self._said = 0

    def says(self, kind: tuple[str, ...]) -> bool:
        """Whether to log this kind: it is new, and this hour has not had too many. It then counts as logged."""
        with self._guard:
            if kind in self.kinds:
                return False
            hour = time.monotonic() // HOUR
            if hour != self._hour:
                self._hour, self._said = hour, 0
            if self._said == KINDS_AN_HOUR:
                return False
            self._said += 1
            self.kinds[kind] = None
            if len(self.kinds) > KINDS_REMEMBERED:
                self.kinds.popitem(last=False)
            return True


heard = Heard()


@csrf_exempt
def report(request: HttpRequest) -> HttpResponse:
    """Take a report; 204, or a 4xx without a word."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    decoder = _DECODERS.get(request.content_type or "")
    if decoder is None:
        return HttpResponse(status=415)
    # One byte more than a report may have shows that there is more.
    sent = request.read(MAX_BYTES + 1)
    if len(sent) > MAX_BYTES:
        return HttpResponse(status=413)
    try:
        reports = decoder.decode(sent)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return HttpResponse(status=400)
    for each in reports if isinstance(reports, list) else [reports]:
        if heard.says(each.kind):
            logger.warning("The policy’s %s kept out %s on a page of the kind %s", *each.kind)
    return HttpResponse(status=204)


def _kind(directive: str, blocked: str, document: str) -> tuple[str, str, str]:
    # In violated-directive, the older name, some browsers send the whole directive.
    directive = directive.strip().lower().partition(" ")[0]
    blocked = blocked.strip().lower()
    if blocked not in BLOCKED:
        origin = _ORIGIN.match(blocked)
        blocked = origin[0] if origin else _OTHER
    return directive if directive in DIRECTIVES else _OTHER, blocked, _page(document)


def _page(address: str) -> str:
    """The name of the view that has this address: one of a few dozen."""
    try:
        return resolve(urlsplit(address).path).view_name or _OTHER
    except (Resolver404, ValueError):
        return _OTHER
