"""Reply, Report as abuse and Write a comment where the reader is, without leaving the page."""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models.session import Session
from comments.models import Comment, Discussion, Report
from comments.tests.in_browser import open_reply, reply_link


def requests_of(page, method):
    """The addresses that the page asks for from now on."""
    asked = []
    page.on("request", lambda request: request.method == method and asked.append(request.url))
    return asked


def test_a_reply_opens_under_its_comment_and_leads_to_where_it_stands(page, comment, article):
    assert reply_link(page).get_attribute("aria-expanded") == "false"
    field = open_reply(page)
    assert reply_link(page).get_attribute("aria-expanded") == "true"
    region = page.locator(f"#{comment.anchor}").get_by_role("region", name="Reply to Northwind")
    expect(region).to_be_visible()
    assert page.url.endswith(article.get_absolute_url())
    field.fill("Well said.")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator(".comment.reply")).to_contain_text("Well said.")
    answer = Comment.objects.get(parent=comment)
    assert page.url.endswith(f"{article.get_absolute_url()}#{answer.anchor}")
    expect(page.locator(":target")).to_contain_text("Well said.")


def test_a_new_thread_is_written_under_its_button(page, article):
    page.get_by_role("link", name="Write a comment").click()
    field = page.get_by_role("region", name="Write a comment").get_by_label("Your comment")
    expect(field).to_be_focused()
    field.fill("From in place.")
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator(":target")).to_contain_text("From in place.")


def test_it_closes_by_escape_and_by_its_button_and_the_focus_is_back_at_the_link(page):
    asked = requests_of(page, "GET")
    for close in (
        lambda: page.keyboard.press("Escape"),
        lambda: page.get_by_role("button", name="Close").click(),
        lambda: reply_link(page).click(),
    ):
        field = open_reply(page)
        field.press_sequentially("abc")
        close()
        expect(field).to_have_count(0)
        expect(reply_link(page)).to_be_focused()
        assert reply_link(page).get_attribute("aria-expanded") == "false"
    # What was typed is still there, and the form was asked for once.
    assert open_reply(page).input_value() == "abcabcabc"
    assert len([url for url in asked if url.endswith("/reply/")]) == 1


def test_one_form_at_a_time(page):
    open_reply(page).fill("Half a thought")
    page.get_by_role("link", name="Report as abuse").click()
    expect(page.get_by_label("Spam or advertising")).to_be_focused()
    assert page.locator("form").count() == 1
    assert reply_link(page).get_attribute("aria-expanded") == "false"
    assert open_reply(page).input_value() == "Half a thought"


def test_a_double_click_opens_one_form_and_posts_once(page):
    reply_link(page).dblclick()
    field = page.get_by_label("Your reply to Northwind")
    expect(field).to_be_focused()
    assert field.count() == 1
    # And where the form is there at once
    page.keyboard.press("Escape")
    reply_link(page).dblclick()
    expect(field).to_be_focused()
    field.fill("Once.")
    sent = requests_of(page, "POST")
    page.get_by_role("button", name="Post reply").dblclick()
    expect(page.locator(":target")).to_contain_text("Once.")
    assert len(sent) == 1
    assert Comment.objects.filter(text="Once.").count() == 1


def test_control_click_keeps_its_meaning(page, comment):
    with page.context.expect_page() as opened:
        reply_link(page).click(modifiers=["Control"])
    opened.value.wait_for_url(f"**{comment.get_absolute_url()}reply/")
    assert page.locator("form").count() == 0


def test_too_soon_is_said_in_place_and_the_text_kept(page, reader, article):
    Discussion.of(article).post(reader, "A moment ago.")
    open_reply(page).fill("Too soon after it.")
    page.get_by_role("button", name="Post reply").click()
    reason = page.get_by_text("You posted a moment ago. You can post again at")
    expect(reason).to_be_visible()
    expect(page.locator("#refusal")).to_be_focused()
    # Focused, it is read; as an alert it would be read twice.
    assert page.get_by_role("alert").count() == 0
    field = page.get_by_label("Your reply to Northwind")
    assert field.input_value() == "Too soon after it."
    assert "refusal" in field.get_attribute("aria-describedby").split()
    # And once more, when it is no longer too soon
    Comment.objects.filter(author=reader).update(created_at="2020-01-01T00:00Z")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator(":target")).to_contain_text("Too soon after it.")
    page.complaints.clear()


