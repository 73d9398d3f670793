"""Rule 10: kept in UTC, shown in the site's zone, with the abbreviation in force at that very instant."""

import datetime
import os
import subprocess
import sys

import pytest
import time_machine

from core.templatetags import paper


def utc(*parts):
    return datetime.datetime(*parts, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    "instant, shown",
    [
        (utc(2013, 7, 6, 18, 55), "Sat Jul 6, 2013 2:55pm EDT"),
        (utc(2013, 1, 6, 18, 55), "Sun Jan 6, 2013 1:55pm EST"),
        # The hour that comes twice on November 3, 2013
        (utc(2013, 11, 3, 5, 30), "Sun Nov 3, 2013 1:30am EDT"),
        (utc(2013, 11, 3, 6, 30), "Sun Nov 3, 2013 1:30am EST"),
        # The hour that is left out on March 10, 2013
        (utc(2013, 3, 10, 6, 59, 59), "Sun Mar 10, 2013 1:59am EST"),
        (utc(2013, 3, 10, 7, 0), "Sun Mar 10, 2013 3:00am EDT"),
        # Midnight and noon
        (utc(2013, 7, 6, 4, 0), "Sat Jul 6, 2013 12:00am EDT"),
        (utc(2013, 7, 6, 16, 0), "Sat Jul 6, 2013 12:00pm EDT"),
    ],
)
@pytest.mark.parametrize("today", [utc(2026, 1, 15), utc(2026, 7, 15)])
def test_summer_time_is_decided_by_the_instant_never_by_today(instant, shown, today):
    with time_machine.travel(today, tick=False):
        assert f">{shown}</time>" in paper.dateline(instant)


def test_a_comments_time_has_no_weekday_and_two_digits():
    assert paper.comment_time(utc(2013, 7, 6, 8, 43)) == (
        '<time datetime="2013-07-06T04:43:00-04:00" data-format="M d, Y g:ia T">Jul 06, 2013 4:43am EDT</time>'
    )


def test_the_zone_is_the_sites(settings):
    settings.TIME_ZONE = "Asia/Seoul"
    assert "2013-07-07T03:55:00+09:00" in paper.dateline(utc(2013, 7, 6, 18, 55))
    assert "Sun Jul 7, 2013 3:55am KST" in paper.dateline(utc(2013, 7, 6, 18, 55))


@pytest.mark.parametrize(
    "names, said", [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_names_in_words(names, said):
    assert paper.in_words(names) == said


@pytest.mark.parametrize(
    ("days", "refused"), [("36500", False), ("36501", True), ("9" * 12, True), ("-1", True)]
)
@pytest.mark.usefixtures("starts_programs")
def test_a_number_of_days_that_no_calendar_has_is_refused_at_the_start(days, refused):
    environment = os.environ | {"COMMENTS_OPEN_DAYS": days}
    started = subprocess.run(
        [sys.executable, "-c", "import newsroom.settings"], env=environment, capture_output=True, text=True
    )
    assert (started.returncode != 0) == refused
    assert ("COMMENTS_OPEN_DAYS is a number of days from 0 to 36500" in started.stderr) == refused


def test_the_desk_writes_a_day_with_0_to_9(settings):
    settings.DIGITS = "٠١٢٣٤٥٦٧٨٩"
    assert paper.desk_day(utc(2013, 7, 6, 18, 55)) == "Jul 6, 2013"
