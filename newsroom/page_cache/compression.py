"""Which codings a client takes, and pages in gzip."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware import gzip

# What is made here, best first.
CODINGS = ("br", "gzip")
# RFC 9110, 12.4.2. A weight that is no such number counts as 0.
_QUALITY = re.compile(r"q\s*=\s*(0(?:\.[0-9]*)?|1(?:\.0*)?)")


def accepted_codings(header: str) -> tuple[str, ...]:
    """Of CODINGS those that this Accept-Encoding asks for (RFC 9110, 12.5.3), the one to be sent first.

    None where a client would rather have the page as it is. Brotli is left out where gzip is wanted more: whatever
    is made in brotli is made in gzip too.
    """
    wishes: dict[str, float] = {}
    for wish in header.lower().split(","):
        coding, *parameters = (part.strip() for part in wish.split(";"))
        wishes.setdefault("gzip" if coding == "x-gzip" else coding, _quality(parameters))
    # The asterisk stands for codings that are not named.
    br, gz = (wishes.get(coding, wishes.get("*", 0.0)) for coding in CODINGS)
    least = wishes.get("identity", 0.0)
    wanted = {"br": br >= max(gz, least), "gzip": gz >= least}
    return tuple(
        coding for coding, quality in zip(CODINGS, (br, gz), strict=True) if quality and wanted[coding]
    )


def _quality(parameters: list[str]) -> float:
    said = next((part for part in parameters if part.startswith("q")), None)
    if said is None:
        return 1.0
    found = _QUALITY.fullmatch(said)
    return float(found[1]) if found else 0.0


class AcceptEncodingMiddleware:
    """Leaves in Accept-Encoding only what the client takes: Django and WhiteNoise look for names, and not at q=0."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if header := request.META.get("HTTP_ACCEPT_ENCODING"):
            request.META["HTTP_ACCEPT_ENCODING"] = ", ".join(accepted_codings(header))
        return self.get_response(request)


class GZipMiddleware(gzip.GZipMiddleware):
    """For all but photographs: these are compressed already, and must keep their length and go out from disk."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.get("Content-Type", "").startswith("image/"):
            return response
        return super().process_response(request, response)
