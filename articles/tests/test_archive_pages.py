"""The archive's pages: years, months and days that have something to read, each story under the day in its address."""

import datetime
import html
import re

import pytest
import time_machine
from django.utils import translation

from articles.models import ArchiveDay, Article
from core.page_addresses import validate_page_slug

NOON = datetime.datetime(2026, 3, 1, 17, tzinfo=datetime.UTC)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
# Of all kinds, with something to read under each.
ADDRESSES = ("/archive/", "/2026/", "/2026/03/", "/2026/03/01/")


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def out(clock, make_article, editor):
    """out("Headline", at) -> a story that was published then."""

    def publish(headline="Ferry link reopens", at=None, **text):
        story = make_article(headline=headline, **text)
        story.publish(editor, at=at)
        return story

    return publish


@pytest.fixture
def read(db, client):
    def get(address):
        answer = client.get(address)
        assert answer.status_code == 200, address
        return answer.content.decode()

    return get


def links(page):
    """[(address, name)] within the page's own part, as a screen reader has them."""
    main = re.search(r"<main.*?</main>", page, re.DOTALL)[0]
    heard = re.sub(r'<span\s+aria-hidden="true">.*?</span>', "", main, flags=re.DOTALL)
    found = re.findall(r'<a\s+href="([^"]*)"[^>]*>(.*?)</a>', heard, re.DOTALL)
    return [
        (address, html.unescape(" ".join(re.sub("<[^>]*>", "", text).split()))) for address, text in found
    ]


def headlines(page):
    return re.findall(r'class="line-headline"[^>]*>\s*<a [^>]*>(.*?)</a>', page)


def rows(page):
    """The calendars: [[the text of each cell] of each week]."""
    return [
        [
            " ".join(re.sub(r'<span\s+class="aside">.*?</span>|<[^>]*>', " ", cell).split())
            for cell in re.findall(r"<td>(.*?)</td>", row, re.DOTALL)
        ]
        for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    ]


def heads(page):
    return re.findall(
        r'<th scope="col"><span aria-hidden="true">[^<]*</span><span\s+class="aside">(.*?)</span>', page
    )


# What they show


def test_the_years_stand_newest_first_with_their_months(out, read):
    out(at=NOON - 400 * DAY)
    for _ in range(3):
        out()
    out(at=NOON - 20 * DAY)
    assert links(read("/archive/")) == [
        ("/2026/", "2026"),
        ("/2026/02/", "February 2026: 1 story"),
        ("/2026/03/", "March 2026: 3 stories"),
        ("/2025/", "2025"),
        ("/2025/01/", "January 2025: 1 story"),
    ]
    counts = re.findall(r'<p class="archive-count">\s*(.*?)\s*</p>', read("/archive/"))
    assert counts == ["4 stories", "1 story"]


def test_a_year_is_twelve_calendars_with_a_link_for_each_day_that_has_stories(out, read):
    out()
    out()
    out(at=NOON - 20 * DAY)
    out(at=NOON - 900 * DAY)
    assert links(read("/2026/")) == [
        ("/archive/", "Archive"),
        ("/2023/", "Previous: 2023"),
        ("/2026/02/", "February"),
        ("/2026/02/09/", "Monday, February 9: 1 story"),
        ("/2026/03/", "March"),
        ("/2026/03/01/", "Sunday, March 1: 2 stories"),
    ]
    assert read("/2026/").count("<table") == read("/2026/").count("<caption") == 12
    assert links(read("/2023/"))[:2] == [("/archive/", "Archive"), ("/2026/", "Next: 2026")]


def test_a_month_is_one_calendar_between_its_neighbours(out, read):
    out()
    out(at=NOON - 20 * DAY)
    out(at=NOON - 21 * DAY)
    out(at=NOON - 90 * DAY)
    shown = read("/2026/02/")
    assert links(shown) == [
        ("/archive/", "Archive"),
        ("/2026/", "2026"),
        ("/2025/12/", "Previous: December 2025"),
        ("/2026/03/", "Next: March 2026"),
        ("/2026/02/08/", "Sunday, February 8: 1 story"),
        ("/2026/02/09/", "Monday, February 9: 1 story"),
    ]
    assert rows(shown)[1:3] == [
        ["1", "2", "3", "4", "5", "6", "7"],
        ["8 1", "9 1", "10", "11", "12", "13", "14"],
    ]
    assert '<caption class="aside">February 2026</caption>' in shown


