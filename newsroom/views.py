from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from articles.lists import LATEST, listed, with_photos
from articles.models import Section
from articles.photographs import renditions

# A band of the front page: one story with its picture and three lines.
BAND = 4
# Among so many of the newest the lead is looked for: the newest that has a photo.
LEAD_AMONG = 10


@require_safe
def front(request):
    now = timezone.now()
    newest = with_photos(list(listed(now)[: LEAD_AMONG + LATEST]))
    lead = next((story for story in newest[:LEAD_AMONG] if story.lead_photo), newest[0] if newest else None)
    latest = [story for story in newest if story != lead][:LATEST]
    above = [lead, *latest] if lead else []
    sections = [
        (section, list(listed(now).filter(filed_under=section)[: BAND + len(above)]))
        for section in Section.objects.all()
    ]
    with_photos([story for _, stories in sections for story in stories])
    bands = [(section, _band(stories, lead, above)) for section, stories in sections if stories]
    context = {
        "lead": lead,
        "newest": newest[0] if newest else None,
        "latest": latest,
        "bands": bands,
        "everything": above + [story for _, stories in bands for story in stories],
        "now": now,
    }
    return render(request, "front.html", context)


def _band(stories, lead, above):
    """Of a section's newest stories one with its picture, and three lines of what does not stand `above` already.

    Where all of them do, the newest is said twice.
    """
    lines = [story for story in stories if story not in above]
    pictured = next((story for story in stories if story.lead_photo and story != lead), None)
    first = pictured or (lines or stories)[0]
    return [first, *[story for story in lines if story != first][: BAND - 1]]


def _rendition_etag(request, path):
    # Its name is its content's; a file that is not there must not be answered with "as before".
    return f'"{path}"' if storages["renditions"].exists(path) else None


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
@condition(etag_func=_rendition_etag)
def rendition(request, path):
    """An uploaded photo's file, where no other server serves /media/. Its name is its content's: kept for ever."""
    storage = storages["renditions"]
    if not storage.exists(path):
        raise Http404
    return FileResponse(storage.open(path), content_type=renditions.TYPES[path.rpartition(".")[2]])


def bad_request(request, exception):
    too_big = isinstance(exception, RequestDataTooBig)
    return render(request, "400.html", {"too_big": too_big}, status=413 if too_big else 400)


def forbidden(request, exception):
    return render(request, "403.html", status=403)


def csrf_failure(request, reason=""):
    """A form that can't be trusted to be the reader's own. What was typed comes back, to be sent once more."""
    text = request.POST.get("text", "")
    return render(request, "403_csrf.html", {"text": text}, status=403)


def not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    """Nothing here may fail: no database, no session."""
    page = render_to_string("500.html", {"paper": {"name": settings.SITE_NAME}})
    return HttpResponse(page, status=500)
