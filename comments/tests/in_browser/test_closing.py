"""An open page notices that its discussion closes, by the server's clock, and says so."""

import datetime

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from comments.models import Comment, Discussion

JUST_CLOSED = "This discussion has just closed."
SOON = "This discussion closes within 5 minutes."


@pytest.fixture
def closes(article, editor, post, make_reader):
    """closes(seconds=4) -> the instant at which the discussion, of one comment, then closes."""
    post("What is answered.", author=make_reader("Northwind"))

    def closes(**left):
        until = timezone.now() + datetime.timedelta(**left)
        Discussion.of(article).set_window(editor, "until", until)
        article.refresh_from_db()
        return until

    return closes


@pytest.fixture
def signed_in_page(desktop, signed_in, reader):
    return signed_in(desktop, reader)


def heads_of(page):
    asked = []
    page.on("request", lambda request: request.method == "HEAD" and asked.append(request.url))
    return asked


def status(page):
    return page.locator(".just-closed[role=status]")


def test_the_page_becomes_what_a_reload_would_show(desktop, article, closes):
    closes(seconds=5)
    heads = heads_of(desktop)
    desktop.goto(article.get_absolute_url())
    assert status(desktop).get_attribute("role") == "status"
    expect(status(desktop)).to_have_text("")
    expect(desktop.get_by_role("link", name="Reply")).to_be_visible()
    # Before the instant nothing but the time is asked, and nothing flashes.
    desktop.wait_for_timeout(2000)
    assert (len(heads), status(desktop).inner_text()) == (1, "")
    expect(status(desktop)).to_have_text(JUST_CLOSED)
    after = desktop.locator("#comments").inner_text().replace(JUST_CLOSED, "").split()
    links = desktop.locator("#comments a").count()
    desktop.reload()
    assert "Closed" in after
    assert desktop.locator("#comments").inner_text().split() == after
    assert desktop.locator("#comments a").count() == links
    assert desktop.locator(".just-closed").count() == 0


@pytest.mark.parametrize("where", ["in place", "page"])
def test_an_open_form_keeps_its_text_and_loses_its_button(signed_in_page, article, closes, where):
    page = signed_in_page
    closes(seconds=6)
    if where == "in place":
        page.goto(article.get_absolute_url())
        page.get_by_role("link", name="Reply to Northwind").click()
        field = page.get_by_label("Your reply to Northwind")
    else:
        page.goto(f"{article.get_absolute_url()}comment/")
        field = page.get_by_label("Your comment")
    field.fill("Not finished yet")
    expect(status(page)).to_have_text(JUST_CLOSED)
    expect(field).to_have_value("Not finished yet")
    expect(field).to_be_focused()
    expect(field).to_be_enabled()
    assert page.get_by_role("button", name="Post").count() == 0
    reason = page.locator("#closing")
    expect(reason).to_contain_text("Your text stays here.")
    assert "closing" in field.get_attribute("aria-describedby").split()
    # Said once: the reason at the field is no alert of its own.
    assert page.get_by_role("alert").count() == 0
    expect(page.locator(".closed")).to_contain_text("This discussion is now closed.")
    if where == "in place":
        page.get_by_role("button", name="Close").click()
        expect(page.locator(".facts a").first).to_be_focused()
    assert Comment.objects.count() == 1


def test_the_focus_does_not_fall_out_of_the_page(signed_in_page, article, closes):
    closes(seconds=5)
    signed_in_page.goto(article.get_absolute_url())
    signed_in_page.get_by_role("link", name="Reply to Northwind").focus()
    expect(status(signed_in_page)).to_have_text(JUST_CLOSED)
    expect(signed_in_page.locator(".facts a").first).to_be_focused()


def test_a_thread_notices_it_too(desktop, closes, article):
    closes(seconds=5)
    desktop.goto(Comment.objects.get().thread_address)
    expect(status(desktop)).to_have_text(JUST_CLOSED)
    expect(desktop.locator(".closed")).to_contain_text("This discussion is now closed.")
    assert desktop.get_by_role("link", name="Reply").count() == 0
    assert desktop.get_by_role("link", name="Report as abuse").count() == 1


def test_a_clock_that_is_fast_is_not_believed(desktop, article, closes):
    until = closes(minutes=30)
    desktop.clock.install(time=until + datetime.timedelta(minutes=30))
    heads = heads_of(desktop)
    desktop.goto(article.get_absolute_url())
    desktop.wait_for_timeout(3000)
    assert len(heads) == 1
    assert status(desktop).inner_text() == ""
    expect(desktop.get_by_role("link", name="Reply")).to_be_visible()
    # From then on it is known how much it is fast.
    with time_machine.travel(until + datetime.timedelta(seconds=2)):
        desktop.clock.run_for("30:00")
        expect(status(desktop)).to_have_text(JUST_CLOSED)


def test_a_clock_that_is_slow_is_set_right_while_the_page_is_looked_at(desktop, article, closes):
    closes(seconds=12)
    desktop.clock.install(time=timezone.now() - datetime.timedelta(hours=1))
    heads = heads_of(desktop)
    with desktop.expect_response(lambda answer: answer.request.method == "HEAD"):
        desktop.goto(article.get_absolute_url())
    # Until the page has read that answer, too
    desktop.evaluate("fetch('/comment-policy/').then((answer) => answer.text())")
    # Not asked at each look
    desktop.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert len(heads) == 1
    expect(status(desktop)).to_have_text(JUST_CLOSED)


