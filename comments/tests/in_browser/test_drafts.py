"""A text that is being written survives a reload, a closed window and the end of a session, and is nobody else's."""

import json
import re

import pytest
from playwright.sync_api import expect

from comments.models import Comment

DAY = 24 * 3600 * 1000
KEPT = re.compile(r"Your text from (\w+ \d+, \d{4}, )?\d{1,2}:\d\d\s[ap]m was kept\.")
STORED = "() => Object.entries(localStorage).filter(([key]) => key.startsWith('draft '))"
THROWING = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('No storage.'); } })"
SIGN_OUT = "name => localStorage.setItem(`drafts gone ${name}`, JSON.stringify({ at: Date.now() }))"
FULL = "Storage.prototype.setItem = () => { throw new Error('The quota has been exceeded.'); }"


@pytest.fixture
def address(article):
    return f"{article.get_absolute_url()}comment/"


@pytest.fixture
def page(desktop, signed_in, reader, article):
    signed_in(desktop, reader).goto(article.get_absolute_url())
    return desktop


def open_form(page):
    page.get_by_role("link", name="Write a comment").click()
    field = page.get_by_label("Your comment")
    expect(field).to_be_focused()
    return field


def stored(page):
    return {key: json.loads(value) for key, value in page.evaluate(STORED)}


def test_a_text_survives_a_reload_and_is_put_back_in_place(page, address):
    open_form(page).fill("Half a thought")
    page.reload()
    assert stored(page).keys() == {f"draft RedFern {address}"}
    field = open_form(page)
    assert field.input_value() == "Half a thought"
    expect(page.get_by_text(KEPT)).to_be_visible()
    # Who comes to the field hears it.
    assert field.get_attribute("aria-describedby").split()[0] == page.get_by_text(KEPT).get_attribute("id")


def test_it_is_kept_while_it_is_typed_not_only_at_the_end(page):
    open_form(page).fill("A window that breaks")
    page.wait_for_function("() => Object.values(localStorage).some(each => each.includes('that breaks'))")


def test_it_is_there_in_another_window_and_on_the_forms_own_page(page, address):
    open_form(page).fill("Half a thought")
    other = page.context.new_page()
    page.close(run_before_unload=True)
    other.goto(address)
    expect(other.get_by_label("Your comment")).to_have_value("Half a thought")
    expect(other.get_by_text(KEPT)).to_be_visible()
    other.get_by_label("Your comment").fill("Half a thought, and the other half")
    other.reload()
    expect(other.get_by_label("Your comment")).to_have_value("Half a thought, and the other half")


def test_it_can_be_discarded(page):
    open_form(page).fill("Half a thought")
    page.reload()
    field = open_form(page)
    page.get_by_role("button", name="Discard it").click()
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    expect(page.get_by_text(KEPT)).to_have_count(0)
    page.reload()
    assert stored(page) == {}
    assert open_form(page).input_value() == ""


def test_it_goes_when_the_comment_was_taken(page, address):
    for write in (lambda: open_form(page), lambda: page.goto(address) and page.get_by_label("Your comment")):
        field = write()
        field.press_sequentially("Taken at once.")
        page.get_by_role("button", name="Post comment").click()
        expect(page.locator(":target")).to_contain_text("Taken at once.")
        # Longer than the pause after which what is typed is kept
        page.wait_for_timeout(600)
        assert stored(page) == {}
        # The same again is a comment of its own when the first is old.
        Comment.objects.update(created_at="2020-01-01T00:00Z")


def test_a_refused_text_stays_kept(page):
    open_form(page).fill("x" * 5001)
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("#refusal")).to_be_focused()
    assert page.get_by_text(KEPT).count() == 0
    page.reload()
    assert open_form(page).input_value() == "x" * 5001
    page.complaints.clear()


@pytest.mark.parametrize("days, is_there", [(6.9, True), (7.1, False), (-7.1, False)])
def test_after_a_week_it_is_forgotten(page, address, days, is_there):
    entry = {"text": "Old.", "at": page.evaluate("Date.now()") - days * DAY}
    page.evaluate("([key, entry]) => localStorage.setItem(key, entry)", ["draft X /y/", json.dumps(entry)])
    page.evaluate(
        "([key, entry]) => localStorage.setItem(key, entry)", [f"draft RedFern {address}", json.dumps(entry)]
    )
    page.reload()
    assert open_form(page).input_value() == ("Old." if is_there else "")
    assert len(stored(page)) == (2 if is_there else 0)


def test_what_is_broken_in_the_storage_is_forgotten(page, address):
    page.evaluate("key => localStorage.setItem(key, '{broken')", f"draft RedFern {address}")
    page.reload()
    assert open_form(page).input_value() == ""


