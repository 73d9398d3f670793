"""What machines read of the paper: security.txt and trust.txt."""

import datetime

import pytest
import time_machine

from core.models import Paper


@pytest.fixture
def chief(db, django_user_model):
    return django_user_model.objects.create_superuser("chief", "chief@example.org", "harbour-light-9")


def test_a_paper_that_names_nobody_has_neither(client, db):
    assert client.get("/.well-known/security.txt").status_code == 404
    assert client.get("/.well-known/trust.txt").status_code == 404


def test_security_txt_says_whom_to_tell_and_expires_within_a_year(client, chief, settings):
    Paper.change(chief, security_email="security@paper.example")
    with time_machine.travel(datetime.datetime(2026, 11, 29, 23, 59, tzinfo=datetime.UTC)):
        answer = client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == (
        "Contact: mailto:security@paper.example\n"
        "Expires: 2027-05-01T00:00:00Z\n"
        "Preferred-Languages: en\n"
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt\n"
    )


def test_trust_txt_has_the_newsroom_and_the_papers_own_accounts(client, chief):
    Paper.change(
        chief, desk_email="desk@paper.example", profiles="https://a.example/@m\n\nhttps://b.example/m"
    )
    assert client.get("/.well-known/trust.txt").content.decode().splitlines() == [
        "contact=mailto:desk@paper.example",
        "social=https://a.example/@m",
        "social=https://b.example/m",
    ]
