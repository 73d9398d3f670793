"""How the paper writes times: always in the site's zone, with the abbreviation in force at that instant.

How each is written stands in core/formats, a file for each language, by Django's letters: D M j, Y g:ia T.
"""

import datetime
import zoneinfo
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateformat import DateFormat
from django.utils.formats import get_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from core.digits import in_digits
from core.formats.en import formats as english


class _PaperFormat(DateFormat):
    """Django's letters, but for two."""

    def a(self) -> str:
        """pm, where Django has p.m."""
        return self.A().lower()

    def T(self) -> str:  # noqa: N802 - the letter is Django's
        """EDT; in the hour that clocks have twice too, where Django has an offset."""
        return zone_name(self.data)


def language_format(name: str) -> Any:
    """What core/formats has under that name in the language; in English where the language has none."""
    found = get_format(name)
    # So Django answers of a name that no file has.
    return getattr(english, name) if found == name else found


def zone_name(moment: datetime.date | datetime.time) -> str:
    """EDT; MESZ"""
    return _name_in_language(f"{moment:%Z}")


def _name_in_language(zone: str) -> str:
    zones: dict[str, str] = language_format("ZONES")
    return zones.get(zone, zone)


class _NamedZone(zoneinfo.ZoneInfo):
    """A zone that has its names from core/formats."""

    def tzname(self, moment: datetime.datetime | None, /) -> str | None:
        name = super().tzname(moment)
        return name and _name_in_language(name)


class NamedZoneMiddleware:
    """Makes the site's zone, with its names in the language, the one in which Django itself writes times."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(_NamedZone(settings.TIME_ZONE)):
            return self.get_response(request)


def local(instant: datetime.datetime) -> datetime.datetime:
    """The instant in the site's zone; summer time is decided by the instant itself."""
    return instant.astimezone(timezone.get_default_timezone())


def _text(moment: datetime.date, letters: str) -> str:
    return in_digits(_PaperFormat(moment).format(letters))


def day_text(day: datetime.date) -> str:
    """Jul 6, 2013"""
    return date_text(day, "DAY")


def date_text(day: datetime.date, name: str) -> str:
    """By the letters of that name, those of a day alone: for DAY_IN_FULL Saturday, July 6, 2013."""
    return _text(day, language_format(name))


def _element(moment: datetime.datetime, name: str) -> SafeString:
    """The letters go along for core/js/zone.js, which sets the time in the reader's own zone."""
    letters = language_format(name)
    # Digits, the names of days, months and zones, and what the files of formats have between: nothing to escape.
    return mark_safe(
        f'<time datetime="{moment.isoformat(timespec="seconds")}" data-format="{letters}">'
        f"{_text(moment, letters)}</time>"
    )


def dateline(instant: datetime.datetime) -> SafeString:
    """Sat Jul 6, 2013 2:55pm EDT"""
    return _element(local(instant), "DATELINE")


def comment_time(instant: datetime.datetime) -> SafeString:
    """Jul 06, 2013 4:43am EDT"""
    return _comment_time(instant, timezone.get_default_timezone(), get_language())


# Rendering a discussion again needs nearly all of its times again.
@lru_cache(maxsize=10_000)
def _comment_time(instant: datetime.datetime, zone: datetime.tzinfo, language: str | None) -> SafeString:
    return _element(instant.astimezone(zone), "COMMENT_TIME")


def clock(instant: datetime.datetime) -> SafeString:
    """2:55pm EDT"""
    return _element(local(instant), "CLOCK")


def day(instant: datetime.datetime) -> SafeString:
    """Jul 6, 2013"""
    return _element(local(instant), "DAY")


def day_in_full(instant: datetime.datetime) -> SafeString:
    """Saturday, July 6, 2013"""
    return _element(local(instant), "DAY_IN_FULL")


def clock_to_the_second(instant: datetime.datetime) -> SafeString:
    """2:55:09pm EDT"""
    return _element(local(instant), "CLOCK_TO_THE_SECOND")


def exactly(instant: datetime.datetime) -> str:
    """2013-07-06T14:55:00.250-04:00, for scripts: as fine as their clocks"""
    return local(instant).isoformat(timespec="milliseconds")


def desk_time(instant: datetime.datetime) -> str:
    """Jul 6, 2013 2:55 PM EDT, as lists and forms of the admin have it"""
    return _PaperFormat(local(instant)).format(language_format("DATETIME_FORMAT"))


def desk_day(instant: datetime.datetime) -> str:
    """Jul 6, 2013"""
    return _PaperFormat(local(instant)).format(language_format("DATE_FORMAT"))
