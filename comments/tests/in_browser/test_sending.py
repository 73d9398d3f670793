"""What a reader is told while a form is under way, when no answer comes, and when it comes late."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment, Report
from comments.tests.in_browser import open_reply, reply_link


def test_without_an_answer_it_is_said_in_place_and_the_text_stays(page):
    field = open_reply(page)
    field.fill("Into the void.")
    here = page.url
    page.route("**/reply/", lambda route: route.abort())
    page.get_by_role("button", name="Post reply").click()
    reason = page.locator("#refusal")
    expect(reason).to_have_text("This could not be sent: no answer came. Your text is still here.")
    expect(reason).to_be_focused()
    assert (page.url, field.input_value()) == (here, "Into the void.")
    page.unroute("**/reply/")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator(":target")).to_contain_text("Into the void.")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft '))") == []
    page.complaints.clear()


def test_sending_is_said_other_presses_do_nothing_and_it_is_given_up_after_a_while(page):
    page.add_init_script(
        """const { timeout } = AbortSignal;
        AbortSignal.timeout = (time) => { window.patience = time; return timeout.call(AbortSignal, 1500); };"""
    )
    page.reload()
    open_reply(page).fill("Slowly.")
    page.route("**/reply/", lambda route: None)
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.get_by_role("button", name="Post reply").dblclick()
    expect(page.get_by_role("status").filter(has_text="Sending…")).to_be_visible()
    expect(page.locator("#refusal")).to_contain_text("no answer came. Your text is still here.")
    expect(page.get_by_text("Sending…")).to_have_count(0)
    assert (len(sent), page.evaluate("patience")) == (1, 20_000)
    page.unroute("**/reply/")
    page.complaints.clear()


@pytest.fixture
def hold(page):
    """hold("report") -> release() for the POST of that form, which waits until then."""

    def hold(name):
        held = []

        def wait(route):
            held.append(route) if route.request.method == "POST" else route.continue_()

        page.route(f"**/{name}/", wait)
        return lambda: held.pop().continue_()

    return hold


@pytest.mark.parametrize("then", ["Escape", "another form"])
def test_a_report_answered_after_its_form_was_closed_is_said_at_its_comment(page, comment, hold, then):
    release = hold("report")
    page.get_by_role("link", name="Report as abuse").click()
    page.get_by_label("Spam or advertising").check()
    page.get_by_role("button", name="Send report").click()
    expect(page.get_by_text("Sending…")).to_be_visible()
    if then == "Escape":
        page.keyboard.press("Escape")
        focused = page.get_by_role("link", name="Report as abuse")
    else:
        focused = open_reply(page)
    release()
    said = page.locator(f"#{comment.anchor} > [role=status]").filter(has_text="Your report was sent.")
    expect(said).to_be_visible()
    expect(focused).to_be_focused()
    assert Report.objects.count() == 1


def test_a_comment_refused_after_its_form_was_closed_says_so_and_closes_again(page, hold):
    release = hold("reply")
    open_reply(page).fill("x" * 5001)
    page.get_by_role("button", name="Post reply").click()
    expect(page.get_by_text("Sending…")).to_be_visible()
    page.keyboard.press("Escape")
    release()
    expect(page.get_by_role("status").filter(has_text="Yours has 5,001.")).to_be_visible()
    expect(reply_link(page)).to_be_focused()
    assert len(open_reply(page).input_value()) == 5001
    assert page.get_by_text("Yours has 5,001.").count() == 1
    page.get_by_role("button", name="Close").click()
    expect(reply_link(page)).to_be_focused()
    page.complaints.clear()


def test_after_somebody_else_signed_in_nothing_goes_out_under_that_name(page, signed_in, moderator):
    open_reply(page).fill("RedFern’s words.")
    signed_in(page, moderator).context.clear_cookies(name="csrftoken")
    for _ in range(2):
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.get_by_role("button", name="Post reply").click()
        expect(page.locator("#refusal")).to_contain_text("OttoLind has signed in since")
        expect(page.get_by_text("Sending…")).to_have_count(0)
        assert page.get_by_label("Your reply to Northwind").input_value() == "RedFern’s words."
    assert not Comment.objects.filter(text="RedFern’s words.").exists()
    page.complaints.clear()
