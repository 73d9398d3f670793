"""How the paper writes times: always in the site's zone, with the abbreviation in force at that instant.

How each is written stands in core/formats, a file for each language, by Django's letters: D M j, Y g:ia T.
"""

import datetime
import zoneinfo
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateformat import DateFormat
from django.utils.formats import get_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

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


def common_zone(instants: Iterable[datetime.datetime]) -> str | None:
    """EST, where all of these have it: then it is said once for all; None where each has to say its own."""
    names = {zone_name(local(each)) for each in instants}
    return names.pop() if len(names) == 1 else None


def day_in_list(day: datetime.date, now: datetime.datetime) -> str:
    """Today; Yesterday; Thursday, November 26; Thursday, December 25, 2025. Until the next midnight."""
    today = local(now).date()
    if day == today:
        # Translators: over the stories of this day
        return pgettext("a day", "Today")
    if day == today - datetime.timedelta(days=1):
        # Translators: over the stories of the day before
        return pgettext("a day", "Yesterday")
    return _text(day, language_format("DAY_OF_YEAR" if day.year == today.year else "DAY_IN_FULL"))


def clock_in_list(instant: datetime.datetime, zone: str | None) -> SafeString:
    """2:58pm, under its day; 2:58pm EST where no `zone` is said for the whole list"""
    return _in_list(instant, _clock_in_list(instant, zone))


def time_in_news(instant: datetime.datetime, now: datetime.datetime, zone: str | None) -> SafeString:
    """2:58pm; Yesterday, 11:50pm; Thursday, November 26. Until the next midnight."""
    if clock := clock_of_today(instant, now, zone):
        return clock
    text = day_in_list(local(instant).date(), now)
    if is_recent(instant, now):
        # Just after midnight, what is new is of yesterday.
        # Translators: day and time of day, “Yesterday, 11:50pm”
        text = _("%(day)s, %(time)s") % {"day": text, "time": _clock_in_list(instant, zone)}
    return _in_list(instant, text)


def is_recent(instant: datetime.datetime, now: datetime.datetime) -> bool:
    """Whether `time_in_news` has a clock of it: it is of today or yesterday."""
    return local(instant).date() >= local(now).date() - datetime.timedelta(days=1)


def clock_of_today(instant: datetime.datetime, now: datetime.datetime, zone: str | None) -> SafeString | None:
    """2:58pm; nothing of another day. Until the next midnight."""
    return clock_in_list(instant, zone) if local(instant).date() == local(now).date() else None


def _clock_in_list(instant: datetime.datetime, zone: str | None) -> str:
    return _text(local(instant), language_format("TIME_OF_DAY" if zone else "CLOCK"))


def _in_list(instant: datetime.datetime, text: str) -> SafeString:
    """In the reader's own zone the day may be another than the one it stands under: core/js/zone.js says it then."""
    moment, letters = local(instant).isoformat(timespec="seconds"), language_format("DATELINE")
    return format_html('<time datetime="{}" data-format="{}">{}</time>', moment, letters, text)


def exactly(instant: datetime.datetime) -> str:
    """2013-07-06T14:55:00.250-04:00, for scripts: as fine as their clocks"""
    return local(instant).isoformat(timespec="milliseconds")


def to_the_second(instant: datetime.datetime) -> str:
    """2013-07-06T14:55:00-04:00, as time elements have it, for scripts that compare them"""
    return local(instant).isoformat(timespec="seconds")


def desk_time(instant: datetime.datetime) -> str:
    """Jul 6, 2013 2:55 PM EDT, as lists and forms of the admin have it"""
    return _PaperFormat(local(instant)).format(language_format("DATETIME_FORMAT"))


def desk_day(instant: datetime.datetime) -> str:
    """Jul 6, 2013"""
    return _PaperFormat(local(instant)).format(language_format("DATE_FORMAT"))
