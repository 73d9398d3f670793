"""When days and years end in the site's zone."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from core.days import anniversary, next_anniversary, next_midnight, years_since

TICK = datetime.timedelta(microseconds=1)


def utc(*parts):
    return datetime.datetime(*parts, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    "zone, now, midnight",
    [
        ("America/New_York", utc(2026, 11, 29, 17), utc(2026, 11, 30, 5)),
        # Clocks are put back, and forward, in the night.
        ("America/New_York", utc(2026, 11, 1, 5, 30), utc(2026, 11, 2, 5)),
        ("America/New_York", utc(2026, 3, 8, 6), utc(2026, 3, 9, 4)),
        # There is no midnight: after 11:59pm it is 1:00am.
        ("America/Santiago", utc(2026, 9, 5, 20), utc(2026, 9, 6, 4)),
        ("Asia/Beirut", utc(2026, 3, 28, 20), utc(2026, 3, 28, 22)),
        ("Africa/Cairo", utc(2026, 4, 23, 20), utc(2026, 4, 23, 22)),
        # After 11:59pm it is 11:00pm again, of the same day.
        ("America/Santiago", utc(2026, 4, 5, 2, 30), utc(2026, 4, 5, 4)),
        ("Africa/Cairo", utc(2026, 10, 29, 20, 30), utc(2026, 10, 29, 22)),
        # The first hour of a day comes twice.
        ("America/Havana", utc(2026, 10, 31, 20), utc(2026, 11, 1, 4)),
        ("America/Havana", utc(2026, 11, 1, 4, 30), utc(2026, 11, 2, 5)),
        # Clocks were put forward from 11:30pm to half past midnight.
        ("America/Toronto", utc(1919, 3, 31, 4), utc(1919, 3, 31, 4, 30)),
        # A day was left out.
        ("Pacific/Apia", utc(2011, 12, 29, 20), utc(2011, 12, 30, 10)),
        ("Asia/Kathmandu", utc(2026, 11, 29, 17), utc(2026, 11, 29, 18, 15)),
        ("UTC", utc(2026, 12, 31, 23, 59, 59, 999999), utc(2027, 1, 1)),
    ],
)
def test_a_day_ends_at_the_first_instant_of_another(settings, zone, now, midnight):
    settings.TIME_ZONE = zone
    assert next_midnight(now) == midnight
    assert next_midnight(midnight - TICK) == midnight
    assert next_midnight(midnight) > midnight
    day = midnight.astimezone(ZoneInfo(zone)).date()
    assert (midnight - TICK).astimezone(ZoneInfo(zone)).date() < day


@pytest.mark.parametrize(
    "zone", ["America/New_York", "America/Santiago", "Asia/Beirut", "Africa/Cairo", "Australia/Lord_Howe"]
)
def test_so_does_every_day_of_a_year(settings, zone):
    settings.TIME_ZONE = zone
    now, days = utc(2026, 1, 1, 12), []
    while now < utc(2027, 1, 1, 12):
        midnight = next_midnight(now)
        assert datetime.timedelta() < midnight - now <= datetime.timedelta(hours=25)
        days.append(midnight.astimezone(ZoneInfo(zone)).date())
        now = midnight
    assert days == [days[0] + datetime.timedelta(days=number) for number in range(len(days))]


@pytest.mark.parametrize(
    "published, years, then",
    [
        # By the clock, whether it is summer or not.
        (utc(2024, 11, 29, 17), 1, utc(2025, 11, 29, 17)),
        # On March 9, 2024 clocks showed winter time, on March 9, 2026 summer time.
        (utc(2024, 3, 9, 17), 2, utc(2026, 3, 9, 16)),
        # 2:30am, which is not there on March 8, 2026
        (utc(2025, 3, 8, 7, 30), 1, utc(2026, 3, 8, 7, 30)),
        # 1:30am, which comes twice on November 1, 2026
        (utc(2025, 11, 1, 5, 30), 1, utc(2026, 11, 1, 5, 30)),
        # February 29
        (utc(2024, 2, 29, 17), 1, utc(2025, 3, 1, 17)),
        (utc(2024, 2, 29, 17), 4, utc(2028, 2, 29, 17)),
        # Of the last day of a year in New York, of the next in UTC
        (utc(2025, 1, 1, 4, 59), 1, utc(2026, 1, 1, 4, 59)),
        (utc(2025, 6, 1, 12, 0, 0, 123457), 1, utc(2026, 6, 1, 12, 0, 0, 123457)),
    ],
)
def test_a_year_is_over_on_the_same_day_at_the_same_time_of_day(published, years, then):
    assert anniversary(published, years) == then
    assert years_since(published, then - TICK) == years - 1
    assert years_since(published, then) == years
    assert next_anniversary(published, then - TICK) == then
    assert next_anniversary(published, then) > then


def test_the_first_year_is_none_yet():
    now = utc(2026, 11, 29, 17)
    assert years_since(now, now) == 0
    assert years_since(now, now + datetime.timedelta(days=364, hours=23)) == 0