@pytest.mark.parametrize("broken", [THROWING, FULL])
def test_a_storage_that_throws_is_harmless(page, broken):
    page.add_init_script(broken)
    page.reload()
    field = open_form(page)
    field.press_sequentially("Not kept, but posted.")
    page.wait_for_timeout(600)
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator(":target")).to_contain_text("Not kept, but posted.")


def test_another_reader_of_the_same_machine_does_not_see_it(page, signed_in, other_reader, reader):
    open_form(page).fill("RedFern’s own.")
    page.goto("/")
    signed_in(page, other_reader).go_back()
    assert open_form(page).input_value() == ""
    assert page.get_by_text(KEPT).count() == 0
    signed_in(page, reader).reload()
    assert open_form(page).input_value() == "RedFern’s own."


def test_nor_what_was_sent_after_the_session_had_ended(page, signed_in, address, other_reader, reader):
    """The server keeps that text through sign-in, for the one under whose pen name it was begun."""
    open_form(page).fill("RedFern’s own.")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Post comment").click()
    page.wait_for_url("**/accounts/login/**")
    for name, text in (("Northwind", ""), ("RedFern", "RedFern’s own.")):
        page.get_by_label("Pen name or email address").fill(name)
        page.get_by_label("Password").fill("harbour-light-9")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_label("Your comment")).to_have_value(text)
        page.goto(f"/accounts/logout/?next={address}")
        page.get_by_role("button", name="Sign out").click()


@pytest.mark.parametrize("where", ["/accounts/logout/", "/accounts/"])
def test_signing_out_forgets_it(page, where, signed_in, reader, article):
    open_form(page).fill("Nobody else’s.")
    page.evaluate("localStorage.setItem('draft Northwind /x/', JSON.stringify({text: 'z', at: Date.now()}))")
    page.goto(where)
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in").wait_for()
    # Only one's own
    assert stored(page).keys() == {"draft Northwind /x/"}
    signed_in(page, reader).goto(article.get_absolute_url())
    assert open_form(page).input_value() == ""


def test_signing_out_forgets_it_in_every_window(page, article):
    field = open_form(page)
    field.fill("Nobody else’s.")
    page.wait_for_timeout(600)
    other = page.context.new_page()
    other.goto("/accounts/logout/")
    other.get_by_role("main").get_by_role("button", name="Sign out").click()
    other.get_by_role("link", name="Sign in").wait_for()
    expect(field).to_have_value("")
    page.goto("/")
    assert stored(page) == {}


def test_discarded_in_one_window_it_is_gone_from_the_other(page, address):
    field = open_form(page)
    field.fill("Half a thought")
    page.wait_for_timeout(600)
    other = page.context.new_page()
    other.goto(address)
    other.get_by_role("button", name="Discard it").click()
    expect(field).to_have_value("")


def test_back_at_a_page_that_the_browser_kept_whole_the_text_is_gone_with_its_writer(page):
    field = open_form(page)
    field.fill("Nobody else’s.")
    page.wait_for_timeout(600)
    back = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
    page.evaluate(back)
    assert field.input_value() == "Nobody else’s."
    # A window's own changes of the storage are no event to it.
    page.evaluate(SIGN_OUT, "RedFern")
    page.evaluate(back)
    # It is loaded anew, without the form that was opened in it.
    expect(field).to_have_count(0)
    assert open_form(page).input_value() == ""


@pytest.mark.parametrize("where", ["in place", "page"])
def test_back_after_signing_out_the_text_is_not_there(page, article, address, where):
    if where == "page":
        page.goto(address)
        page.get_by_label("Your comment").fill("Nobody else’s.")
    else:
        open_form(page).fill("Nobody else’s.")
    left = page.url
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in").wait_for()
    for _ in range(2):
        page.go_back()
    assert address in page.url or page.url == left
    assert stored(page) == {}
    assert "Nobody else’s." not in page.evaluate(
        "[...document.querySelectorAll('textarea')].map(each => each.value).join()"
    )


def test_the_words_of_a_report_are_kept_too(page, post, article):
    post("Reported.", on=article)
    page.reload()
    page.get_by_role("link", name="Report as abuse").click()
    page.get_by_label("In your words").fill("It names my street.")
    page.reload()
    page.get_by_role("link", name="Report as abuse").click()
    expect(page.get_by_label("In your words")).to_have_value("It names my street.")
    page.get_by_label("Private information").check()
    page.get_by_role("button", name="Send report").click()
    expect(page.get_by_text("Your report was sent.")).to_be_visible()
    assert stored(page) == {}


