"""How many stories readers find under a day, and which days have any: by stored days and by indexes, at any size.

The day is `url_date`, the one in a story's address: no setting moves a story to another day's page.
"""

import datetime
from collections import Counter
from typing import cast

from django.db.models import CharField, Sum
from django.db.models.functions import Cast, Substr

from articles.models import ArchiveDay, Article


def _to_come(now: datetime.datetime) -> Counter[datetime.date]:
    """The scheduled stories of each day. Few, and found by their time; counted here, so that no other index tempts."""
    scheduled = Article.objects.filter(published_at__gt=now, killed_at=None).order_by("published_at")
    return Counter(cast(datetime.date, day) for day in scheduled.values_list("url_date", flat=True))


def by_day(now: datetime.datetime, first: datetime.date, last: datetime.date) -> dict[datetime.date, int]:
    """{day: number of stories} of the days from `first` to `last` that have any. 2 queries."""
    stored, to_come = ArchiveDay.objects.filter(day__range=(first, last)), _to_come(now)
    counts = {day: number - to_come[day] for day, number in stored.values_list("day", "stories")}
    return {day: number for day, number in counts.items() if number > 0}


def by_month(now: datetime.datetime) -> dict[datetime.date, int]:
    """{first day of the month: number of stories} of the months that have any. 2 queries."""
    # As text, 2013-07: SQLite would ask Python for the month of each of ten thousand days.
    month = Substr(Cast("day", CharField()), 1, 7)
    stored = ArchiveDay.objects.annotate(month=month).values_list("month").annotate(Sum("stories")).order_by()
    to_come: Counter[datetime.date] = Counter()
    for day, number in _to_come(now).items():
        to_come[day.replace(day=1)] += number
    months = ((datetime.date.fromisoformat(f"{month}-01"), number) for month, number in stored)
    counts = {month: number - to_come[month] for month, number in months}
    return {month: number for month, number in counts.items() if number > 0}


def day_before(now: datetime.datetime, day: datetime.date) -> datetime.date | None:
    """The nearest day before that one with something to read. 1 query."""
    stories = Article.objects.published(now).filter(url_date__lt=day)
    return stories.order_by("-url_date").values_list("url_date", flat=True).first()


def day_after(now: datetime.datetime, day: datetime.date) -> datetime.date | None:
    """The nearest day after that one with something to read. 1 query."""
    stories = Article.objects.published(now).filter(url_date__gt=day)
    return stories.order_by("url_date").values_list("url_date", flat=True).first()
