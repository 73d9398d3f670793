"""A chief's first day, by clicks: an empty paper gets a name, an imprint, sections and a staff, and is at work."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from accounts.tests.test_invitation import link

PASSWORD = "lantern-quay-7"


@pytest.fixture
def first_chief(transactional_db, desktop, live_server, monkeypatch):
    """At the desk, signed in with what the one command before has made."""
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, username="AdaQuill", email="ada@paper.example")
    desktop.goto("/admin/")
    expect(desktop.get_by_text("This leads to the desk")).to_be_visible()
    desktop.get_by_label("Pen name or email address").fill("AdaQuill")
    desktop.get_by_label("Password").fill(PASSWORD)
    desktop.get_by_role("button", name="Sign in").click()
    expect(desktop.get_by_role("heading", name="Before the paper may go online")).to_be_visible()
    return desktop


def at_desk(page, name):
    """What stands under that name on the desk's first page."""
    page.goto("/admin/")
    page.locator("#content-main").get_by_role("link", name=name, exact=True).click()


def said(page, words):
    expect(page.locator(".messagelist")).to_contain_text(words)


def name_the_paper(chief):
    chief.locator("section.status").get_by_role("link", name="Name and contacts: not filled in yet").click()
    answers = {
        "Name:": "The Harbor Post",
        "Motto:": "What the tide brings in",
        "Publisher:": "Harbor Post Ltd",
        "Address:": "1 Quay Street\nHarborton",
        "Register and number:": "HP 1887",
        "Editor-in-chief:": "Ada Quill",
        "Ownership:": "Ada Quill owns all of it.",
        "Newsroom:": "desk@paper.example",
        "Security:": "security@paper.example",
    }
    for label, answer in answers.items():
        chief.get_by_label(label, exact=True).fill(answer)
    chief.get_by_role("button", name="Save", exact=True).click()
    said(chief, "Saved. Every page says it from now on.")


def publish_the_imprint(chief):
    chief.goto("/admin/")
    chief.get_by_role("link", name="Imprint: draft").click()
    chief.get_by_role("button", name="Save and publish").click()
    expect(chief.get_by_text("The text has a gap: [[the amount]]")).to_be_visible()
    chief.locator(".tiptap").click()
    chief.keyboard.press("ControlOrMeta+a")
    chief.keyboard.type("We had no public money for advertising.")
    chief.get_by_role("button", name="Save and publish").click()
    said(chief, "Published: readers see it at /imprint/.")


def make_sections(chief, *names):
    at_desk(chief, "Sections")
    for name in names:
        chief.get_by_role("link", name="Add section").click()
        chief.get_by_label("Name").fill(name)
        chief.get_by_role("button", name="Save", exact=True).click()
        said(chief, name)


def invite(chief, colleague, group, name):
    """Somebody, who then comes to the desk by the link in the mail."""
    at_desk(chief, "People")
    chief.get_by_role("link", name="Invite somebody to the staff").click()
    chief.get_by_label("Email address").fill(f"{name.lower()}@paper.example")
    chief.get_by_label(f"{group}:").check()
    chief.get_by_role("button", name="Send the invitation").click()
    said(chief, "An invitation is on its way")
    colleague.goto(link())
    colleague.get_by_label("Sign-in name").fill(name)
    for label in ("Password", "The password again"):
        colleague.get_by_label(label, exact=True).fill(PASSWORD)
    colleague.get_by_role("button", name="Accept and sign in").click()
    expect(colleague.get_by_role("heading", name="The desk")).to_be_visible()
    return colleague


def test_an_empty_paper_gets_a_name_and_an_imprint(first_chief, phone, live_server):
    name_the_paper(first_chief)
    publish_the_imprint(first_chief)
    first_chief.goto("/admin/")
    expect(first_chief.get_by_text("Before the paper may go online")).to_have_count(0)
    for address in ("/", "/no/such/page/", "/accounts/login/", "/comment-policy/"):
        phone.goto(address)
        expect(phone.locator(".nameplate")).to_have_text("The Harbor Post")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
        phone.locator("footer").get_by_role("link", name="Imprint").click()
        for fact in ("Harbor Post Ltd", "1 Quay Street", "HP 1887", "Ada Quill owns all of it."):
            expect(phone.get_by_text(fact)).to_be_visible()
    assert "mailto:security@paper.example" in phone.request.get("/.well-known/security.txt").text()


def test_from_one_chief_to_a_staff_at_work(first_chief, phone, open_page, live_server):
    make_sections(first_chief, "Harbor", "World")
    reporter = invite(first_chief, phone, "Reporters", "RitaCole")
    at_desk(reporter, "Stories")
    reporter.get_by_role("link", name="Add story").click()
    reporter.get_by_label("Section").select_option("Harbor")
    reporter.get_by_label("Headline").fill("Ferry sails again")
    reporter.locator(".tiptap").click()
    reporter.keyboard.type("It sailed at noon.")
    reporter.get_by_role("button", name="Save draft").click()
    said(reporter, "Saved.")
    editor = invite(first_chief, open_page(), "Editors", "EdLane")
    at_desk(editor, "Stories")
    editor.get_by_role("link", name="Ferry sails again").click()
    editor.get_by_role("button", name="Publish now").click()
    said(editor, "Published.")
    reader = open_page()
    reader.goto("/")
    expect(reader.get_by_role("navigation", name="Sections").get_by_role("link")).to_have_text(["Harbor"])
    reader.get_by_role("link", name="Ferry sails again").click()
    expect(reader.get_by_text("It sailed at noon.")).to_be_visible()
    at_desk(first_chief, "People")
    first_chief.get_by_role("row", name="RitaCole").get_by_role("checkbox").check()
    first_chief.locator("select[name=action]").select_option(label="Deactivate: sign out, and no more posts")
    first_chief.get_by_role("button", name="Go").click()
    said(first_chief, "Deactivated 1 account.")
    reporter.reload()
    expect(reporter.get_by_role("heading", name="Sign in")).to_be_visible()
