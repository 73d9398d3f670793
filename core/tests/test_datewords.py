"""Days and times of day in the words of the edition's language; those in English and in figures are read too."""

import datetime
import re
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from core import times
from core.dateparse import parse_clock, parse_day, parse_instant
from core.time_fields import DeskTimeField, DeskTimeWidget

BERLIN = ZoneInfo("Europe/Berlin")
DAYS = {
    "de": "6. Juli 2013|6. 7. 2013|06.07.2013|6.7.2013|6/7/2013|Samstag, 6. Juli 2013|Samstag, den 6. Juli 2013|"
    "Sa., 6. Jul. 2013|Sonnabend, 6. Juli 2013|Sa 6.Juli 2013|July 6, 2013|2013-07-06|6 juli 2013|٠٦.٠٧.٢٠١٣",
    "ar": "6 يوليو 2013|٦ يوليو ٢٠١٣|٦/٧/٢٠١٣|6 تموز 2013|السبت 6 يوليو 2013|السبت، 6 يوليو 2013|"
    "يوم السبت 6 يوليو 2013م|6 من يوليو 2013|6 جويلية 2013|Jul 6, 2013|2013-07-06|6-7-2013|سبت 6 يوليو 2013",
}
CLOCKS = {
    "de": "14:55|14.55|14.55 Uhr|14:55 Uhr|14 Uhr 55|um 14:55 Uhr|14:55Uhr|2:55pm|1455",
    "ar": "14:55|2:55 م|٢:٥٥ م|2:55م|2:55 مساءً|2:55 مساء|الساعة 2:55 بعد الظهر|في تمام الساعة ١٤:٥٥|2:55 pm",
}
# Around the nights in which clocks are changed in Berlin and in New York, by the minute
INSTANTS = st.builds(
    lambda day, minutes: datetime.datetime(*day, tzinfo=datetime.UTC) + datetime.timedelta(minutes=minutes),
    st.sampled_from([(2013, 7, 6), (2026, 3, 8), (2026, 11, 1), (2026, 3, 29), (2026, 10, 25)]),
    st.integers(-300, 900),
)


def each(table):
    return [(language, typed) for language, typed_ones in table.items() for typed in typed_ones.split("|")]


@pytest.mark.parametrize(("language", "typed"), each(DAYS))
def test_a_day_is_read_in_the_editions_words(language, typed):
    with override(language):
        assert parse_day(typed) == datetime.date(2013, 7, 6)


@pytest.mark.parametrize(("language", "typed"), each(CLOCKS))
def test_a_time_of_day_is_read_in_the_editions_words(language, typed):
    with override(language):
        assert parse_clock(typed) == (datetime.time(14, 55), "")


@pytest.mark.parametrize(
    ("language", "typed", "hour"),
    [
        ("de", "14 Uhr", 14),
        ("de", "2 Uhr", 2),
        ("de", "12 Uhr mittags", 12),
        ("ar", "12 ظهرًا", 12),
        ("ar", "12:00 ص", 0),
        ("ar", "7 صباحًا", 7),
    ],
)
def test_a_whole_hour_is_read_where_the_words_say_which(language, typed, hour):
    with override(language):
        assert parse_clock(typed) == (datetime.time(hour), "")


@pytest.mark.parametrize(
    ("language", "month", "number"), [("de", "Jänner", 1), ("de", "Mrz.", 3), ("de", "Marz", 3)]
)
def test_a_month_is_read_by_its_other_names(language, month, number):
    with override(language):
        assert parse_day(f"5. {month} 2026") == datetime.date(2026, number, 5)


@pytest.mark.parametrize(
    ("typed", "month"), [("ابريل", 4), ("كانون الثاني", 1), ("كانون الأول", 12), ("تشرين الاول", 10)]
)
def test_a_month_may_be_two_words_and_lack_its_marks(typed, month):
    with override("ar"):
        assert parse_day(f"5 {typed} 2026") == datetime.date(2026, month, 5)
        with pytest.raises(ValidationError):
            parse_day("5 كانون 2026")


@pytest.mark.parametrize(
    ("language", "day", "clock", "said"),
    [
        ("de", "bald", "14:55", "28. November 2026, 28.11.2026 oder 2026-11-28"),
        ("de", "6.7.13", "14:55", "28.11.2026"),
        ("de", "Freitag, 6. Juli 2013", "14:55", "Samstag"),
        ("de", "6. Juli 2013", "2", "14:55"),
        ("de", "6. Juli 2013", "Mitternacht", "00:00"),
        ("ar", "قريبا", "14:55", "28 نوفمبر 2026"),
        ("ar", "6 يوليو 2013", "13:55 م", "2:55 م"),
    ],
)
def test_what_is_refused_has_an_example_in_the_editions_words(language, day, clock, said):
    # The sentences may be translated; the names and examples are not part of them.
    with override(language), pytest.raises(ValidationError) as error:
        parse_instant(day, clock, BERLIN)
    assert said in str(error.value)


def test_an_hour_that_clocks_have_twice_is_taken_with_the_name_that_the_site_shows():
    with override("de"):
        with pytest.raises(ValidationError, match=".*02:30 MESZ .*02:30 MEZ"):
            parse_instant("25.10.2026", "2.30 Uhr", BERLIN)
        for names in (("MESZ", "MEZ"), ("CEST", "cet")):
            first, second = (parse_instant("25.10.2026", f"2.30 Uhr {name}", BERLIN) for name in names)
            assert second - first == datetime.timedelta(hours=1)


def test_in_english_the_words_of_other_languages_are_none():
    for day in ("6. Juli 2013 den", "6 Dez 2013", "3.4.2026"):
        with pytest.raises(ValidationError):
            parse_day(day)


def _text(element):
    return re.sub("<.*?>", "", element)


@bounds(max_examples=250, deadline=None)
@given(
    INSTANTS,
    st.sampled_from(["en", "de", "ar"]),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC"]),
    st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩"]),
)
def test_whatever_way_the_site_shows_a_time_in_any_language_it_is_read_back_as_the_same(
    instant, language, name, digits
):
    zone = ZoneInfo(name)
    with (
        override(language),
        timezone.override(zone),
        mock.patch.object(timezone, "get_default_timezone", lambda: zone),
        mock.patch("core.digits.settings.DIGITS", digits),
    ):
        for shown in (times.desk_time(instant), times.dateline(instant), times.comment_time(instant)):
            assert parse_instant(_text(shown), "") == instant
        for day in (times.day_text(instant.astimezone(zone)), times.day(instant), times.day_in_full(instant)):
            assert parse_instant(_text(day), _text(times.clock(instant))) == instant
        widget = DeskTimeWidget()
        boxes = [
            part.format_value(value)
            for part, value in zip(widget.widgets, widget.decompress(instant), strict=True)
        ]
        assert parse_instant(*boxes) == instant
        assert not DeskTimeField().has_changed(instant, boxes)
