"""Which story an address means, and what a story that is not there answers."""

import datetime
from functools import wraps

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from articles.models import Article, Edition


def gone(request, article):
    """The page at the address of a killed story: 410."""
    return render(request, "410.html", {"article": article}, status=410)


def story_view(view):
    """Gives the view `(request, article, now, …)` for the story at /year/month/day/slug/.

    A story that is not out at that instant answers like one that does not exist; a killed one is gone.
    """

    @wraps(view)
    def find(request, year, month, day, slug, **rest):
        now = timezone.now()
        try:
            date = datetime.date(int(year), int(month), int(day))
        except ValueError:
            raise Http404 from None
        # Before all that it stands for: what is made of these rows is kept under it.
        edition = Edition.current()
        known = Article.objects.once_public(now).select_related("revision__section", "filed_under")
        article = get_object_or_404(known, url_date=date, slug=slug)
        article.edition = edition
        if article.is_killed:
            return gone(request, article)
        return view(request, article, now, **rest)

    return find