def test_the_line_is_accessible_on_a_phone(phone, signed_in, reader, article, axe):
    signed_in(phone, reader).goto(article.get_absolute_url())
    open_form(phone).fill("Half a thought")
    phone.reload()
    open_form(phone)
    axe(phone)
    assert phone.get_by_role("button", name="Discard it").bounding_box()["height"] >= 44
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_another_text_in_another_window_takes_nothing_away(page, address):
    field = open_form(page)
    field.fill("Written here.")
    page.wait_for_timeout(600)
    other = page.context.new_page()
    other.goto(address)
    other.get_by_label("Your comment").fill("Written there.")
    other.get_by_role("button", name="Post comment").click()
    expect(other.locator(":target")).to_contain_text("Written there.")
    page.wait_for_timeout(300)
    expect(field).to_have_value("Written here.")
    assert [each["text"] for each in stored(page).values()] == ["Written here."]


def test_where_the_storage_is_full_another_windows_changes_take_nothing_away(page):
    page.add_init_script(FULL)
    page.reload()
    field = open_form(page)
    field.press_sequentially("Only on the screen.")
    page.wait_for_timeout(600)
    other = page.context.new_page()
    other.goto("/")
    other.evaluate("localStorage.setItem('another', 'change')")
    page.wait_for_timeout(300)
    expect(field).to_have_value("Only on the screen.")


@pytest.mark.parametrize("storage", ["", THROWING, FULL], ids=["kept", "throwing", "full"])
def test_the_browser_does_not_put_it_into_the_next_readers_form(
    page, address, signed_in, other_reader, storage
):
    page.add_init_script(storage)
    page.goto(address)
    page.get_by_label("Your comment").press_sequentially("RedFern’s own.")
    # Kept, where it can be
    page.wait_for_timeout(600)
    page.goto("/")
    signed_in(page, other_reader).go_back()
    expect(page.get_by_text("under your pen name, Northwind")).to_be_visible()
    page.wait_for_timeout(300)
    assert page.get_by_label("Your comment").input_value() == ""


@pytest.mark.parametrize("where", ["in another window", "before coming back"])
def test_signing_out_takes_a_refused_text_from_the_screen(page, where):
    field = open_form(page)
    field.fill("x" * 5001)
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("#refusal")).to_be_focused()
    page.complaints.clear()
    if where == "in another window":
        other = page.context.new_page()
        other.goto("/accounts/logout/")
        other.get_by_role("main").get_by_role("button", name="Sign out").click()
    else:
        page.evaluate(SIGN_OUT, "RedFern")
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
        expect(field).to_have_count(0)
        open_form(page)
    expect(field).to_have_value("")


@pytest.fixture
def given_back(page):
    """The form's own page with a text that the server kept while its writer signed in again."""
    open_form(page).fill("Sent before signing in.")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Post comment").click()
    page.wait_for_url("**/accounts/login/**")
    page.get_by_label("Pen name or email address").fill("RedFern")
    page.get_by_label("Password").fill("harbour-light-9")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Your comment")).to_have_value("Sent before signing in.")
    return page


@pytest.mark.parametrize("text", ["Sent before signing in, and an hour’s more.", ""])
def test_what_was_changed_after_signing_in_again_is_what_a_reload_shows(given_back, text):
    page = given_back
    page.get_by_label("Your comment").fill(text)
    page.reload()
    expect(page.get_by_label("Your comment")).to_have_value(text)
    assert page.get_by_text(KEPT).count() == bool(text)
    if text:
        page.get_by_role("button", name="Discard it").click()
        page.reload()
        expect(page.get_by_label("Your comment")).to_have_value("")


def test_signing_out_takes_a_text_that_the_server_gave_back_too(given_back):
    other = given_back.context.new_page()
    other.goto("/accounts/logout/")
    other.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(given_back.get_by_label("Your comment")).to_have_value("")
    assert stored(given_back) == {}


@pytest.mark.parametrize(("days", "day"), [(0, ""), (6, r"[A-Z]\w+ \d+, \d{4}, ")])
def test_the_day_is_said_when_it_is_not_today(page, address, days, day):
    entry = {"text": "Old.", "at": page.evaluate("Date.now()") - days * DAY}
    page.evaluate(
        "([key, entry]) => localStorage.setItem(key, entry)", [f"draft RedFern {address}", json.dumps(entry)]
    )
    page.reload()
    open_form(page)
    expect(page.get_by_text(re.compile(rf"from {day}\d{{1,2}}:\d\d\s[ap]m was kept"))).to_be_visible()
