"""Reads when a photograph was taken, as EXIF, XMP and IPTC write it. A time that can't be real gives None."""

import datetime
import re

# The year of the first photograph, and one so late that the camera's clock was never set. Every time between them can
# be shown in every zone.
FIRST_YEAR, LAST_YEAR = 1826, 2099
# The greatest offset of any zone on earth.
_WIDEST_OFFSET = datetime.timedelta(hours=14)
_TIME = re.compile(
    r"([0-9]{4})[:-]([0-9]{2})[:-]([0-9]{2})[T ]+([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?\s*(.*)"
)
_OFFSET = re.compile(r"([+-])([0-9]{2}):?([0-9]{2})")


def of_exif(written: str | int | None, offset: str | int | None) -> datetime.datetime | None:
    """The time by the camera's clock, without a zone where the camera names none."""
    # Exif 3.0, 4.6.6.4: an unknown offset is blank, but may keep its colon.
    blank = str(offset or "").strip("\0 :") == ""
    return of_iso(f"{_plain(written)}{'' if blank else _plain(offset)}")


def of_iim(day: str | None, clock: str | None) -> datetime.datetime | None:
    """IIM 4.2, 2:55 and 2:60: CCYYMMDD, HHMMSS±HHMM."""
    day, clock = _plain(day), _plain(clock)
    if not re.fullmatch("[0-9]{8}", day) or not re.match("[0-9]{6}", clock):
        return None
    return of_iso(f"{day[:4]}-{day[4:6]}-{day[6:]} {clock[:2]}:{clock[2:4]}:{clock[4:6]}{clock[6:]}")


def of_iso(written: str | None) -> datetime.datetime | None:
    """2013-07-06T10:11:12.5+09:00, or with colons in the day. A day alone gives None: midnight would be made up."""
    found = _TIME.fullmatch(_plain(written))
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return None
    *whole, second, fraction, zone = found.groups()
    try:
        microsecond = int((fraction or "0").ljust(6, "0")[:6])
        year, month, day, hour, minute = map(int, whole)
        return datetime.datetime(
            year, month, day, hour, minute, int(second or 0), microsecond, tzinfo=_zone(zone)
        )
    except ValueError:
        return None


def _zone(written: str | None) -> datetime.tzinfo | None:
    """The zone, None where none is written. Raises ValueError where it can't be read: then no instant is known."""
    if not written:
        return None
    if written in ("Z", "z"):
        return datetime.UTC
    if not (found := _OFFSET.fullmatch(written)) or int(found[3]) > 59:
        raise ValueError(written)
    offset = datetime.timedelta(hours=int(found[2]), minutes=int(found[3]))
    if offset > _WIDEST_OFFSET:
        raise ValueError(written)
    return datetime.timezone(-offset if found[1] == "-" else offset)


def _plain(value: object) -> str:
    return value.strip("\0 \t\r\n") if isinstance(value, str) else ""
