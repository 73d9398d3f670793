import pytest
from django.core import mail

from accounts.models import User


@pytest.fixture
def signed(client, reader):
    """Signed in, the password typed once more just now."""
    client.force_login(reader)
    client.post("/accounts/reauthenticate/", {"password": "harbour-light-9", "next": "/accounts/"})
    return client


def change_to(client, email):
    return client.post("/accounts/email/", {"email": email, "action_add": ""})


def test_it_shows_what_is_known_and_leads_to_all_that_can_be_done(client, reader, django_assert_num_queries):
    client.force_login(reader)
    page = client.get("/accounts/").content.decode()
    for part in (
        "RedFern",
        reader.email,
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/erase/",
    ):
        assert part in page
    assert '<form class="form" method="post" data-forgets="RedFern" action="/accounts/logout/">' in page
    # Besides session, person and sections: the sessions, and whether there is a second factor.
    with django_assert_num_queries(5):
        client.get("/accounts/")


def test_it_is_for_who_is_signed_in(client, db):
    assert client.get("/accounts/").url == "/accounts/login/?next=/accounts/"
    assert client.post("/accounts/").status_code == 302


def test_it_is_only_looked_at(client, reader):
    client.force_login(reader)
    assert client.post("/accounts/").status_code == 405


def test_a_new_address_counts_once_its_code_is_typed(signed, reader, code):
    assert change_to(signed, "New@Readers.Example").url == "/accounts/confirm-email/"
    reader.refresh_from_db()
    assert reader.email == "redfern@readers.example"
    assert mail.outbox[-1].to == ["new@readers.example"]
    assert signed.post("/accounts/confirm-email/", {"code": code()}).url == "/accounts/"
    reader.refresh_from_db()
    assert reader.email == "new@readers.example" and reader.is_confirmed
    assert list(reader.emailaddress_set.values_list("email", flat=True)) == [reader.email]


def test_changing_it_asks_for_the_password(client, reader):
    client.force_login(reader)
    assert (
        change_to(client, "new@readers.example").url
        == "/accounts/reauthenticate/?next=%2Faccounts%2Femail%2F"
    )
    assert not mail.outbox


def test_what_was_asked_for_is_done_after_the_password(client, reader):
    client.force_login(reader)
    asked = change_to(client, "new@readers.example").url
    done = client.post(asked, {"password": "harbour-light-9", "next": "/accounts/email/"})
    assert done.url == "/accounts/confirm-email/"
    assert mail.outbox[-1].to == ["new@readers.example"]


def test_somebody_elses_address_is_not_told_and_not_given(signed, reader, other_reader, code):
    assert change_to(signed, other_reader.email).url == "/accounts/confirm-email/"
    signed.post("/accounts/confirm-email/", {"code": code()})
    reader.refresh_from_db()
    assert reader.email == "redfern@readers.example"


def test_the_address_one_has_can_not_be_taken_away(signed, reader):
    signed.post("/accounts/email/", {"email": reader.email, "action_remove": ""})
    reader.refresh_from_db()
    assert reader.email == "redfern@readers.example" and reader.is_confirmed


def test_without_a_password_one_can_be_chosen(client, reader):
    reader.set_unusable_password()
    reader.save()
    client.force_login(reader)
    assert "/accounts/password/set/" in client.get("/accounts/").content.decode()
    assert client.post("/accounts/password/set/", {"password1": "lantern-quay-7"}).url == "/accounts/"
    assert User.objects.get(pk=reader.pk).check_password("lantern-quay-7")


def test_a_bad_new_password_says_what_to_do(client, reader):
    client.force_login(reader)
    words = {"oldpassword": "wrong-word-1", "password1": "12345678"}
    page = client.post("/accounts/password/change/", words).content.decode()
    assert "This is not the password you have now." in page and "too common" in page
