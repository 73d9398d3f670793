"""Times on the front page: only where news is fresh, and never a lie just after midnight."""

import datetime
import re
from zoneinfo import ZoneInfo

import pytest
import time_machine

NEW_YORK = ZoneInfo("America/New_York")


def at(*parts, fold=0):
    return datetime.datetime(*parts, tzinfo=NEW_YORK, fold=fold)


@pytest.fixture
def front(make_article, editor, client):
    """front(now, *instants) -> (the page, {headline: what is said of its time} over the bands)"""

    def front(now, *instants):
        for number, instant in enumerate(instants, 1):
            make_article(headline=f"No. {number}").publish(editor, at=instant)
        with time_machine.travel(now, tick=False):
            page = " ".join(client.get("/").content.decode().split())
        return page, times(page.partition('class="bands"')[0])

    return front


def times(page):
    lines = re.findall(r'<article class="line.*?</article>', page)
    return {
        re.search(r"<h\d.*?<a [^>]*>(.*?)</a>", line)[1]: (
            re.findall(r"<time [^>]*>(.*?)</time>", line) or [""]
        )[0]
        for line in lines
    }


def test_todays_have_the_time_of_day_yesterdays_both_and_older_ones_the_day(front):
    page, above = front(
        at(2026, 11, 29, 15),
        at(2026, 11, 29, 14, 58),
        at(2026, 11, 29, 0, 0),
        at(2026, 11, 28, 23, 59),
        at(2026, 11, 28, 0, 0),
        at(2026, 11, 27, 23, 59),
        at(2025, 12, 31, 12),
    )
    assert above == {
        "No. 1": "2:58pm",
        "No. 2": "12:00am",
        "No. 3": "Yesterday, 11:59pm",
        "No. 4": "Yesterday, 12:00am",
        "No. 5": "Friday, November 27",
        "No. 6": "Wednesday, December 31, 2025",
    }
    assert page.count("Times in EST") == 1


def test_just_after_midnight_the_news_of_the_evening_is_not_old(front):
    _, above = front(at(2026, 11, 29, 0, 10), at(2026, 11, 29, 0, 5), at(2026, 11, 28, 23, 50))
    assert above == {"No. 1": "12:05am", "No. 2": "Yesterday, 11:50pm"}


def test_bands_have_times_of_today_alone(front):
    hours = [at(2026, 11, 29, hour) for hour in range(14, 4, -1)]
    days = [at(2026, 11, 28, 12), at(2026, 11, 1, 12)]
    page, _ = front(at(2026, 11, 29, 15), *hours, *days)
    assert times(page.partition('class="bands"')[2]) == {
        "No. 9": "6:00am",
        "No. 10": "5:00am",
        "No. 11": "",
        "No. 12": "",
    }
    assert "None" not in page


def test_a_zone_that_is_said_nowhere_else_stands_with_the_time(front):
    page, above = front(at(2026, 11, 29, 15), at(2026, 11, 29, 14, 58))
    assert above == {"No. 1": "2:58pm EST"} and "Times in" not in page


def test_where_clocks_were_put_back_each_time_says_its_zone(front):
    page, above = front(
        at(2026, 11, 1, 3), at(2026, 11, 1, 1, 30, fold=1), at(2026, 11, 1, 1, 30), at(2026, 10, 31, 23)
    )
    assert above == {"No. 1": "1:30am EST", "No. 2": "1:30am EDT", "No. 3": "Yesterday, 11:00pm EDT"}
    assert "Times in" not in page


def test_days_that_say_no_time_have_no_zone(front):
    page, above = front(at(2026, 11, 29, 15), at(2026, 11, 3, 12), at(2026, 10, 3, 12))
    assert above == {"No. 1": "Tuesday, November 3", "No. 2": "Saturday, October 3"}
    assert "Times in" not in page
