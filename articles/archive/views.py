"""The paper by its days. What has nothing to read answers like what does not exist: no day tells of a story to come."""

import calendar
import datetime
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import lists
from articles.access import canonical_redirect
from articles.archive import calendars, counts
from articles.models import Article
from articles.subjects import LISTS
from articles.views import LAG, list_context
from core.page_versions import Number, depends_on
from core.pagination import row_before
from core.times import date_text


@depends_on(LISTS, lag=LAG)
@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    years = calendars.years(counts.by_month(timezone.now()))
    context = {"years": years, "here": reverse("articles:archive")}
    return render(request, "articles/archive.html", context)


@depends_on(LISTS, lag=LAG)
@require_safe
def year(request: HttpRequest, year: str) -> HttpResponse:
    now, first = timezone.now(), _date(year)
    last = first.replace(month=12, day=31)
    stories = counts.by_day(now, first, last)
    if not stories:
        raise Http404
    if elsewhere := canonical_redirect(request):
        return elsewhere
    shown = calendars.year_of(first, stories)
    context: dict[str, object] = {"year": shown, "weekdays": calendars.weekdays(), "here": shown.link.address}
    around = _neighbours(now, first, last, calendars.year_link)
    return render(request, "articles/archive_year.html", context | around)


@depends_on(LISTS, lag=LAG)
@require_safe
def month(request: HttpRequest, year: str, month: str) -> HttpResponse:
    now, first = timezone.now(), _date(year, month)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    stories = counts.by_day(now, first, last)
    if not stories:
        raise Http404
    if elsewhere := canonical_redirect(request, month=f"{first:%m}"):
        return elsewhere
    shown = calendars.month_of(first, stories)
    context: dict[str, object] = {
        "month": shown,
        "year": calendars.year_link(first),
        "weekdays": calendars.weekdays(),
        "here": shown.link.address,
    }
    around = _neighbours(now, first, last, calendars.month_link)
    return render(request, "articles/archive_month.html", context | around)


@depends_on(LISTS, lag=LAG, before=Number())
@require_safe
def day(request: HttpRequest, year: str, month: str, day: str) -> HttpResponse:
    now, date = timezone.now(), _date(year, month, day)
    before = row_before(request, Article.objects.once_public(now).filter(url_date=date))
    page = lists.day_page(date, now, before)
    if not page.rows:
        raise Http404
    if elsewhere := canonical_redirect(request, month=f"{date:%m}", day=f"{date:%d}"):
        return elsewhere
    address = calendars.day_link(date).address
    context = list_context(page, before, address) | {
        "day": calendars.Link(date_text(date, "DAY_IN_FULL"), address),
        "count": counts.by_day(now, date, date).get(date, 0),
        "month": calendars.month_link(date),
        "year": calendars.year_link(date),
    }
    around = _neighbours(now, date, date, calendars.day_link)
    return render(request, "articles/archive_day.html", context | around)


def _date(year: str, month: str = "1", day: str = "1") -> datetime.date:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        raise Http404 from None


def _neighbours(
    now: datetime.datetime,
    first: datetime.date,
    last: datetime.date,
    link: Callable[[datetime.date], calendars.Link],
) -> dict[str, object]:
    """The nearest with something to read, on either side of the days from `first` to `last`."""
    earlier, later = counts.day_before(now, first), counts.day_after(now, last)
    return {
        "earlier": link(earlier) if earlier else None,
        "later": link(later) if later else None,
    }
