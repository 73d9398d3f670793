"""From a Chief's form to a reporter at the desk, by the link in the mail: on a phone, and without JavaScript."""

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse

from accounts.models import Invitation, User
from accounts.tests.test_invitation import link

ADDRESS = "nora@paper.example"


def invite(page):
    page.goto(reverse("admin:index"))
    page.get_by_role("link", name="Invitations").first.click()
    page.get_by_role("link", name="Add invitation").click()
    page.get_by_label("Email address").fill(ADDRESS)
    page.get_by_label("First name").fill("Nora")
    page.get_by_label("Reporters").check()
    page.get_by_role("button", name="Send the invitation").click()
    page.get_by_text(f"An invitation is on its way to {ADDRESS}").wait_for()


def join(page, look=lambda page: None):
    page.goto(link())
    page.get_by_role("heading", name="Join the staff").wait_for()
    assert page.get_by_text("CleoHart invites you to work at").is_visible()
    look(page)
    assert page.get_by_label("First name").input_value() == "Nora"
    page.get_by_label("Sign-in name").fill("NoraBell")
    page.get_by_label("Password", exact=True).fill("lantern-quay-7")
    page.get_by_label("The password again").fill("lantern-quay-8")
    page.get_by_role("button", name="Accept and sign in").click()
    assert "The two passwords are not the same" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Sign-in name").input_value() == "NoraBell"
    look(page)
    for label in ("Password", "The password again"):
        page.get_by_label(label, exact=True).fill("lantern-quay-7")
    page.get_by_role("button", name="Accept and sign in").click()
    page.wait_for_url("**/admin/")
    page.get_by_role("heading", name="The desk").wait_for()
    made = User.objects.get(username="NoraBell")
    assert made.is_staff and [group.name for group in made.groups.all()] == ["Reporters"]


def test_a_chief_invites_and_a_reporter_joins_on_a_phone(desktop, phone, chief, signed_in, axe):
    invite(signed_in(desktop, chief))
    join(phone, axe)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    desktop.reload()
    assert desktop.get_by_role("row", name=ADDRESS).get_by_text("Accepted").is_visible()


def test_and_without_javascript(without_javascript, open_page, chief, signed_in):
    invite(signed_in(without_javascript, chief))
    join(open_page(java_script_enabled=False))


def test_a_link_that_is_sent_again_and_one_that_is_withdrawn(desktop, phone, chief, signed_in):
    invite(signed_in(desktop, chief))
    old = link()
    desktop.get_by_role("link", name=ADDRESS).click()
    desktop.get_by_role("button", name="Send again, with a new link").click()
    desktop.get_by_text("Sent 1 invitation again.").wait_for()
    assert len(mail.outbox) == 2
    phone.goto(old)
    assert phone.get_by_role("heading", name="This link leads to no invitation").is_visible()
    desktop.get_by_role("link", name=ADDRESS).click()
    desktop.get_by_role("button", name="Withdraw").click()
    desktop.get_by_text("Withdrew 1 invitation.").wait_for()
    phone.goto(link())
    assert phone.get_by_text("It was withdrawn.").is_visible()


@pytest.mark.parametrize("page", ["add/", "", "{}/change/"])
def test_what_a_chief_sees_of_invitations_is_accessible(desktop, chief, signed_in, axe, page):
    invite(signed_in(desktop, chief))
    desktop.goto("/admin/accounts/invitation/" + page.format(Invitation.objects.get().pk))
    axe(desktop)


def test_a_reader_signs_in_by_the_link_and_joins_with_the_account(
    desktop, phone, chief, reader, signed_in, axe
):
    Invitation.objects.invite(reader.email, [Group.objects.get(name="Moderators")], chief)
    phone.goto(link())
    axe(phone)
    phone.get_by_role("main").get_by_role("link", name="Sign in").click()
    phone.get_by_label("Pen name or email address").fill("RedFern")
    phone.get_by_label("Password").fill("harbour-light-9")
    phone.get_by_role("main").get_by_role("button", name="Sign in").click()
    phone.get_by_role("button", name="Accept as RedFern").wait_for()
    axe(phone)
    phone.get_by_role("button", name="Accept as RedFern").click()
    phone.wait_for_url("**/admin/")
    reader.refresh_from_db()
    assert reader.is_staff