def test_too_long_is_said_in_place(page):
    open_reply(page).fill("x" * 5001)
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("#refusal")).to_contain_text(
        "A comment has at most 5,000 characters. Yours has 5,001."
    )
    assert len(page.get_by_label("Your reply to Northwind").input_value()) == 5001
    assert page.locator(".form-errors").count() == 1
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator(".form-errors")).to_have_count(1)
    page.complaints.clear()


def test_closed_meanwhile_is_said_in_place_and_takes_the_button(page, article, editor):
    open_reply(page).fill("Late.")
    Discussion.of(article).set_window(editor, "closed")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("#refusal")).to_contain_text("This discussion is now closed.")
    assert page.get_by_label("Your reply to Northwind").input_value() == "Late."
    assert page.get_by_role("button", name="Post reply").count() == 0
    page.get_by_role("button", name="Close").click()
    expect(reply_link(page)).to_be_focused()
    page.complaints.clear()


def test_what_was_removed_meanwhile_can_not_be_answered_and_the_text_stays(page, comment, moderator):
    open_reply(page).fill("I agree.")
    comment.remove(moderator, "spam")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("#refusal")).to_contain_text("The comment you answer is no longer there.")
    expect(page.locator("#refusal")).to_be_focused()
    assert page.get_by_label("Your reply to Northwind").input_value() == "I agree."
    assert page.get_by_role("button", name="Post reply").count() == 0
    page.complaints.clear()


def test_nor_reported_and_the_words_stay(page, comment, moderator):
    page.get_by_role("link", name="Report as abuse").click()
    page.get_by_label("Something else").check()
    page.get_by_label("In your words").fill("It names my street.")
    comment.remove(moderator, "spam")
    page.get_by_role("button", name="Send report").click()
    expect(page.locator("#refusal")).to_contain_text("The comment you report is no longer there.")
    assert page.get_by_label("In your words").input_value() == "It names my street."
    assert page.get_by_role("button", name="Send report").count() == 0
    page.complaints.clear()


def test_under_a_story_that_was_killed_meanwhile_the_text_stays(page, article, editor):
    page.get_by_role("link", name="Write a comment").click()
    field = page.get_by_role("region", name="Write a comment").get_by_label("Your comment")
    field.fill("From in place.")
    article.kill(editor)
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("#refusal")).to_contain_text("This story was withdrawn after it was published.")
    assert field.input_value() == "From in place."
    page.complaints.clear()


def test_the_same_again_from_a_form_opened_anew_is_told_in_place(page, reader, article, comment):
    Discussion.of(article).post(reader, "Well said.", parent=comment)
    Comment.objects.filter(author=reader).update(created_at=timezone.now() - datetime.timedelta(minutes=5))
    open_reply(page).fill("Well said.")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("#refusal")).to_contain_text("You wrote the same here already.")
    expect(page.locator("#refusal")).to_contain_text("It stands here.")
    assert page.get_by_label("Your reply to Northwind").input_value() == "Well said."
    assert Comment.objects.filter(text="Well said.").count() == 1
    page.complaints.clear()


def test_without_javascript_the_text_is_on_the_page_that_refuses_it(
    without_javascript, signed_in, reader, comment, moderator
):
    page = signed_in(without_javascript, reader)
    page.goto(f"{comment.get_absolute_url()}reply/")
    page.get_by_label("Your reply to Northwind").fill("I agree.")
    comment.remove(moderator, "spam")
    page.get_by_role("button", name="Post reply").click()
    expect(page.get_by_role("alert")).to_contain_text("The comment you answer is no longer there.")
    expect(page.get_by_label("Your text, as you wrote it")).to_have_value("I agree.")
    page.get_by_role("link", name="Back to the story").click()
    expect(page.get_by_role("heading", name="Comments (0)")).to_be_visible()


