"""A story passed on: by the browser's own sheet, copied, or by mail, always with its headline and its address."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import expect

SHEET = """navigator.share = async (given) => { window.given = given; };"""
CLOSED = """navigator.share = async () => { throw new DOMException("", "AbortError"); };"""
FORBIDDEN = """navigator.share = async () => { throw new DOMException("", "NotAllowedError"); };"""
# As on a page that came by http
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
DENIED = """navigator.clipboard.writeText = async () => { throw new DOMException("", "NotAllowedError"); };"""
ODD = [
    "Tom & “Jerry”: 100% of #1? <b>x+y</b>; a=b '\"` \\ /",
    "Cafe\u0301 \U0001f3f3\ufe0f\u200d\U0001f308 in Köln – 港の市場",
    "ترميم السوق (القديم) في Port Alden، 50٪",
]


@pytest.fixture
def read(open_page, article):
    """read(script, permissions) -> the story in a browser in which that script ran before the page's own."""

    def read(script="", permissions=(), story=article, **options):
        page = open_page(**options)
        page.context.grant_permissions(list(permissions))
        page.add_init_script(script)
        page.goto(story.get_absolute_url())
        return page

    return read


@pytest.fixture
def article(make_article, editor, transactional_db):
    story = make_article()
    story.publish(editor)
    return story


def share(page):
    return page.get_by_role("button", name="Share", exact=True)


def copy(page):
    return page.get_by_role("button", name="Copy headline and address")


def copied(page):
    """What is pasted: pages of the site may write to the clipboard, and never read it."""
    page.evaluate("document.body.append(Object.assign(document.createElement('textarea'), { id: 'pasted' }))")
    page.locator("#pasted").focus()
    page.keyboard.press("ControlOrMeta+V")
    expect(page.locator("#pasted")).not_to_have_value("")
    return page.locator("#pasted").input_value()


def status(page):
    return page.locator(".share [role=status]")


CLIPBOARD = ["clipboard-write"]


def test_the_browsers_own_sheet_is_given_headline_and_address(read, article, live_server):
    page = read(SHEET)
    expect(copy(page)).to_be_hidden()
    share(page).click()
    given = page.wait_for_function("window.given").json_value()
    assert given == {"title": article.headline, "url": live_server.url + article.get_absolute_url()}


def test_closing_the_sheet_is_no_fault(read):
    page = read(CLOSED)
    share(page).click()
    page.wait_for_timeout(300)
    expect(copy(page)).to_be_hidden()
    assert status(page).text_content() == ""


def test_where_the_sheet_is_forbidden_the_address_can_be_copied(read):
    page = read(FORBIDDEN, CLIPBOARD)
    share(page).click()
    copy(page).click()
    expect(status(page)).to_have_text("Copied")


def test_where_there_is_no_sheet_it_is_copied_by_keys_and_said(read, article, live_server, axe):
    page = read("delete Navigator.prototype.share;", CLIPBOARD)
    expect(share(page)).to_be_hidden()
    page.get_by_role("link", name="Send this story by email").focus()
    page.keyboard.press("Tab")
    expect(copy(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("Copied")
    axe(page)
    assert copied(page) == f"{article.headline}\n{live_server.url}{article.get_absolute_url()}"


@pytest.mark.parametrize("lacking", [NO_CLIPBOARD, DENIED])
def test_where_nothing_may_be_copied_the_address_is_said_and_selected(
    read, article, live_server, lacking, axe
):
    page = read(f"delete Navigator.prototype.share; {lacking}")
    address = live_server.url + article.get_absolute_url()
    for _ in range(2):
        copy(page).click()
        expect(status(page)).to_have_text("Copying is not allowed here. The address is selected:")
        expect(page.get_by_text(address, exact=True).first).to_be_visible()
        assert page.evaluate("getSelection().toString()") == address
    axe(page)


@pytest.mark.parametrize("headline", ODD)
def test_any_headline_arrives_as_it_stands(read, make_article, editor, headline, live_server):
    story = make_article(headline=headline)
    story.publish(editor)
    headline = story.revision.headline
    page = read(SHEET, CLIPBOARD, story)
    share(page).click()
    assert page.wait_for_function("window.given").json_value()["title"] == headline
    # The button is there, if not to be seen where there is a sheet.
    page.locator(".share button").last.evaluate("button => button.click()")
    expect(status(page)).to_have_text("Copied")
    address = live_server.url + story.get_absolute_url()
    assert copied(page) == f"{headline}\n{address}"
    mail = urlsplit(page.get_by_role("link", name="Send this story by email").get_attribute("href"))
    assert (mail.scheme, mail.path) == ("mailto", "")
    # A mail program takes a plus sign for one.
    assert dict(parse_qsl(mail.query.replace("+", "%2B"))) == {"subject": headline, "body": address}


def test_the_address_is_the_papers_own_on_every_page_of_the_discussion(read, article, settings, client):
    settings.SITE_URL = "https://paper.example"
    page = client.get(f"{article.get_absolute_url()}?page=1", HTTP_HOST="127.0.0.1").content.decode()
    assert f"<bdi hidden>https://paper.example{article.get_absolute_url()}</bdi>" in page


def test_without_javascript_there_is_mail_alone(read, article):
    page = read(java_script_enabled=False)
    expect(page.get_by_role("link", name="Send this story by email")).to_be_visible()
    expect(page.locator(".share button:visible")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_wider_than_the_window_and_fingers_find_it(read, width):
    page = read(f"delete Navigator.prototype.share; {DENIED}", viewport={"width": width, "height": 844})
    assert copy(page).bounding_box()["height"] >= 43.5
    copy(page).click()
    expect(status(page)).not_to_be_empty()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
