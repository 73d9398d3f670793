"""What the paper says of itself: to machines, by its nameplate, and on its own pages."""

import datetime
from collections.abc import Sequence

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.fragment_cache import fragment_cache
from core.gaps import with_marks
from core.models import Nameplate, Page, PageVersion, Paper
from core.models.facts import facts_of
from core.nameplates import TYPES
from core.page_versions import Subject, depends_on
from core.slugs import closest, spellings
from core.subjects import EDITION, PAPER, edition_version

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


@depends_on(PAPER)
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of the paper's own. A draft is answered like an address at which there is nothing."""
    meant = set(spellings(slug)) & _public_slugs()
    versions = PageVersion.objects.filter(pk__in=Page.objects.public().values("published"))
    version = closest(slug, versions.filter(slug__in=meant)) if meant else None
    if version is None:
        raise Http404
    # Only now: whatever is sent to an address at which there is nothing is told so.
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if version.slug != slug:
        return HttpResponsePermanentRedirect(version.get_absolute_url())
    return page_as(request, version)


def _public_slugs() -> frozenset[str]:
    """Kept under the edition’s version: every wrong address that is one word comes here, and costs no query."""
    return fragment_cache.get_or_set("public pages", EDITION.read(), _read_slugs)


def _read_slugs() -> frozenset[str]:
    return frozenset(Page.objects.public().values_list("published__slug", flat=True))


def page_as(
    request: HttpRequest, version: PageVersion, problems: Sequence[str] | None = None
) -> HttpResponse:
    """The page of a version. With `problems` it is a preview of one that is not stored, with its gaps in sight."""
    is_preview = problems is not None
    context = {
        "page": version,
        "text": mark_safe(with_marks(version.text) if is_preview else version.text),
        "preview": is_preview,
        "problems": problems,
        "facts": facts_of(version.facts, Paper.current()) if version.facts else [],
        "here": None if is_preview else request.path,
    }
    return render(request, "core/page.html", context)
