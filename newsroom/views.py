from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.lists import LATEST, listed, with_photos
from articles.models import Section

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
