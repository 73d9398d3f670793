"""Times in the reader's own zone, on demand, in the paper's forms."""

import datetime

import pytest
from playwright.sync_api import expect

from articles.models import Article
from comments.models import Comment
from core.templatetags import paper

INSTANT = datetime.datetime(2013, 7, 6, 18, 55, 9, tzinfo=datetime.UTC)
WINTER = datetime.datetime(2013, 12, 31, 23, 30, tzinfo=datetime.UTC)


@pytest.fixture
def old(article, post, transactional_db):
    """A story and a comment of 2013."""
    post("Of that day.")
    Article.objects.update(published_at=INSTANT)
    article.revision.__class__.objects.update(published_at=INSTANT)
    Comment.objects.update(created_at=WINTER)
    return article


@pytest.fixture
def read_in(open_page, live_server, old):
    """read_in("Europe/Berlin") -> the story as a browser in that zone has it."""

    def read(zone, **options):
        page = open_page(timezone_id=zone, **options)
        page.goto(old.get_absolute_url())
        return page

    return read


def button(page):
    return page.get_by_role("button", name="Times in your time zone")


def times(page):
    return page.locator("main time").all_inner_texts()


@pytest.mark.parametrize(
    "zone, dateline, comment",
    [
        ("Europe/Berlin", "Sat Jul 6, 2013 8:55pm CEST", "Jan 01, 2014 12:30am CET"),
        ("Asia/Kolkata", "Sun Jul 7, 2013 12:25am IST", "Jan 01, 2014 5:00am IST"),
        ("Asia/Seoul", "Sun Jul 7, 2013 3:55am GMT+9", "Jan 01, 2014 8:30am GMT+9"),
        ("Europe/London", "Sat Jul 6, 2013 7:55pm BST", "Dec 31, 2013 11:30pm GMT"),
        ("America/Los_Angeles", "Sat Jul 6, 2013 11:55am PDT", "Dec 31, 2013 3:30pm PST"),
        ("America/St_Johns", "Sat Jul 6, 2013 4:25pm GMT-2:30", "Dec 31, 2013 8:00pm GMT-3:30"),
        ("UTC", "Sat Jul 6, 2013 6:55pm UTC", "Dec 31, 2013 11:30pm UTC"),
    ],
)
def test_pressed_it_sets_every_time_and_pressed_again_the_papers(read_in, zone, dateline, comment):
    page = read_in(zone)
    papers = times(page)
    assert papers[0] == "Sat Jul 6, 2013 2:55pm EDT"
    assert "Dec 31, 2013 6:30pm EST" in papers
    assert button(page).get_attribute("aria-pressed") == "false"
    button(page).click()
    assert button(page).get_attribute("aria-pressed") == "true"
    assert times(page)[0] == dateline
    assert comment in times(page)
    assert page.locator("main time").first.get_attribute("datetime") == "2013-07-06T14:55:09-04:00"
    button(page).click()
    assert button(page).get_attribute("aria-pressed") == "false"
    assert times(page) == papers


@pytest.mark.parametrize("zone", ["America/New_York", "America/Toronto"])
def test_where_the_clocks_agree_there_is_nothing_to_press(read_in, zone):
    page = read_in(zone)
    page.wait_for_load_state("networkidle")
    assert button(page).count() == 0


def test_the_choice_is_remembered_and_so_is_its_end(read_in, old):
    page = read_in("Asia/Seoul")
    button(page).click()
    for where in (old.get_absolute_url(), Comment.objects.get().thread_address):
        page.goto(where)
        assert button(page).get_attribute("aria-pressed") == "true"
        assert "Jan 01, 2014 8:30am GMT+9" in times(page)
    button(page).click()
    page.goto(old.get_absolute_url())
    assert button(page).get_attribute("aria-pressed") == "false"
    assert times(page)[0] == "Sat Jul 6, 2013 2:55pm EDT"


def test_a_storage_that_throws_is_harmless(read_in, old):
    page = read_in("Asia/Seoul")
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw Error('No'); } })")
    page.reload()
    button(page).click()
    assert times(page)[0] == "Sun Jul 7, 2013 3:55am GMT+9"


def test_every_form_of_the_paper(read_in):
    page = read_in("Asia/Seoul")
    forms = [paper.dateline, paper.comment_time, paper.clock, paper.day, paper.clock_to_the_second]
    # A time of day in a list: its day is the site's, and another one here.
    forms.append(lambda instant: paper.clock_in_list(instant, "EDT"))
    page.locator(".standfirst, .dateline").first.evaluate(
        "(each, html) => { each.innerHTML = html; }", " ".join(form(INSTANT) for form in forms)
    )
    assert times(page)[5] == "2:55pm"
    button(page).click()
    assert times(page)[:6] == [
        "Sun Jul 7, 2013 3:55am GMT+9",
        "Jul 07, 2013 3:55am GMT+9",
        "3:55am GMT+9",
        "Jul 7, 2013",
        "3:55:09am GMT+9",
        "Sun Jul 7, 2013 3:55am GMT+9",
    ]


def test_a_form_opened_in_place_has_the_chosen_times(read_in, signed_in, reader, post, old):
    from comments.models import Discussion

    Article.objects.update(published_at=datetime.datetime.now(datetime.UTC))
    page = signed_in(read_in("Asia/Seoul"), reader)
    page.reload()
    button(page).click()
    page.get_by_role("link", name="Write a comment").click()
    page.get_by_label("Your comment").fill("Too soon.")
    old.refresh_from_db()
    Discussion.of(old).post(reader, "A moment ago.")
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("#refusal time")).to_contain_text("GMT+9")
    page.complaints.clear()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_jumps_and_nothing_is_covered(read_in, width, axe):
    page = read_in("Asia/Seoul", viewport={"width": width, "height": 844})
    button(page).wait_for()
    shift = page.evaluate(
        """() => new Promise(done => { let sum = 0;
        new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value; })
            .observe({type: 'layout-shift', buffered: true});
        setTimeout(() => done(sum), 300); })"""
    )
    assert shift == 0
    box, label = button(page).bounding_box(), page.locator(".section-label a").first.bounding_box()
    assert box["height"] >= 44
    assert label["x"] + label["width"] <= box["x"]
    headline = page.locator("h1").bounding_box()
    assert box["y"] + box["height"] <= headline["y"] + 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    axe(page)


@pytest.mark.parametrize("width", [320, 390])
def test_in_letters_twice_as_large_it_stands_clear_of_the_label(read_in, width):
    page = read_in("Asia/Seoul", viewport={"width": width, "height": 844})
    button(page).wait_for()
    page.evaluate(
        """() => { const sheet = new CSSStyleSheet();
        sheet.replaceSync("html { font-size: 200% !important; }");
        document.adoptedStyleSheets = [sheet]; }"""
    )
    box, label = button(page).bounding_box(), page.locator(".section-label a").first.bounding_box()
    headline = page.locator("h1").bounding_box()
    assert label["x"] + label["width"] <= box["x"] or label["y"] + label["height"] <= box["y"] + 10
    assert box["y"] + box["height"] <= headline["y"] + 10
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_paper_there_is_nothing_to_press(read_in):
    page = read_in("Asia/Seoul")
    button(page).wait_for()
    page.emulate_media(media="print")
    expect(button(page)).to_be_hidden()


def test_without_javascript_the_times_are_the_papers(read_in):
    page = read_in("Asia/Seoul", java_script_enabled=False)
    assert times(page)[0] == "Sat Jul 6, 2013 2:55pm EDT"
    expect(page.locator("main button").locator("visible=true")).to_have_count(0)
