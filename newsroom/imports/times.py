"""Times in seed files: absolute with an offset, or relative to the moment of loading."""

import datetime
import re

from core.dateparse import is_in_calendar

_RELATIVE = re.compile(r"([+-])(?=\d)(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?")
EXPECTED = (
    'write "2013-07-06T14:55:00-04:00", or from the moment of loading "-40m", "+1d", "-3d4h" (d, h, m, s)'
)


class Time:
    """A time as it was written; `settle` sets its `instant`."""

    def __init__(self, written: object) -> None:
        """Raises ValueError that says what is wrong with it."""
        self.instant: datetime.datetime = None  # type: ignore[assignment] # nobody reads it before `settle`
        self._distance: datetime.timedelta | None = None
        self._absolute: datetime.datetime | None = None
        if isinstance(written, str) and (relative := _RELATIVE.fullmatch(written)):
            days, hours, minutes, seconds = (int(number or 0) for number in relative.groups()[1:])
            distance = datetime.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
            self._distance = -distance if relative[1] == "-" else distance
        else:
            self._absolute = self._parse(written)

    @staticmethod
    def _parse(written: object) -> datetime.datetime:
        # TOML has times of its own, without quotes.
        if isinstance(written, str):
            try:
                written = datetime.datetime.fromisoformat(written)
            except ValueError:
                raise ValueError(f"“{written}” is no time: {EXPECTED}.") from None
        if not isinstance(written, datetime.datetime):
            raise ValueError(f"This is no time: {EXPECTED}.")
        if written.utcoffset() is None:
            raise ValueError("The time has no offset from UTC, such as -04:00 or Z, so it is no instant.")
        return written

    def settle(self, now: datetime.datetime) -> None:
        """Make it an instant, in UTC. Raises OverflowError beyond the years of core.dateparse."""
        if self._distance is not None:
            self.instant = now + self._distance
        elif self._absolute is not None:
            self.instant = self._absolute.astimezone(datetime.UTC)
        if not is_in_calendar(self.instant):
            raise OverflowError
