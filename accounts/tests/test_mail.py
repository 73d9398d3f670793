"""What the paper writes to readers: short, plain, in its own name, with addresses from SITE_URL (rule 12)."""

import re
import runpy
from email.utils import parsedate_to_datetime

import pytest
from django.conf import settings as site
from django.core import mail
from django.test import Client

from accounts.adapter import AccountAdapter


@pytest.fixture(autouse=True)
def _the_paper(settings):
    settings.SITE_NAME, settings.SITE_URL = "The Harbour Times", "https://paper.example"
    settings.ALLOWED_HOSTS = ["*"]


@pytest.fixture
def stranger():
    """Somebody who sends a Host of their own making."""
    return Client(headers={"host": "elsewhere.example"})


def all_mails(stranger, reader, typed, code):
    stranger.post("/accounts/signup/", typed)
    for email in (reader.email, "nobody@readers.example"):
        stranger = Client(headers={"host": "elsewhere.example"})
        stranger.post("/accounts/login/code/", {"email": email})
        stranger.post("/accounts/password/reset/", {"email": email})
        Client(headers={"host": "elsewhere.example"}).post(
            "/accounts/signup/", typed | {"username": "GreyHeron", "email": email}
        )
    signed_in = Client(headers={"host": "elsewhere.example"})
    signed_in.force_login(reader)
    words = {"oldpassword": "harbour-light-9", "password1": "lantern-quay-7"}
    signed_in.post("/accounts/password/change/", words)
    new = {"email": "new@readers.example", "action_add": ""}
    signed_in.post("/accounts/email/", new)
    signed_in.post("/accounts/reauthenticate/", {"password": "lantern-quay-7", "next": "/accounts/email/"})
    signed_in.post("/accounts/email/", new)
    signed_in.post("/accounts/confirm-email/", {"code": code()})
    return mail.outbox


def test_every_mail_names_the_paper_and_no_other_host(stranger, reader, typed, code):
    mails = all_mails(stranger, reader, typed, code)
    assert len({each.subject for each in mails}) == 7
    for each in mails:
        text = each.subject + each.body + each.from_email
        assert "elsewhere.example" not in text, each.subject
        assert "The Harbour Times" in each.subject
        assert each.body.endswith("The Harbour Times\nhttps://paper.example")
        assert each.message().get_content_type() == "text/plain"
        assert len(each.body.splitlines()) < 16
        assert "&#" not in each.body and "{" not in each.body
        assert len(each.to) == 1


def test_a_code_mail_has_the_code_and_what_to_do_if_it_was_not_you(stranger, reader, typed, code):
    for each in all_mails(stranger, reader, typed, code):
        if " code " in each.subject:
            assert code(each)
            assert "15 minutes" in each.body
            written, ends = map(parsedate_to_datetime, (each.message()["Date"], each.message()["Expires"]))
            assert 890 < ends.timestamp() - written.replace(tzinfo=ends.tzinfo).timestamp() <= 901
        else:
            assert "Expires" not in each.message()
        assert "If it was not you" in each.body or "If you did not" in each.body, each.subject


def test_a_changed_address_is_told_to_the_old_one_without_the_new_one(stranger, reader, typed, code):
    mails = all_mails(stranger, reader, typed, code)
    assert mails[-1].to == ["redfern@readers.example"]
    assert "email address" in mails[-1].subject
    assert "new@readers.example" not in mails[-1].body


def test_links_lead_to_pages_that_are_there(stranger, reader, typed, code, client):
    links = {
        link
        for each in all_mails(stranger, reader, typed, code)
        for link in re.findall(r"https://\S+", each.body)
    }
    assert len(links) == 5
    for link in links:
        assert client.get(link.removeprefix("https://paper.example") or "/").status_code == 200, link


@pytest.mark.parametrize(
    ("name", "sender"),
    [
        ("The\nHarbour Times", "The Harbour Times <news@127.0.0.1>"),
        ('Times, "Harbour"', '"Times, \\"Harbour\\"" <news@127.0.0.1>'),
        ("صحيفة الميناء", "صحيفة الميناء <news@127.0.0.1>"),
    ],
)
def test_a_mail_goes_out_under_whatever_name_the_paper_has(db, settings, name, sender):
    settings.SITE_NAME = name
    assert AccountAdapter().get_from_email() == sender


def test_a_site_at_an_ipv6_address_has_a_sender_too(monkeypatch):
    monkeypatch.setenv("SITE_URL", "http://[::1]:8000")
    read = runpy.run_path(str(site.BASE_DIR / "newsroom" / "settings.py"))
    assert read["DEFAULT_FROM_EMAIL"] == "news@localhost"