def test_a_day_is_that_days_paper_newest_first_with_the_sections_names(out, read):
    out("Older", NOON - 2 * HOUR)
    out("Newer", NOON - HOUR)
    out("Yesterday’s", NOON - DAY)
    out("Last year’s", NOON - 365 * DAY)
    shown = read("/2026/03/01/")
    assert headlines(shown) == ["Newer", "Older"]
    assert shown.count('<p class="section-label">World</p>') == 2
    assert links(shown)[:4] == [
        ("/archive/", "Archive"),
        ("/2026/", "2026"),
        ("/2026/03/", "March 2026"),
        ("/2026/02/28/", "Previous: Feb 28, 2026"),
    ]
    assert '<h1 class="page-title">Sunday, March 1, 2026</h1>' in shown
    assert ("/2026/03/01/", "Next: Mar 1, 2026") in links(read("/2026/02/28/"))
    assert ("/2025/03/01/", "Previous: Mar 1, 2025") in links(read("/2026/02/28/"))


def test_every_story_is_under_the_day_in_its_address_whatever_the_zone_is_now(out, read, settings):
    early = out("At night", datetime.datetime(2026, 2, 28, 4, 30, tzinfo=datetime.UTC))
    assert early.get_absolute_url().startswith("/2026/02/27/")
    settings.TIME_ZONE = "Asia/Tokyo"
    assert headlines(read("/2026/02/27/")) == ["At night"]


def test_a_days_pages_go_on_behind_the_last_story(out, read, client):
    for number in range(60):
        out(f"Story {number:02}", NOON - number // 3 * datetime.timedelta(minutes=1))
    out("Another day’s", NOON - DAY)
    seen, address = [], "/2026/03/01/"
    while address:
        shown = read(address)
        seen += headlines(shown)
        older = re.search(r'href="(\?before=\d+)" rel="next"', shown)
        address = older and f"/2026/03/01/{older[1]}"
    right = Article.objects.filter(url_date="2026-03-01").order_by("-published_at", "-pk")
    assert seen == [each.headline for each in right] and len(seen) == 60


@pytest.mark.parametrize("before", ["", "x", "0", "-1", "999999", "9" * 30])
def test_a_position_that_is_none_is_not_found(out, client, before):
    out()
    assert client.get(f"/2026/03/01/?before={before}").status_code == 404


def test_nor_is_that_of_another_day_or_behind_the_last(out, client):
    story, older = out(), out(at=NOON - DAY)
    for day, behind in (("/2026/03/01/", story), ("/2026/03/01/", older), ("/2026/02/28/", story)):
        assert client.get(f"{day}?before={behind.pk}").status_code == 404


def test_a_position_holds_when_its_story_was_killed(out, read, editor):
    out("Older", NOON - HOUR)
    story = out("Newer")
    story.kill(editor)
    assert headlines(read(f"/2026/03/01/?before={story.pk}")) == ["Older"]


def test_the_archive_of_an_empty_paper_says_so(clock, read):
    assert "Nothing is published yet." in read("/archive/")


def test_every_page_leads_to_the_archive(read, article):
    for address in ("/", article.get_absolute_url(), "/archive/"):
        footer = read(address).partition("<footer")[2]
        assert '<a href="/archive/">Archive</a>' in footer


def test_no_page_of_the_papers_own_can_have_its_address():
    for slug in ("archive", "2026", "0001"):
        with pytest.raises(Exception, match="belongs to another part"):
            validate_page_slug(slug)


# What they do not


@pytest.mark.parametrize(
    "address", ["/2027/", "/2026/02/", "/2026/03/02/", "/2026/13/", "/2026/02/30/", "/0000/"]
)
def test_where_there_is_nothing_to_read_there_is_no_page(out, client, address):
    out()
    assert client.get(address).status_code == 404


def test_a_scheduled_story_shows_nowhere_before_its_instant(out, read, client, clock):
    out("Out")
    before = {address: read(address) for address in ADDRESSES}
    out("Later today", NOON + HOUR)
    out("Tomorrow", NOON + DAY)
    out("Next year", NOON + 400 * DAY)
    for address in ADDRESSES:
        assert read(address) == before[address]
    nothing = client.get("/2026/03/03/")
    for address in ("/2026/03/02/", "/2027/", "/2027/04/", "/2027/04/05/"):
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (404, nothing.content)
    clock.shift(HOUR)
    assert headlines(read("/2026/03/01/")) == ["Later today", "Out"]
    assert ("/2026/03/01/", "Sunday, March 1: 2 stories") in links(read("/2026/03/"))
    assert "Next" not in str(links(read("/2026/03/01/")))
    clock.shift(23 * HOUR)
    assert headlines(read("/2026/03/02/")) == ["Tomorrow"]
    assert ("/2026/03/02/", "Next: Mar 2, 2026") in links(read("/2026/03/01/"))


def test_a_killed_story_is_gone_from_all_at_once(out, read, client, editor):
    out("Stays", NOON - DAY)
    story = out("Goes")
    for address in ADDRESSES:
        read(address)
    story.kill(editor)
    for address in ADDRESSES[2:]:
        assert client.get(address).status_code == 404
    assert links(read("/2026/")) == [
        ("/archive/", "Archive"),
        ("/2026/02/", "February"),
        ("/2026/02/28/", "Saturday, February 28: 1 story"),
    ]
    assert "Next" not in str(links(read("/2026/02/28/")))
    story.bring_back(editor)
    assert headlines(read("/2026/03/01/")) == ["Goes"]


def test_they_are_for_search_engines_and_each_has_one_address(out, read, settings):
    out()
    for address in ADDRESSES:
        shown = read(f"{address}?utm_source=x")
        assert f'<link rel="canonical" href="{settings.SITE_URL}{address}">' in shown
        assert 'name="description" content="' in shown and "noindex" not in shown


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("/2026", "/2026/"),
        ("/2026/3/", "/2026/03/"),
        ("/2026/3", "/2026/03/"),
        ("/2026/03", "/2026/03/"),
        ("/2026/3/1/", "/2026/03/01/"),
        ("/2026/03/1", "/2026/03/01/"),
        ("/2026/03/01", "/2026/03/01/"),
        ("/2026/03/01/%3Futm_source=x", "/2026/03/01/"),
        ("/2026/03/01%23comments", "/2026/03/01/"),
        ("/2026/03/01?before=7", None),
        ("/archive", "/archive/"),
    ],
)
def test_in_another_spelling_it_leads_to_the_one_address(out, client, typed, right):
    out()
    answer = client.get(typed)
    assert (answer.status_code, answer.get("Location")) == ((301, right) if right else (404, None))


