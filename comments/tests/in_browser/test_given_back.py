"""In a browser: what comes back of a form whose token is too old, and of one that another site sends."""

import pytest
from playwright.sync_api import expect

from comments import drafts
from comments.models import Comment
from comments.tests.in_browser import open_reply

ELSEWHERE = "http://elsewhere.example"


def sign_in(page):
    page.get_by_label("Pen name or email address").fill("RedFern")
    page.get_by_label("Password").fill("harbour-light-9")
    page.get_by_role("button", name="Sign in").click()


def test_who_signed_in_anew_in_another_window_is_told_who_would_post_and_sends_it_again(
    without_javascript, signed_in, reader, article, comment
):
    page = signed_in(without_javascript, reader)
    page.goto(f"{article.get_absolute_url()}comment/")
    page.get_by_label("Your comment").fill("An hour of thought.")
    other = page.context.new_page()
    other.goto("/accounts/logout/")
    other.get_by_role("main").get_by_role("button", name="Sign out").click()
    other.goto("/accounts/login/")
    sign_in(other)
    other.wait_for_url("**/comments/mine/")
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_text("You would post this as RedFern.")).to_be_visible()
    expect(page.get_by_label("Your text, as you wrote it")).to_have_value("An hour of thought.")
    page.get_by_role("button", name="Send it again").click()
    expect(page.locator(":target")).to_contain_text("An hour of thought.")


@pytest.mark.parametrize("where", ["withdraw/", "reply/", "/accounts/logout/"])
def test_another_sites_form_shows_nothing_of_what_it_filled_in(
    desktop, signed_in, reader, post, live_server, where
):
    mine = post("Mine.", author=reader)
    page = signed_in(desktop, reader)
    page.goto("/accounts/")
    before = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    address = live_server.url + (where if where.startswith("/") else mine.get_absolute_url() + where)
    typed = "<input name=text value='Mine, says the other site.'>"
    form = f"<form method=post action='{address}'>{typed}<button>Win</button></form>"
    page.route(f"{ELSEWHERE}/", lambda route: route.fulfill(body=form, content_type="text/html"))
    page.goto(f"{ELSEWHERE}/")
    page.get_by_role("button", name="Win").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This page is not open to you")
    assert page.locator("main form").count() == 0
    assert "says the other site" not in page.content()
    page.goto("/accounts/")
    assert {cookie["name"]: cookie["value"] for cookie in page.context.cookies()} == before
    mine.refresh_from_db()
    assert mine.is_visible
    page.complaints.clear()


def test_in_place_a_text_that_can_not_be_kept_stays_and_is_posted_after_signing_in_elsewhere(
    page, comment, monkeypatch
):
    monkeypatch.setattr(drafts, "RATES", {"draft": "0/h/ip"})
    field = open_reply(page)
    field.fill("An hour of thought.")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("#refusal")).to_contain_text("many texts from your network are kept already")
    expect(field).to_have_value("An hour of thought.")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in another window").click()
    sign_in(opened.value)
    opened.value.wait_for_url("**/comments/mine/")
    # The first time the token is the old one.
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("#refusal")).to_contain_text("The form was too old")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator(":target")).to_contain_text("An hour of thought.")
    assert Comment.objects.filter(text="An hour of thought.").count() == 1
    page.complaints.clear()
