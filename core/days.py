"""When days and years end in the site's zone: the instants at which pages that speak of them end."""

import datetime
from bisect import bisect_right

from core.times import local

# No zone has a longer day, not even by leaving out the next one.
_SECONDS = range(2 * 24 * 60 * 60)


def next_midnight(now: datetime.datetime) -> datetime.datetime:
    """The first instant after `now` that is of another day.

    Found by the days alone: where clocks are put forward over midnight, there is none.
    """
    today, start = local(now).date(), now.astimezone(datetime.UTC).replace(microsecond=0)

    def day_after(seconds: int) -> datetime.date:
        return local(start + datetime.timedelta(seconds=seconds)).date()

    return start + datetime.timedelta(seconds=bisect_right(_SECONDS, today, key=day_after))


def anniversary(instant: datetime.datetime, years: int) -> datetime.datetime:
    """The same day and the same time of day, so many years later.

    Of February 29, where there is none, it is March 1: not before the year is over. A time that clocks are put forward
    over is counted by the clock before; of one that comes twice it is the first.
    """
    moment = local(instant)
    try:
        then = moment.replace(year=moment.year + years)
    except ValueError:
        then = moment.replace(year=moment.year + years, month=3, day=1)
    # As an instant: two times of one zone are compared by their clocks.
    return then.astimezone(datetime.UTC)


def years_since(instant: datetime.datetime, now: datetime.datetime) -> int:
    """How many years are over; 0 in the first."""
    years = local(now).year - local(instant).year
    return years if anniversary(instant, years) <= now else years - 1


def next_anniversary(instant: datetime.datetime, now: datetime.datetime) -> datetime.datetime:
    return anniversary(instant, years_since(instant, now) + 1)
