"""Lists say times as papers do: the day over its stories, and the time of day beside each; until that day is over."""

import datetime
import html
import re
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.template.loader import render_to_string

from articles.models import Contribution, Contributor, Tagging, Topic
from articles.subjects import LISTS
from newsroom.tests.test_page_cache import Process, _one_connection  # noqa: F401

TICK = datetime.timedelta(microseconds=1)
NEW_YORK = ZoneInfo("America/New_York")


def at(*parts, fold=0):
    return datetime.datetime(*parts, tzinfo=NEW_YORK, fold=fold)


@pytest.fixture
def publish(make_article, editor):
    """publish(instant, …): a story of each, called by its number, on the pages of a topic and of a contributor too."""

    def publish(*instants):
        for number, instant in enumerate(instants, 1):
            story = make_article(headline=f"No. {number}")
            Contribution.objects.create(article=story, contributor=Contributor.named("Ines Calloway"))
            Tagging.objects.create(article=story, topic=Topic.named("Ferries"), position=1)
            story.publish(editor, at=instant)

    return publish


@pytest.fixture
def read(client):
    """read(now, address) -> the page's headings, zones and lines: ["Today", "Times in EST", "No. 1 2:58pm", …]"""

    def read(now, address="/section/world/"):
        with time_machine.travel(now, tick=False):
            return said(client.get(address).content.decode())

    return read


def said(page):
    parts = re.findall(
        r'<div class="list-head list-day"><h2>(.*?)</h2>|<p class="times-in">(.*?)</p>'
        r'|<h3 class="line-headline".*?<a [^>]*>(.*?)</a>.*?<time [^>]*>(.*?)</time>',
        html.unescape(" ".join(page.split())),
    )
    return [" ".join(each for each in part if each).strip() for part in parts]


