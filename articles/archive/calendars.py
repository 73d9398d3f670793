"""Years, months and days as the pages of the archive draw them."""

import calendar
import datetime
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from django.urls import reverse
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import get_format
from django.utils.translation import ngettext

from core.digits import grouped_number
from core.times import date_text

# A bar has one of so many lengths: no page may set its own, for style attributes are refused.
LEVELS = 10


class Link(NamedTuple):
    name: str
    address: str


# Cached, because a year names the addresses of all its days.
@lru_cache(maxsize=2_000)
def _address(*parts: int) -> str:
    year, *rest = parts
    name = ("year", "month", "day")[len(rest)]
    return reverse(f"articles:{name}", args=[f"{year:04}", *(f"{each:02}" for each in rest)])


def day_link(day: datetime.date) -> Link:
    return Link(date_text(day, "DAY"), _address(day.year, day.month, day.day))


def month_link(day: datetime.date) -> Link:
    return Link(date_text(day, "MONTH"), _address(day.year, day.month))


def year_link(day: datetime.date) -> Link:
    return Link(date_text(day, "YEAR"), _address(day.year))


class Weekday(NamedTuple):
    """The head of a column."""

    name: str
    short: str


class Day(NamedTuple):
    date: datetime.date
    stories: int
    # From 1 for few to LEVELS for as many as the fullest one has; 0 for none.
    level: int

    @property
    def label(self) -> str:
        """Saturday, November 28: 12 stories"""
        return _label(date_text(self.date, "DAY_OF_YEAR"), self.stories)

    @property
    def address(self) -> str:
        return day_link(self.date).address


class Month(NamedTuple):
    first: datetime.date
    stories: int
    level: int
    # Of seven days each, None where the day is another month's; without them where only the month is shown.
    weeks: list[list[Day | None]]

    @property
    def link(self) -> Link:
        return month_link(self.first)

    @property
    def label(self) -> str:
        """November 2026: 312 stories"""
        return _label(self.link.name, self.stories)

    @property
    def name(self) -> str:
        """Without the year, under which it stands."""
        return date_text(self.first, "MONTH_OF_YEAR")

    @property
    def short(self) -> str:
        return date_text(self.first, "MONTH_IN_SHORT")


class Year(NamedTuple):
    link: Link
    stories: int
    months: list[Month]


def weekdays() -> list[Weekday]:
    """Beginning with the day that weeks begin with in the language."""
    return [Weekday(str(WEEKDAYS[each]), str(WEEKDAYS_ABBR[each])) for each in _calendar().iterweekdays()]


def years(counts: Mapping[datetime.date, int]) -> list[Year]:
    """The newest first, of counts by month."""
    most = max(counts.values(), default=0)
    found = []
    for number in sorted({month.year for month in counts}, reverse=True):
        firsts = [datetime.date(number, month, 1) for month in range(1, 13)]
        of = [counts.get(first, 0) for first in firsts]
        months = [
            Month(first, count, _level(count, most), []) for first, count in zip(firsts, of, strict=True)
        ]
        found.append(Year(year_link(firsts[0]), sum(of), months))
    return found


def year_of(first: datetime.date, counts: Mapping[datetime.date, int]) -> Year:
    """With the calendars of its months, of counts by day."""
    months = [month_of(first.replace(month=each), counts) for each in range(1, 13)]
    return Year(year_link(first), sum(counts.values()), months)


def month_of(first: datetime.date, counts: Mapping[datetime.date, int]) -> Month:
    """With its calendar, of counts by day; the fullest day among all of these has the longest bar."""
    most = max(counts.values(), default=0)

    def day(number: int) -> Day | None:
        if not number:
            return None
        date = first.replace(day=number)
        return Day(date, counts.get(date, 0), _level(counts.get(date, 0), most))

    weeks = [list(map(day, week)) for week in _calendar().monthdayscalendar(first.year, first.month)]
    count = sum(each.stories for week in weeks for each in week if each)
    return Month(first, count, 0, weeks)


def _label(name: str, stories: int) -> str:
    # Here, and not in the template, which would take three times as long for each day of a year.
    # Translators: a day or a month with what it has: November 2026: 312 stories
    text = ngettext("%(name)s: %(number)s story", "%(name)s: %(number)s stories", stories)
    return text % {"name": name, "number": grouped_number(stories)}


def _calendar() -> calendar.Calendar:
    # Django counts from Sunday, Python from Monday.
    return calendar.Calendar((get_format("FIRST_DAY_OF_WEEK") - 1) % 7)


def _level(count: int, most: int) -> int:
    return -(-LEVELS * count // most) if count else 0
