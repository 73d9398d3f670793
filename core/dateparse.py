"""Parse times as people type them: a day and a time of day, written in any way a desk writes them or this site shows.

What can be read in two ways is refused, with an example of each; so is an hour that clocks leave out or have twice.
"""

import datetime
import re
import unicodedata
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import regex
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.times import day_text

# A stored time has to be valid in every zone, and so have times years after it: Python's calendar ends with 9999.
FIRST_YEAR, LAST_YEAR = 1000, 9000
# Room for the longest time that the site shows, and for longer words than its own.
LONGEST = 80
DAY_EXAMPLE, CLOCK_EXAMPLE = "Nov 28, 2026 or 2026-11-28", "2:55pm or 14:55"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (  # noqa: SIM905
    "january february march april may june july august september october november december"
).split()
_WEEKDAY = r"(?:(?P<weekday>[a-z]{3,9})[.,]{0,2} )?"
_NTH = "(?:st|nd|rd|th)?"
_NAMED = (
    re.compile(
        rf"{_WEEKDAY}(?P<month>[a-z]{{3,9}})\.?[ -]?(?P<day>\d{{1,2}}){_NTH}[, -]{{1,2}}(?P<year>\d{{2,4}})"
    ),
    re.compile(
        rf"{_WEEKDAY}(?P<day>\d{{1,2}}){_NTH}\.?[ /-]?(?:of )?(?P<month>[a-z]{{3,9}})[., /-]{{1,2}}(?P<year>\d{{2,4}})"
    ),
)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2}) ?([./-]) ?(\d{1,2}) ?\2 ?(\d{2,4})")
_ZONE = r"(?: ?(?P<zone>z|[a-z]{2,5}|[+-]\d{2}(?::?\d{2})?))?"
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:\.(?P<fraction>\d{1,6}))?)?)?"
    rf"(?: ?(?P<half>am|pm))?{_ZONE}"
)
# As timetables and the military write it: 1455. Three figures are read only with am or pm.
_IN_FIGURES = re.compile(rf"(?P<hour>\d{{1,2}})(?P<minute>\d{{2}})(?: ?(?P<half>am|pm))?{_ZONE}")
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})?")


def is_in_calendar(instant: datetime.datetime) -> bool:
    """Whether the instant, given in UTC, is in one of those years."""
    return FIRST_YEAR <= instant.year <= LAST_YEAR


def parse_instant(day: str, clock: str, zone: ZoneInfo | None = None) -> datetime.datetime:
    """The instant in UTC of a day and a time of day, read in `zone` or else in the site's; `day` may hold both.

    Raises ValidationError.
    """
    zone = zone or timezone.get_default_timezone()
    if not _plain(clock) and (parts := _parts_of(day)):
        day, clock = parts
    errors: list[ValidationError] = []
    date = time = None
    try:
        date = parse_day(day)
    except ValidationError as error:
        errors.extend(error.error_list)
    try:
        time, zone_typed = parse_clock(clock)
    except ValidationError as error:
        errors.extend(error.error_list)
    if date is None or time is None:
        raise ValidationError(errors)
    return _at(datetime.datetime.combine(date, time), zone_typed, zone)


def parse_day(typed: str) -> datetime.date:
    """Raises ValidationError."""
    text = _plain(typed)
    if not text:
        raise ValidationError(f"There is no day. Write it like {DAY_EXAMPLE}.")
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(typed, found["year"], int(found["month"]), int(found["day"]))
    if found := _YEAR_LAST.fullmatch(text):
        return _year_last(typed, int(found[1]), int(found[3]), found[4])
    for pattern in _NAMED:
        if (found := pattern.fullmatch(text)) and (month := _named(MONTHS, found["month"])):
            day = _day(typed, found["year"], month, int(found["day"]))
            _check_weekday(found["weekday"], day)
            return day
    raise _unreadable_day(typed)


def zone_if_twice(instant: datetime.datetime, zone: ZoneInfo) -> str:
    """The zone's name at this instant, if clocks are put back and show its day and time twice; else nothing."""
    local = instant.astimezone(zone)
    names = _names_of(local.replace(tzinfo=None), zone)
    return names[instant.astimezone(datetime.UTC)] if len(names) > 1 else ""


def _plain(typed: str) -> str:
    """Small letters, plain digits, single spaces: a copied text may have others that look alike."""
    if len(typed) > LONGEST:
        return "…"
    text = unicodedata.normalize("NFKC", regex.sub(r"\p{Default_Ignorable_Code_Point}", "", typed))
    text = "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in text)
    return " ".join(regex.sub(r"\p{Pd}|−", "-", text).lower().split())


def _parts_of(typed: str) -> tuple[str, str] | None:
    """(day, time of day) of a text that has both: Sat Jul 6, 2013 2:55pm EDT, 2013-07-06T14:55:00-04:00."""
    text = _plain(typed)
    for gap in re.finditer(r",? (?:at )?|(?<=\d)t(?=\d)", text):
        day, clock = text[: gap.start()], text[gap.end() :]
        try:
            parse_day(day), parse_clock(clock)
        except ValidationError:
            continue
        return day, clock
    return None


def _year_last(typed: str, first: int, second: int, year: str) -> datetime.date:
    """28.11.2026 and 11/28/2026; of 3/4/2026 nobody knows which is the month."""
    if first == second or first > 12:
        return _day(typed, year, second, first)
    if second > 12:
        return _day(typed, year, first, second)
    # With a century, so that a year of two figures gets the error with both readings at once.
    year = year if len(year) == 4 else f"20{year[-2:]}"
    either = [day_text(_day(typed, year, month, day)) for month, day in ((first, second), (second, first))]
    raise ValidationError(
        f"“{typed}” can be read as {either[0]} and as {either[1]}. Write it like one of these."
    )


