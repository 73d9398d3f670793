from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from core.fragment_cache import fragment_cache
from core.gaps import with_marks
from core.models import Page, PageVersion
from core.page_versions import depends_on
from core.slugs import closest, spellings
from core.subjects import PAPER


@depends_on(PAPER)
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of the paper's own. A draft is answered like an address at which there is nothing."""
    meant = set(spellings(slug)) & _public_slugs()
    versions = PageVersion.objects.filter(pk__in=Page.objects.public().values("published"))
    version = closest(slug, versions.filter(slug__in=meant)) if meant else None
    if version is None:
        raise Http404
    if version.slug != slug:
        return HttpResponsePermanentRedirect(version.get_absolute_url())
    return page_as(request, version)


def _public_slugs() -> frozenset[str]:
    """Kept under the paper's version: every wrong address that is one word comes here, and costs no query."""
    return fragment_cache.get_or_set("public pages", PAPER.read(), _read_slugs)


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
        "here": None if is_preview else request.path,
    }
    return render(request, "core/page.html", context)
