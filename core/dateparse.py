"""Parse times as people type them: a day and a time of day, written in any way a desk writes them or this site shows.

What can be read in two ways is refused, with an example of each; so is an hour that clocks leave out or have twice.
"""

import datetime
import re
import unicodedata
from zoneinfo import ZoneInfo

import regex
from django.core.exceptions import ValidationError
from django.utils import dates, timezone
from django.utils.translation import gettext as _

from core.datewords import clock_in_figures, day_in_figures, month, weekdays
from core.times import day_text, language_format, zone_name
from core.words import either

# A stored time has to be valid in every zone, and so have times years after it: Python's calendar ends with 9999.
FIRST_YEAR, LAST_YEAR = 1000, 9000
# Room for the longest time that the site shows, and for longer words than its own.
LONGEST = 80
_WORD = r"[\p{L}\p{M}]{2,20}"
_WEEKDAY = rf"(?:(?P<weekday>{_WORD})[.,]{{0,2}} )?"
# Some languages have months of two words.
_MONTH = rf"(?P<month>{_WORD}(?: {_WORD})?)"
_NTH = "(?:st|nd|rd|th)?"
_NAMED = (
    regex.compile(rf"{_WEEKDAY}{_MONTH}\.?[ -]?(?P<day>\d{{1,2}}){_NTH}[, -]{{1,2}}(?P<year>\d{{2,4}})"),
    regex.compile(
        rf"{_WEEKDAY}(?P<day>\d{{1,2}}){_NTH}\.?[ /-]?(?:of )?{_MONTH}[., /-]{{1,2}}(?P<year>\d{{2,4}})"
    ),
)
_YEAR_FIRST = regex.compile(r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})")
_YEAR_LAST = regex.compile(r"(\d{1,2}) ?([./-]) ?(\d{1,2}) ?\2 ?(\d{2,4})")
_ZONE = r"(?: ?(?P<zone>z|\p{L}{2,5}|[+-]\d{2}(?::?\d{2})?))?"
_CLOCK = regex.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:\.(?P<fraction>\d{1,6}))?)?)?"
    rf"(?: ?(?P<half>am|pm))?{_ZONE}"
)
# As timetables and the military write it: 1455. Three figures are read only with am or pm.
_IN_FIGURES = regex.compile(rf"(?P<hour>\d{{1,2}})(?P<minute>\d{{2}})(?: ?(?P<half>am|pm))?{_ZONE}")
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
    text = day_in_figures(_plain(typed))
    if not text:
        raise _no_day(_("There is no day. Write it like %(example)s."), typed)
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(typed, found["year"], int(found["month"]), int(found["day"]))
    if found := _YEAR_LAST.fullmatch(text):
        return _year_last(typed, int(found[1]), int(found[3]), found[4])
    for pattern in _NAMED:
        if (found := pattern.fullmatch(text)) and (number := month(found["month"])):
            day = _day(typed, found["year"], number, int(found["day"]))
            _check_weekday(found["weekday"], day)
            return day
    raise _no_day(_("“%(typed)s” can’t be read as a day. Write it like %(example)s."), typed)


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
    return " ".join(regex.sub(r"\p{Pd}|−", "-", text).replace("،", ",").lower().split())


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
    """28.11.2026 and 11/28/2026; of 3/4/2026 nobody knows which is the month where the language does not say it."""
    if first == second or first > 12 or (language_format("DAY_FIRST") and second <= 12):
        return _day(typed, year, second, first)
    if second > 12:
        return _day(typed, year, first, second)
    # With a century, so that a year of two figures gets the error with both readings at once.
    year = year if len(year) == 4 else f"20{year[-2:]}"
    one, other = (day_text(_day(typed, year, *each)) for each in ((first, second), (second, first)))
    raise ValidationError(
        _("“%(typed)s” can be read as %(one)s and as %(other)s. Write it like one of these.")
        % {"typed": typed, "one": one, "other": other}
    )


def _day(typed: str, year: str, month: int, day: int) -> datetime.date:
    if len(year) != 4:
        raise _no_day(_("Write the year of “%(typed)s” with four digits, like %(example)s."), typed)
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise ValidationError(
            _("“%(typed)s” is beyond this calendar, which has the years %(first)s to %(last)s.")
            % {"typed": typed, "first": FIRST_YEAR, "last": LAST_YEAR}
        )
    try:
        return datetime.date(int(year), month, day)
    except ValueError:
        raise _no_day(_("There is no day “%(typed)s”. Write it like %(example)s."), typed) from None