def test_a_clock_that_is_fast_does_not_take_the_warning_away(signed_in_page, article, closes):
    page = signed_in_page
    until = closes(minutes=30)
    page.clock.install(time=until + datetime.timedelta(minutes=30))
    with page.expect_response(lambda answer: answer.request.method == "HEAD"):
        page.goto(article.get_absolute_url())
        page.get_by_role("link", name="Write a comment").click()
    expect(page.get_by_label("Your comment")).to_be_focused()
    assert status(page).inner_text() == ""
    with time_machine.travel(until - datetime.timedelta(minutes=4, seconds=50)):
        page.clock.run_for("25:10")
        expect(status(page)).to_have_text(SOON)


def test_a_text_whose_form_was_closed_is_shown_when_its_link_goes(signed_in_page, article, closes):
    page = signed_in_page
    closes(seconds=8)
    page.goto(article.get_absolute_url())
    page.get_by_role("link", name="Reply to Northwind").click()
    page.get_by_label("Your reply to Northwind").fill("Not finished yet")
    page.keyboard.press("Escape")
    expect(status(page)).to_have_text(JUST_CLOSED)
    field = page.get_by_label("Your reply to Northwind")
    expect(field).to_have_value("Not finished yet")
    assert page.get_by_role("button", name="Post reply").count() == 0
    # Another form does not take its place: no link would bring it back.
    page.get_by_role("link", name="Report as abuse").click()
    expect(page.get_by_label("Spam or advertising")).to_be_focused()
    expect(field).to_be_visible()


def test_a_laptop_that_slept_through_it_notices_on_waking(desktop, article, closes):
    until = closes(hours=8)
    desktop.clock.install(time=timezone.now())
    desktop.goto(article.get_absolute_url())
    with time_machine.travel(until + datetime.timedelta(hours=1)):
        desktop.clock.fast_forward("09:00:00")
        expect(status(desktop)).to_have_text(JUST_CLOSED)


def test_longer_than_a_timer_can_count_is_waited_for(desktop, article, closes):
    """Nor longer than a laptop may sleep, whose timers stand still meanwhile: the longest wait is a minute."""
    closes(days=60)
    desktop.clock.install(time=timezone.now())
    desktop.add_init_script(
        """window.waits = []; const wait = window.setTimeout;
        window.setTimeout = (what, time) => { window.waits.push(time); return wait(what, time); };"""
    )
    heads = heads_of(desktop)
    desktop.goto(article.get_absolute_url())
    desktop.clock.run_for("10:00")
    assert heads == []
    assert status(desktop).inner_text() == ""
    assert set(desktop.evaluate("window.waits")) == {60_000}


def test_an_editor_has_given_it_more_time(desktop, article, closes, editor):
    closes(seconds=4)
    desktop.goto(article.get_absolute_url())
    before = desktop.locator(".window").inner_text()
    closes(days=3)
    expect(desktop.locator(".window")).not_to_have_text(before)
    assert desktop.locator(".window").inner_text().startswith("Open until")
    assert status(desktop).inner_text() == ""
    expect(desktop.get_by_role("link", name="Reply")).to_be_visible()


def test_no_answer_is_no_news_and_is_asked_for_again(desktop, article, closes):
    closes(seconds=4)
    desktop.clock.install(time=timezone.now())
    desktop.goto(article.get_absolute_url())
    desktop.context.set_offline(True)
    with desktop.expect_event("requestfailed"):
        pass
    assert status(desktop).inner_text() == ""
    expect(desktop.get_by_role("link", name="Reply")).to_be_visible()
    desktop.context.set_offline(False)
    desktop.clock.run_for(61_000)
    expect(status(desktop)).to_have_text(JUST_CLOSED)
    desktop.complaints.clear()


def test_who_writes_is_told_five_minutes_before_and_who_reads_is_not(signed_in_page, article, closes):
    page = signed_in_page
    closes(minutes=5, seconds=5)
    page.goto(article.get_absolute_url())
    page.get_by_role("link", name="Write a comment").click()
    expect(status(page)).to_have_text(SOON)
    expect(page.get_by_label("Your comment")).to_be_focused()
    # Seen where it is written too, and heard from one of the two alone
    expect(page.locator("form").get_by_text(SOON)).to_be_visible()
    assert page.get_by_role("status").filter(has_text=SOON).count() == 1
    closes(minutes=5, seconds=4)
    page.goto(article.get_absolute_url())
    with page.expect_request(lambda request: request.method == "HEAD"):
        pass
    page.wait_for_timeout(3000)
    assert status(page).inner_text() == ""


def test_a_discussion_that_never_closes_loads_nothing_for_it(client, article, editor):
    Discussion.of(article).set_window(editor, "open")
    page = client.get(article.get_absolute_url()).content.decode()
    assert "closing.js" not in page
    assert "data-closes" not in page
    Discussion.of(article).set_window(editor, "automatic")
    page = client.get(article.get_absolute_url()).content.decode()
    assert "closing.js" in page
    assert 'data-closes="' in page