@pytest.mark.parametrize("address", ["/٢٠٢٦/", "/2026/٠٣/", "/2026/03/٠١/", "/026/", "/20266/", "/2026/003/"])
def test_no_other_digits_make_another_address(out, client, address):
    out()
    assert client.get(address).status_code == 404


# In another language


@pytest.mark.parametrize(
    ("language", "first", "link"),
    [
        ("en", "Sunday", "Sunday, March 1:"),
        ("de", "Montag", "Sonntag, 1. März:"),
        ("ar", "السبت", "الأحد 1 مارس:"),
    ],
)
def test_weeks_begin_as_they_do_in_the_language(out, read, language, first, link):
    out()
    with translation.override(language):
        shown = read("/2026/03/")
    assert heads(shown)[0] == first and len(heads(shown)) == 7
    assert any(name.startswith(link) for _, name in links(shown))
    sunday = {"en": 0, "de": 6, "ar": 1}[language]
    assert rows(shown)[1][sunday].startswith("1") and rows(shown)[1][:sunday] == [""] * sunday


def test_with_the_papers_own_digits(out, read, settings):
    settings.DIGITS = "٠١٢٣٤٥٦٧٨٩"
    for _ in range(12):
        out()
    assert ("/2026/03/01/", "Sunday, March ١: ١٢ stories") in links(read("/2026/03/"))
    assert "١ ١٢" in rows(read("/2026/03/"))[1]
    assert ("/2026/", "٢٠٢٦") in links(read("/archive/"))


# What they cost


@pytest.mark.parametrize(("address", "queries"), [*zip(ADDRESSES, (2, 4, 4, 7), strict=True)])
def test_as_many_queries_for_many_stories_as_for_one(
    out, client, address, queries, django_assert_num_queries
):
    """Years: the months, what is to come. Calendars: the days, what is to come, neighbours. A day also its stories."""
    out()
    client.get(address)
    # The masthead’s sections.
    with django_assert_num_queries(queries + 1):
        client.get(address)
    for number in range(40):
        out(at=NOON - number * 11 * HOUR)
    out(at=NOON + HOUR)
    with django_assert_num_queries(queries + 1):
        client.get(address)


def test_bars_grow_with_the_numbers_and_none_is_without_one(out, read):
    ArchiveDay.objects.bulk_create(
        ArchiveDay(day=datetime.date(2026, 2, number), stories=number * 10) for number in range(1, 29)
    )
    levels = [int(each) for each in re.findall(r"bar level-(\d+)", read("/2026/02/"))]
    assert levels == sorted(levels) and set(levels) == set(range(1, 11))


def test_nobody_posts_to_them(out, client):
    out()
    for address in ADDRESSES:
        assert client.post(address).status_code == 405