ADDRESSES = ["/section/world/", "/topic/ferries/", "/by/ines-calloway/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_stories_stand_under_the_day_of_their_first_publication(publish, read, address):
    publish(
        at(2026, 11, 29, 14, 58),
        at(2026, 11, 29, 0, 0),
        at(2026, 11, 28, 23, 59),
        at(2026, 11, 26, 8, 0),
        at(2025, 12, 31, 12, 0),
    )
    assert read(at(2026, 11, 29, 15, 0), address) == [
        "Today",
        "Times in EST",
        "No. 1 2:58pm",
        "No. 2 12:00am",
        "Yesterday",
        "No. 3 11:59pm",
        "Thursday, November 26",
        "No. 4 8:00am",
        "Wednesday, December 31, 2025",
        "No. 5 12:00pm",
    ]


@pytest.mark.parametrize("address", [*ADDRESSES, "/"])
def test_the_list_changes_at_the_midnight_of_the_sites_zone_and_not_a_tick_before(publish, address):
    publish(at(2026, 12, 31, 23, 59), at(2026, 12, 31, 8))
    midnight, process = at(2027, 1, 1), Process()
    with time_machine.travel(at(2026, 12, 31, 23, 59, 30), tick=False):
        first = process.get(address)
        assert b"Yesterday" not in first[2] and b"11:59pm</time>" in first[2]
    with time_machine.travel(midnight - TICK, tick=False):
        process.cache.pages.get((address, "")).depends.lags_until = float("inf")
        assert process.get(address) == first and process.django.asked == 1
    with time_machine.travel(midnight, tick=False):
        after = process.get(address)
        assert b"Yesterday" in after[2] and b"Today" not in after[2]
        assert process.get(address) == after and process.django.asked == 2


def test_a_process_that_comes_to_it_at_midnight_itself_says_the_new_day(publish, read):
    publish(at(2026, 11, 28, 23, 59))
    assert read(at(2026, 11, 29) - TICK)[0] == "Today"
    assert read(at(2026, 11, 29))[0] == "Yesterday"
    assert read(at(2026, 11, 30))[0] == "Saturday, November 28"


def test_the_day_is_the_sites_not_utcs(publish, read, settings):
    settings.TIME_ZONE = "Asia/Seoul"
    publish(datetime.datetime(2026, 11, 29, 15, 30, tzinfo=datetime.UTC))
    # In Seoul it is half past midnight of the next day.
    assert read(datetime.datetime(2026, 11, 29, 16, tzinfo=datetime.UTC)) == [
        "Today",
        "Times in KST",
        "No. 1 12:30am",
    ]


def test_a_zone_without_that_midnight_changes_when_its_clocks_are_put_forward(publish, read, settings):
    settings.TIME_ZONE = "America/Santiago"
    publish(datetime.datetime(2026, 9, 6, 3, 30, tzinfo=datetime.UTC))
    forward = datetime.datetime(2026, 9, 6, 4, tzinfo=datetime.UTC)
    assert LISTS.until(None, forward - TICK) == forward
    assert read(forward - TICK)[::2] == ["Today", "No. 1 11:30pm"]
    assert read(forward)[::2] == ["Yesterday", "No. 1 11:30pm"]


def test_on_the_day_that_clocks_are_put_back_each_time_says_its_zone(publish, read):
    publish(
        at(2026, 11, 2, 9, 0), at(2026, 11, 1, 1, 30, fold=1), at(2026, 11, 1, 1, 30), at(2026, 10, 31, 9, 0)
    )
    assert read(at(2026, 11, 4, 9)) == [
        "Monday, November 2",
        "Times in EST",
        "No. 1 9:00am",
        "Sunday, November 1",
        "No. 2 1:30am EST",
        "No. 3 1:30am EDT",
        "Saturday, October 31",
        "Times in EDT",
        "No. 4 9:00am",
    ]


def test_the_zone_is_said_again_only_where_it_is_another(publish, read):
    publish(at(2026, 11, 3, 9), at(2026, 11, 2, 9), at(2026, 10, 31, 9), at(2026, 10, 30, 9))
    zones = [each for each in read(at(2026, 11, 4, 9)) if each.startswith("Times")]
    assert zones == ["Times in EST", "Times in EDT"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_that_goes_on_within_a_day_says_that_day_again(publish, read, client, address):
    publish(*[at(2026, 11, 26, 12, 59 - number) for number in range(27)])
    now = at(2026, 11, 29, 9)
    assert read(now, address)[0] == "Thursday, November 26"
    with time_machine.travel(now, tick=False):
        last = client.get(address).context["last"]
    assert read(now, f"{address}?before={last.pk}") == [
        "Thursday, November 26",
        "Times in EST",
        "No. 26 12:34pm",
        "No. 27 12:33pm",
    ]


def test_an_update_moves_no_story_to_another_day(publish, read, editor, make_article):
    story = make_article(headline="No. 1")
    story.publish(editor, at=at(2026, 11, 26, 8))
    story.body += "<p>More.</p>"
    story.save()
    story.publish_update(editor, at=at(2026, 11, 29, 8))
    assert read(at(2026, 11, 29, 9))[0] == "Thursday, November 26"


def test_only_the_first_story_of_the_newest_page_is_large(publish, client):
    publish(at(2026, 11, 29, 8), *[at(2026, 11, 28, 8, number) for number in range(27, 0, -1)])
    with time_machine.travel(at(2026, 11, 29, 9), tick=False):
        page = client.get("/section/world/")
        assert re.findall('<ol class="story-list(.*?)"', page.content.decode()) == [" newest", ""]
        page = client.get(f"/section/world/?before={page.context['last'].pk}").content.decode()
    assert re.findall('<ol class="story-list(.*?)"', page) == [""]


def test_a_page_of_one_day_can_leave_the_day_out(publish, client):
    """As a page whose own heading is the day: it gives `lines`, and no `days`. Then each time says its zone."""
    publish(at(2026, 11, 29, 14, 58))
    with time_machine.travel(at(2026, 11, 29, 15), tick=False):
        context = client.get("/section/world/").context
    names = "stories", "lines", "before", "last", "address"
    page = render_to_string("articles/_stories.html", {name: context[name] for name in names})
    assert "list-day" not in page and page.count('<ol class="story-list newest">') == 1
    assert '<h2 class="line-headline"' in page and ">2:58pm EST</time>" in page


def test_the_times_are_in_the_languages_own_form(publish, read, settings):
    publish(at(2026, 11, 29, 14, 58), at(2026, 11, 26, 8, 0))
    settings.LANGUAGE_CODE = "de"
    german = read(at(2026, 11, 29, 15))
    assert german[-3:] == ["No. 1 14:58 Uhr", "Donnerstag, 26. November", "No. 2 08:00 Uhr"]
    settings.LANGUAGE_CODE, settings.DIGITS = "ar", "٠١٢٣٤٥٦٧٨٩"
    arabic = read(at(2026, 11, 29, 15))
    assert arabic[-3:] == ["No. 1 ٢:٥٨ م", "الخميس ٢٦ نوفمبر", "No. 2 ٨:٠٠ ص"]


def test_scripts_are_given_the_day_too_for_in_another_zone_it_can_be_another(publish, client):
    publish(at(2026, 11, 29, 23, 58))
    with time_machine.travel(at(2026, 11, 29, 23, 59), tick=False):
        page = client.get("/section/world/").content.decode()
    assert '<time datetime="2026-11-29T23:58:00-05:00" data-format="D M j, Y g:ia T">11:58pm</time>' in page
