"""How the paper writes times: always in the site's zone, with the abbreviation in force at that instant."""

import datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe


def local(instant: datetime.datetime) -> datetime.datetime:
    """The instant in the site's zone; summer time is decided by the instant itself."""
    return instant.astimezone(timezone.get_default_timezone())


def clock_text(moment: datetime.datetime, form: str = "%I:%M%p") -> str:
    return moment.strftime(form).lstrip("0").lower() + f" {moment:%Z}"


def day_text(day: datetime.date, month: str = "%b") -> str:
    """Jul 6, 2013"""
    return f"{day:{month}} {day.day}, {day:%Y}"


def time_element(moment: datetime.datetime, text: str) -> SafeString:
    # Digits and the names of days, months and zones: nothing to escape.
    return mark_safe(f'<time datetime="{moment.isoformat(timespec="seconds")}">{text}</time>')


def dateline(instant: datetime.datetime) -> SafeString:
    """Sat Jul 6, 2013 2:55pm EDT"""
    moment = local(instant)
    return time_element(moment, f"{moment:%a} {day_text(moment)} {clock_text(moment)}")


def comment_time(instant: datetime.datetime) -> SafeString:
    """Jul 06, 2013 4:43am EDT"""
    return _comment_time(instant, timezone.get_default_timezone())


# Rendering a discussion again needs nearly all of its times again.
@lru_cache(maxsize=10_000)
def _comment_time(instant: datetime.datetime, zone: datetime.tzinfo) -> SafeString:
    moment = instant.astimezone(zone)
    return time_element(moment, f"{moment:%b %d, %Y} {clock_text(moment)}")


def clock(instant: datetime.datetime) -> SafeString:
    """2:55pm EDT"""
    moment = local(instant)
    return time_element(moment, clock_text(moment))


def day(instant: datetime.datetime) -> SafeString:
    """Jul 6, 2013"""
    moment = local(instant)
    return time_element(moment, day_text(moment))


def day_in_full(instant: datetime.datetime) -> SafeString:
    """Saturday, July 6, 2013"""
    moment = local(instant)
    return time_element(moment, f"{moment:%A}, {day_text(moment, '%B')}")


def clock_to_the_second(instant: datetime.datetime) -> SafeString:
    """2:55:09pm EDT"""
    moment = local(instant)
    return time_element(moment, clock_text(moment, "%I:%M:%S%p"))


def exactly(instant: datetime.datetime) -> str:
    """2013-07-06T14:55:00.250-04:00, for scripts: as fine as their clocks"""
    return local(instant).isoformat(timespec="milliseconds")


def desk_time(instant: datetime.datetime) -> str:
    """Jul 6, 2013 2:55 PM EDT, as lists and forms of the admin have it"""
    moment = local(instant)
    said, zone = date_format(moment, "DATETIME_FORMAT").rstrip(), f"{moment:%Z}"
    # Django leaves the zone out in the hour that clocks have twice, where it is needed.
    return said if said.endswith(zone) else f"{said} {zone}"
