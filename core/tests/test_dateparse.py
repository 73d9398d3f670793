"""Days and times of day as a desk types them, and as the site shows them."""

import datetime
import re
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from core import times
from core.dateparse import parse_clock, parse_day, parse_instant
from core.time_fields import DeskTimeField, DeskTimeWidget

NEW_YORK = ZoneInfo("America/New_York")
ZONES = [
    "America/New_York",
    "Europe/Berlin",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "UTC",
]


DAYS = (
    "28.11.2026|28. 11. 2026|28 Nov 2026|28 November 2026|Nov. 28, 2026|Nov 28 2026|November 28, 2026|2026-11-28|"
    "2026/11/28|11/28/2026|28/11/2026|28-Nov-2026|Sat Nov 28, 2026|Saturday, November 28, 2026|28th of November 2026|"
    "Saturday 28 November 2026|November 28th, 2026| 28  NOV  2026 |2026–11–28|٢٨.١١.٢٠٢٦|Nov\u00a028,\u202f2026"
)
CLOCKS = {
    (14, 55): "2:55pm|2.55 pm|14:55|1455|2:55 PM|2:55 p.m.|14.55|14h55|14:55:00|255pm|２：５５ｐｍ",
    (18, 0): "6pm|6 p.m.|6 P. M.|18:00|1800",
    (12, 0): "noon|Noon|12 noon|12pm|12:00",
    (0, 0): "12am|00:00|0000|0:00|12:00 a.m.",
    (9, 5): "9:05|0905|9:05am",
}


@pytest.mark.parametrize("typed", DAYS.split("|"))
def test_a_day_is_read_as_it_is_written_anywhere(typed):
    assert parse_day(typed) == datetime.date(2026, 11, 28)


@pytest.mark.parametrize("typed", ["Sept. 5, 2026", "5 Sep 2026", "September 5, 2026", "2026-9-5"])
def test_a_month_is_read_however_it_is_cut(typed):
    assert parse_day(typed) == datetime.date(2026, 9, 5)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("03/04/2026", "can be read as Mar 4, 2026 and as Apr 3, 2026"),
        ("3.4.2026", "can be read as Mar 4, 2026 and as Apr 3, 2026"),
        ("2/3/26", "can be read as Feb 3, 2026 and as Mar 2, 2026"),
        ("28.11.26", "four digits, like Nov 28, 2026"),
        ("Nov 28, 26", "four digits, like Nov 28, 2026"),
        ("2026-02-30", "There is no day"),
        ("31/31/2026", "There is no day"),
        ("Fri Nov 28, 2026", "is a Saturday"),
        ("0001-01-01", "the years 1000 to 9000"),
        ("9999-12-31", "the years 1000 to 9000"),
        ("soon", "like Nov 28, 2026 or 2026-11-28"),
        ("", "like Nov 28, 2026 or 2026-11-28"),
        ("2026-11-28" + " " * 90 + "x", "can’t be read"),
        ("9" * 5000, "can’t be read"),
    ],
)
def test_a_day_that_is_unclear_or_none_is_refused_with_an_example(typed, said):
    with pytest.raises(ValidationError, match=re.escape(said)):
        parse_day(typed)


@pytest.mark.parametrize(
    ("typed", "time"), [(typed, time) for time, each in CLOCKS.items() for typed in each.split("|")]
)
def test_a_time_of_day_is_read_as_it_is_written_anywhere(typed, time):
    assert parse_clock(typed)[0] == datetime.time(*time)


@pytest.mark.parametrize(
    "typed", ["6", "655", "midnight", "14:55pm", "0pm", "25:00", "24:00", "18:60", "later", "", "6:5"]
)
def test_a_time_of_day_that_is_unclear_or_none_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError, match="Write (it like 2:55pm or 14:55|00:00 with the day)"):
        parse_clock(typed)


def test_an_hour_that_clocks_leave_out_is_refused():
    with pytest.raises(ValidationError, match="There is no 02:30 on Mar 8, 2026"):
        parse_instant("Mar 8, 2026", "2:30am", NEW_YORK)


def test_an_hour_that_clocks_have_twice_is_taken_with_the_name_of_its_zone():
    with pytest.raises(ValidationError, match="Write 01:30 EDT or 01:30 EST"):
        parse_instant("2026-11-01", "1:30am", NEW_YORK)
    first, second = (parse_instant("2026-11-01", f"1:30am {zone}", NEW_YORK) for zone in ("EDT", "est"))
    assert second - first == datetime.timedelta(hours=1)
    with pytest.raises(ValidationError, match="it is EDT or EST"):
        parse_instant("2026-11-01", "1:30am PST", NEW_YORK)


def test_both_are_told_what_is_wrong_with_them():
    with pytest.raises(ValidationError) as error:
        parse_instant("soon", "later", NEW_YORK)
    assert len(error.value.messages) == 2


# Around the nights in which clocks are changed, and any other: before 1950 some zones had seconds of their own.
NIGHTS = [(2026, 3, 8), (2026, 11, 1), (2026, 3, 29), (2026, 10, 25), (2026, 4, 4), (2026, 10, 3)]
INSTANTS = st.datetimes(datetime.datetime(1950, 1, 1), datetime.datetime(2200, 1, 1)) | st.builds(
    lambda day, minutes: datetime.datetime(*day) + datetime.timedelta(minutes=minutes),
    st.sampled_from(NIGHTS),
    st.integers(-300, 900),
)


def _text(element):
    return re.sub("<.*?>", "", element)


@bounds(max_examples=250, deadline=None)
@given(INSTANTS, st.sampled_from(ZONES))
def test_whatever_way_the_site_shows_a_time_it_is_read_back_as_the_same(instant, name):
    second = instant.replace(microsecond=0, tzinfo=datetime.UTC)
    minute = second.replace(second=0)
    milli = second + datetime.timedelta(milliseconds=instant.microsecond // 1000)
    with mock.patch.object(timezone, "get_default_timezone", lambda: ZoneInfo(name)):
        for whole in (
            times.desk_time(minute),
            _text(times.dateline(minute)),
            _text(times.comment_time(minute)),
        ):
            assert parse_instant(whole, "") == minute
        for day in (times.day(second), times.day_in_full(second)):
            assert parse_instant(_text(day), _text(times.clock_to_the_second(second))) == second
        assert parse_instant(_text(times.day(minute)), _text(times.clock(minute))) == minute
        assert parse_instant(times.exactly(milli), "") == milli
        with timezone.override(ZoneInfo(name)):
            typed = [str(part) for part in DeskTimeWidget().decompress(second)]
        assert parse_instant(*typed) == second
        assert not DeskTimeField().has_changed(second, typed)


@bounds(max_examples=300, deadline=None)
@given(
    st.text(max_size=100) | st.text("0123456789.-/: apmnov,T+", max_size=24),
    st.text(max_size=100) | st.text("0123456789.: apmEDST+-", max_size=16),
    st.sampled_from(ZONES),
)
def test_whatever_is_typed_is_a_time_that_every_zone_can_hold_or_refused_in_words(day, clock, name):
    try:
        instant = parse_instant(day, clock, ZoneInfo(name))
    except ValidationError as error:
        assert all(each.endswith(".") for each in error.messages)
    else:
        for zone in ZONES:
            assert (
                parse_instant(instant.astimezone(ZoneInfo(zone)).isoformat(), "", ZoneInfo(name)) == instant
            )