def _no_day(said: str, typed: str) -> ValidationError:
    return ValidationError(said % {"typed": typed[:LONGEST], "example": language_format("DAY_EXAMPLE")})


def _check_weekday(typed: str | None, day: datetime.date) -> None:
    if typed and day.isoweekday() not in weekdays(typed):
        raise ValidationError(
            _("%(day)s is a %(weekday)s.") % {"day": day_text(day), "weekday": dates.WEEKDAYS[day.weekday()]}
        )


def parse_clock(typed: str) -> tuple[datetime.time, str]:
    """(time, the zone that stands behind it or "")"""
    text = clock_in_figures(_plain(typed))
    if not text:
        raise _no_clock(_("There is no time of day. Write it like %(example)s."), typed)
    if re.search(r"\bmidnight\b", text):
        raise ValidationError(
            _("Midnight ends one day and begins another. Write 00:00 with the day that begins.")
        )
    found = _IN_FIGURES.fullmatch(text) or _CLOCK.fullmatch(text)
    if found is None:
        raise _no_clock(_("“%(typed)s” can’t be read as a time of day. Write it like %(example)s."), typed)
    parts = found.groupdict(default="")
    hour, minute, half = int(parts["hour"]), parts["minute"], parts["half"]
    if not half and (not minute or (found.re is _IN_FIGURES and len(parts["hour"]) == 1)):
        raise _no_clock(_("“%(typed)s” can be read in several ways. Write it like %(example)s."), typed)
    if half and not 1 <= hour <= 12:
        raise _no_clock(
            _("With am or pm the hour is 1 to 12, not %(typed)s. Write it like %(example)s."), str(hour)
        )
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    fraction = int(parts.get("fraction", "").ljust(6, "0"))
    try:
        return datetime.time(hour, int(minute or 0), int(parts.get("second") or 0), fraction), parts["zone"]
    except ValueError:
        raise _no_clock(_("No day has the time “%(typed)s”. Write it like %(example)s."), typed) from None


def _no_clock(said: str, typed: str) -> ValidationError:
    return ValidationError(said % {"typed": typed[:LONGEST], "example": language_format("CLOCK_EXAMPLE")})


def _names_of(moment: datetime.datetime, zone: datetime.tzinfo) -> dict[datetime.datetime, str]:
    """{instant: the zone's name then} of the instants at which clocks show this moment: none, one or two."""
    found = {}
    for fold in (0, 1):
        local = moment.replace(tzinfo=zone, fold=fold)
        instant = local.astimezone(datetime.UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == moment:
            found[instant] = local
    names = {instant: zone_name(local) for instant, local in found.items()}
    if len(set(names.values())) < len(names):
        names = {instant: f"{local:%z}" for instant, local in found.items()}
    return names


def _at(moment: datetime.datetime, zone_typed: str, zone: datetime.tzinfo) -> datetime.datetime:
    names = _names_of(moment, zone)
    said = {"clock": f"{moment:%H:%M}", "day": day_text(moment)}
    if zone_typed in ("z", "utc", "gmt") or _OFFSET.fullmatch(zone_typed):
        return _in_calendar(moment.replace(tzinfo=_offset(zone_typed)).astimezone(datetime.UTC))
    if not names:
        raise ValidationError(
            _("There is no %(clock)s on %(day)s: clocks are put forward over it. Write a later time.") % said
        )
    # A name of the tables counts too: CEST, where the site shows MESZ.
    meant = [
        at
        for at, name in names.items()
        if zone_typed in ("", name.lower(), f"{at.astimezone(zone):%Z}".lower())
    ]
    if not meant:
        raise ValidationError(
            _("%(typed)s is not the site's time then: it is %(zones)s.")
            % {"typed": zone_typed.upper(), "zones": either(names.values())}
        )
    if len(meant) > 1:
        times = either(f"{moment:%H:%M} {name}" for name in names.values())
        raise ValidationError(
            _("%(clock)s on %(day)s comes twice, for clocks are put back over it. Write %(times)s.")
            % {**said, "times": times}
        )
    return _in_calendar(meant[0])


def _offset(typed: str) -> datetime.tzinfo:
    if not (found := _OFFSET.fullmatch(typed)):
        return datetime.UTC
    distance = datetime.timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if distance >= datetime.timedelta(days=1):
        raise ValidationError(_("No zone is %(offset)s from UTC.") % {"offset": typed})
    return datetime.timezone(-distance if found[1] == "-" else distance)


def _in_calendar(instant: datetime.datetime) -> datetime.datetime:
    if not is_in_calendar(instant):
        raise ValidationError(
            _("This is beyond this calendar, which has the years %(first)s to %(last)s.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return instant
