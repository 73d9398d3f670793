"""What the paper says of itself to machines, and its nameplate."""

import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.models import Nameplate, Paper
from core.nameplates import TYPES
from core.page_versions import Subject, depends_on
from core.subjects import PAPER, edition_version

# How many months after the one that it is asked in security.txt says that it expires. RFC 9116, 2.5.5: under a year.
EXPIRES_AFTER = 6


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def nameplate(request: HttpRequest, digest: str, kind: str) -> HttpResponse:
    """Another picture has another address, so this one is kept for ever."""
    found = get_object_or_404(Nameplate, digest=digest, kind=kind)
    return HttpResponse(bytes(found.data), content_type=TYPES[kind])


def _month_after(now: datetime.datetime, months: int) -> datetime.datetime:
    """The beginning of a month, in UTC."""
    number = now.year * 12 + now.month - 1 + months
    return datetime.datetime(number // 12, number % 12 + 1, 1, tzinfo=datetime.UTC)


MONTH = Subject(edition=edition_version)
MONTH.also(until=lambda key, now: _month_after(now.astimezone(datetime.UTC), 1))


@depends_on(MONTH)
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness of the site (RFC 9116); there is none where the paper names nobody."""
    paper = Paper.current()
    if not paper.security_email:
        raise Http404
    now = timezone.now().astimezone(datetime.UTC)
    return _lines(
        f"Contact: mailto:{paper.security_email}",
        f"Expires: {_month_after(now, EXPIRES_AFTER):%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {settings.LANGUAGE_CODE}",
        f"Canonical: {settings.SITE_URL}{reverse('core:security_txt')}",
    )


@depends_on(PAPER)
@require_safe
def trust_txt(request: HttpRequest) -> HttpResponse:
    """How to reach the paper, and which accounts elsewhere are its own, as JournalList’s specification has it."""
    paper = Paper.current()
    contact = [f"contact=mailto:{paper.desk_email}"] if paper.desk_email else []
    social = [f"social={each}" for each in paper.profile_addresses]
    if not contact and not social:
        raise Http404
    return _lines(*contact, *social)


def _lines(*lines: str) -> HttpResponse:
    return HttpResponse("".join(f"{each}\n" for each in lines), content_type="text/plain; charset=utf-8")