def test_a_token_that_is_too_old_is_said_and_the_second_try_is_taken(page, comment):
    open_reply(page).fill("Under an old token.")
    page.locator("[name=csrfmiddlewaretoken]").evaluate("each => { each.value = 'x'.repeat(64); }")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("#refusal")).to_contain_text("The form was too old")
    field = page.get_by_label("Your reply to Northwind")
    assert field.input_value() == "Under an old token."
    assert "refusal" in field.get_attribute("aria-describedby").split()
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator(":target")).to_contain_text("Under an old token.")
    page.complaints.clear()


def test_after_the_session_has_ended_the_link_leads_to_sign_in(page, comment):
    Session.objects.all().delete()
    reply_link(page).click()
    page.wait_for_url(f"**/accounts/login/?next={comment.get_absolute_url()}reply/")


@pytest.mark.parametrize("storage", ["kept", "refused"])
def test_a_text_sent_after_the_session_has_ended_is_there_after_signing_in(page, comment, storage, reader):
    if storage == "refused":
        page.add_init_script(
            "Object.defineProperty(window, 'localStorage', { get() { throw Error('No'); } })"
        )
        page.reload()
    open_reply(page).fill("Written while the session ended.")
    Session.objects.all().delete()
    page.get_by_role("button", name="Post reply").click()
    page.wait_for_url(f"**/accounts/login/?next={comment.get_absolute_url()}reply/")
    page.get_by_label("Pen name or email address").fill("RedFern")
    page.get_by_label("Password").fill("harbour-light-9")
    page.get_by_role("button", name="Sign in").click()
    field = page.get_by_label("Your reply to Northwind")
    expect(field).to_have_value("Written while the session ended.")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator(":target")).to_contain_text("Written while the session ended.")


def test_without_a_form_its_page_is_gone_to(page, comment):
    page.route(
        "**/reply/",
        lambda route: route.abort() if route.request.resource_type == "fetch" else route.continue_(),
    )
    reply_link(page).click()
    page.wait_for_url(f"**{comment.get_absolute_url()}reply/")
    page.complaints.clear()


def test_roles_and_names_need_no_property_that_older_browsers_lack(page):
    page.add_init_script(
        """for (const name of Object.getOwnPropertyNames(Element.prototype)) {
            if (/^(role|aria)/.test(name)) delete Element.prototype[name]; }"""
    )
    page.reload()
    assert reply_link(page).get_attribute("aria-expanded") == "false"
    open_reply(page)
    assert reply_link(page).get_attribute("aria-expanded") == "true"
    expect(page.get_by_role("region", name="Reply to Northwind")).to_be_visible()
    for name in ("sent", "aside", "just-closed"):
        assert page.locator(f"p.{name}[role=status]").count() == 1


def test_a_report_is_sent_and_said_so_in_place(page, comment, reader, article):
    link = page.get_by_role("link", name="Report as abuse")
    link.click()
    page.get_by_label("Spam or advertising").check()
    page.get_by_label("In your words").fill("Again.")
    page.get_by_role("button", name="Send report").click()
    said = page.locator(f"#{comment.anchor}").get_by_role("status").filter(has_text="Your report was sent.")
    expect(said).to_be_visible()
    expect(link).to_be_focused()
    assert link.get_attribute("aria-expanded") == "false"
    assert page.locator("form").count() == 0
    report = Report.objects.get()
    assert (report.reporter, report.reason, report.words) == (reader, "spam", "Again.")
    assert page.url.endswith(article.get_absolute_url())
    # And once more, a form anew
    link.click()
    expect(page.get_by_label("Spam or advertising")).to_be_focused()
    expect(said).to_have_count(0)


