from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from core.gaps import with_marks
from core.models import Page, PageVersion
from core.page_versions import depends_on
from core.slugs import closest, spellings
from core.subjects import PAPER


@depends_on(PAPER)
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of the paper's own. A draft is answered like an address at which there is nothing."""
    versions = PageVersion.objects.filter(pk__in=Page.objects.public().values("published"))
    version = closest(slug, versions.filter(slug__in=spellings(slug)))
    if version is None:
        raise Http404
    if version.slug != slug:
        return HttpResponsePermanentRedirect(version.get_absolute_url())
    return page_as(request, version)


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