def _day(typed: str, year: str, month: int, day: int) -> datetime.date:
    if len(year) != 4:
        raise ValidationError(f"Write the year of “{typed}” with four digits, like {DAY_EXAMPLE}.")
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise ValidationError(
            f"“{typed}” is beyond this calendar, which has the years {FIRST_YEAR} to {LAST_YEAR}."
        )
    try:
        return datetime.date(int(year), month, day)
    except ValueError:
        raise ValidationError(f"There is no day “{typed}”. Write it like {DAY_EXAMPLE}.") from None


def _unreadable_day(typed: str) -> ValidationError:
    return ValidationError(f"“{typed[:LONGEST]}” can’t be read as a day. Write it like {DAY_EXAMPLE}.")


def _named(names: Sequence[str], typed: str) -> int | None:
    """The number, from 1, of the name that is meant, which may be cut short: Sept; None where there is none."""
    return next((number for number, name in enumerate(names, start=1) if name.startswith(typed)), None)


def _check_weekday(typed: str | None, day: datetime.date) -> None:
    if typed and _named(WEEKDAYS, typed) != day.isoweekday():
        raise ValidationError(f"{day_text(day)} is a {WEEKDAYS[day.weekday()].capitalize()}.")


def parse_clock(typed: str) -> tuple[datetime.time, str]:
    """(time, the zone that stands behind it or "")"""
    text = re.sub(r"(?<![a-z])([ap])\. ?m\b\.?", r"\1m", _plain(typed))
    # Noon is the middle of one day; midnight is the end of one and the beginning of another.
    text = re.sub(r"^(?:12(?:[:.]00)? ?)?noon\b", "12pm", text)
    if not text:
        raise ValidationError(f"There is no time of day. Write it like {CLOCK_EXAMPLE}.")
    if re.search(r"\bmidnight\b", text):
        raise ValidationError(
            "Midnight ends one day and begins another. Write 00:00 with the day that begins."
        )
    found = _IN_FIGURES.fullmatch(text) or _CLOCK.fullmatch(text)
    if found is None:
        raise ValidationError(
            f"“{typed[:LONGEST]}” can’t be read as a time of day. Write it like {CLOCK_EXAMPLE}."
        )
    parts = found.groupdict(default="")
    hour, minute, half = int(parts["hour"]), parts["minute"], parts["half"]
    if not half and (not minute or (found.re is _IN_FIGURES and len(parts["hour"]) == 1)):
        raise ValidationError(f"“{typed}” can be read in several ways. Write it like {CLOCK_EXAMPLE}.")
    if half and not 1 <= hour <= 12:
        raise ValidationError(
            f"With am or pm the hour is 1 to 12, not {hour}. Write it like {CLOCK_EXAMPLE}."
        )
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    fraction = int(parts.get("fraction", "").ljust(6, "0"))
    try:
        return datetime.time(hour, int(minute or 0), int(parts.get("second") or 0), fraction), parts["zone"]
    except ValueError:
        raise ValidationError(f"No day has the time “{typed}”. Write it like {CLOCK_EXAMPLE}.") from None


def _names_of(moment: datetime.datetime, zone: datetime.tzinfo) -> dict[datetime.datetime, str]:
    """{instant: the zone's name then} of the instants at which clocks show this moment: none, one or two."""
    found = {}
    for fold in (0, 1):
        local = moment.replace(tzinfo=zone, fold=fold)
        instant = local.astimezone(datetime.UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == moment:
            found[instant] = local
    names = {instant: f"{local:%Z}" for instant, local in found.items()}
    if len(set(names.values())) < len(names):
        names = {instant: f"{local:%z}" for instant, local in found.items()}
    return names


def _at(moment: datetime.datetime, zone_typed: str, zone: datetime.tzinfo) -> datetime.datetime:
    names = _names_of(moment, zone)
    time = f"{moment:%H:%M} on {day_text(moment)}"
    if zone_typed in ("z", "utc", "gmt") or _OFFSET.fullmatch(zone_typed):
        return _in_calendar(moment.replace(tzinfo=_offset(zone_typed)).astimezone(datetime.UTC))
    if not names:
        raise ValidationError(f"There is no {time}: clocks are put forward over it. Write a later time.")
    meant = [at for at, name in names.items() if zone_typed in ("", name.lower())]
    if not meant:
        raise ValidationError(
            f"{zone_typed.upper()} is not the site's time then: it is {' or '.join(names.values())}."
        )
    if len(meant) > 1:
        either = " or ".join(f"{moment:%H:%M} {name}" for name in names.values())
        raise ValidationError(f"{time} comes twice, for clocks are put back over it. Write {either}.")
    return _in_calendar(meant[0])


def _offset(typed: str) -> datetime.tzinfo:
    if not (found := _OFFSET.fullmatch(typed)):
        return datetime.UTC
    distance = datetime.timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if distance >= datetime.timedelta(days=1):
        raise ValidationError(f"No zone is {typed} from UTC.")
    return datetime.timezone(-distance if found[1] == "-" else distance)


def _in_calendar(instant: datetime.datetime) -> datetime.datetime:
    if not is_in_calendar(instant):
        raise ValidationError(
            f"This is beyond this calendar, which has the years {FIRST_YEAR} to {LAST_YEAR}."
        )
    return instant