def test_a_report_without_a_reason_comes_back_with_what_is_missing(page):
    page.get_by_role("link", name="Report as abuse").click()
    page.get_by_label("Something else").check()
    page.get_by_role("button", name="Send report").click()
    expect(page.get_by_text("Please say in a few words what is wrong.")).to_be_visible()
    assert page.get_by_label("In your words").get_attribute("aria-invalid") == "true"
    expect(page.locator("#refusal")).to_be_focused()
    assert page.get_by_label("Something else").is_checked()
    page.get_by_label("In your words").fill("It names my street.")
    page.get_by_role("button", name="Send report").click()
    expect(page.get_by_text("Your report was sent.")).to_be_visible()
    assert Report.objects.get().words == "It names my street."
    page.complaints.clear()


def test_the_forms_own_page_says_it_in_place_too(page, comment, reader, article):
    page.goto(f"{comment.get_absolute_url()}reply/")
    field = page.get_by_label("Your reply to Northwind")
    field.fill("x" * 5001)
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("#refusal")).to_be_focused()
    assert page.get_by_role("button", name="Close").count() == 0
    field.fill("Short.")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator(":target")).to_contain_text("Short.")
    page.complaints.clear()


def test_a_reply_on_the_threads_own_page(page, comment):
    page.goto(comment.thread_address)
    open_reply(page).fill("From the thread.")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator(":target")).to_contain_text("From the thread.")


def test_back_from_the_comment_the_form_can_be_sent_again(page, reader, article):
    open_reply(page).fill("First.")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator(":target")).to_contain_text("First.")
    Comment.objects.filter(author=reader).update(created_at="2020-01-01T00:00Z")
    page.go_back()
    if page.get_by_label("Your reply to Northwind").count() == 0:
        open_reply(page)
    assert page.get_by_label("Your reply to Northwind").input_value() == ""
    page.get_by_label("Your reply to Northwind").fill("Second.")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator(":target")).to_contain_text("Second.")


def test_back_at_a_page_that_the_browser_kept_whole_the_form_can_be_sent_again(page):
    open_reply(page).fill("Once more.")
    # The answer leads away, and the reader comes back before it has.
    page.route("**/comments/*/", lambda route: route.fulfill(status=204))
    sent = requests_of(page, "POST")
    for _ in range(2):
        page.get_by_label("Your reply to Northwind").fill("Once more.")
        with page.expect_response(lambda answer: answer.status == 204):
            page.get_by_role("button", name="Post reply").click()
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert len(sent) == 2
    # The same words so soon are the same comment.
    assert Comment.objects.filter(text="Once more.").count() == 1


def test_on_a_phone_open_forms_are_accessible_and_no_wider_than_the_window(
    phone, signed_in, reader, article, comment, axe
):
    signed_in(phone, reader).goto(article.get_absolute_url())
    for name in ("Write a comment", "Reply to Northwind", "Report as abuse"):
        phone.get_by_role("link", name=name).click()
        expect(phone.get_by_role("region", name=name)).to_be_visible()
        axe(phone)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
        for button in phone.locator(".in-place button").all():
            assert button.bounding_box()["height"] >= 44


def test_who_is_not_signed_in_goes_to_the_pages_and_loads_no_module_for_writers(desktop, article, comment):
    scripts = requests_of(desktop, "GET")
    desktop.goto(article.get_absolute_url())
    desktop.wait_for_load_state("networkidle")
    names = {match[1] for url in scripts if (match := re.search(r"/js/(.+)\.js", url))}
    assert names == {"closing", "last-visit", "share", "zone"}
    desktop.get_by_role("link", name="Report as abuse").click()
    desktop.wait_for_url(f"**{comment.get_absolute_url()}report/")


def test_without_javascript_the_links_lead_to_their_pages(
    without_javascript, signed_in, reader, article, comment
):
    page = signed_in(without_javascript, reader)
    page.goto(article.get_absolute_url())
    reply_link(page).click()
    assert page.url.endswith(f"{comment.get_absolute_url()}reply/")
    page.get_by_label("Your reply to Northwind").fill("Plainly.")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator(":target")).to_contain_text("Plainly.")
