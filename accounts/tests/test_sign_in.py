import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.tests.conftest import sign_in

WRONG = "do not belong together"


@pytest.mark.parametrize(
    "login", ["RedFern", "redfern", "redfern@readers.example", " RedFern@Readers.Example "]
)
def test_a_reader_signs_in_with_name_or_address(client, reader, login):
    assert sign_in(client, login).url == "/comments/mine/"
    assert client.get("/accounts/").context["user"] == reader


def test_staff_come_to_their_work(client, editor):
    assert sign_in(client, "IrisVale").url == "/admin/"


def test_a_wrong_password_keeps_the_name_and_tells_no_more_than_an_unknown_name(client, reader):
    known, unknown = (
        sign_in(client, name, "wrong-word-1").content.decode() for name in ("RedFern", "NoFern9")
    )
    assert WRONG in known and WRONG in unknown
    assert 'value="RedFern"' in known
    assert "wrong-word-1" not in known
    assert 'role="alert"' in known


def test_it_is_remembered_beyond_the_browser_window(client, reader):
    sign_in(client, "RedFern")
    assert client.session.get_expiry_age() == 14 * 24 * 3600
    assert not client.session.get_expire_at_browser_close()


def test_the_form_the_reader_came_from_is_where_it_leads(client, reader, article):
    form = f"{article.get_absolute_url()}comment/"
    login = client.get(form).url
    assert f'name="next" value="{form}"' in client.get(login).content.decode()
    assert sign_in(client, "RedFern", next=form).url == form


ELSEWHERE = [
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "/\\elsewhere.example/",
    "https:elsewhere.example",
    "javascript:alert(1)",
    "http://127.0.0.1/",
    "comments:policy",
]


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_it_never_leads_away_from_the_site(client, reader, elsewhere):
    assert sign_in(client, "RedFern", next=elsewhere).url == "/comments/mine/"
    assert client.get("/accounts/login/", {"next": elsewhere}).url == "/comments/mine/"
    assert client.post("/accounts/logout/", {"next": elsewhere}).url == "/"


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_nor_does_registering(client, register, code, elsewhere):
    register(next=elsewhere)
    assert client.post("/accounts/confirm-email/", {"code": code()}).url == "/comments/mine/"


def test_after_five_wrong_passwords_the_right_one_waits_too(client, reader):
    for _ in range(5):
        assert WRONG in sign_in(client, "RedFern", "wrong-word-1").content.decode()
    assert "wait five minutes" in sign_in(client, "RedFern").content.decode()


def test_attempts_are_counted_in_the_database(client, reader, django_assert_num_queries):
    """Rule 13: where every process sees them."""
    from django.db import connection

    sign_in(client, "RedFern", "wrong-word-1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM counts WHERE cache_key LIKE '%login_failed%'")
        assert cursor.fetchone()[0] >= 2


def test_who_tries_without_end_gets_a_page_of_the_papers_own(client, db):
    answers = [
        client.post("/accounts/password/reset/", {"email": f"a{number}@readers.example"})
        for number in range(21)
    ]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    assert 'class="nameplate"' in answers[-1].content.decode()


def test_a_deactivated_reader_is_signed_out_at_once(client, reader, article):
    sign_in(client, "RedFern")
    reader.deactivate()
    assert client.get("/accounts/").status_code == 302
    assert client.post(f"{article.get_absolute_url()}comment/", {"text": "Still here."}).status_code == 302
    assert not reader.comments.exists()


def test_and_reads_why_on_a_page_of_its_own(client, reader):
    reader.deactivate()
    page = sign_in(client, "RedFern")
    assert page.url == "/accounts/inactive/"
    assert "This account was deactivated" in client.get(page.url).content.decode()
    assert client.get("/accounts/").status_code == 302


def test_only_who_knows_the_password_learns_that_it_was_deactivated(client, reader):
    reader.deactivate()
    assert WRONG in sign_in(client, "RedFern", "wrong-word-1").content.decode()


def test_a_code_does_not_let_a_deactivated_reader_in(client, reader, code):
    client.post("/accounts/login/code/", {"email": reader.email})
    reader.deactivate()
    assert client.post("/accounts/login/code/confirm/", {"code": code()}).url == "/accounts/inactive/"
    mail.outbox.clear()
    Client().post("/accounts/login/code/", {"email": reader.email})
    assert "can be used" in mail.outbox[0].body


def test_reactivated_they_are_back(client, reader):
    reader.deactivate()
    reader.reactivate()
    assert sign_in(client, "RedFern").url == "/comments/mine/"


def test_signing_out_is_a_form_and_leaves_no_message_behind(client, reader):
    client.force_login(reader)
    assert "Sign out?" in client.get("/accounts/logout/").content.decode()
    assert client.get("/accounts/").status_code == 200, "looking at it changes nothing"
    answer = client.post("/accounts/logout/")
    assert answer.url == "/"
    assert not answer.cookies.get("messages")
    assert client.get("/accounts/").status_code == 302


def test_an_unconfirmed_reader_is_asked_for_the_code_first(client, make_reader, code):
    make_reader("QuietHeron", confirmed=False)
    assert sign_in(client, "QuietHeron").url == "/accounts/confirm-email/"
    assert client.get("/accounts/").status_code == 302
    client.post("/accounts/confirm-email/", {"code": code()})
    assert User.objects.get(username="QuietHeron").is_confirmed


def test_a_new_password_comes_by_code_and_signs_in(client, reader, code):
    assert (
        client.post("/accounts/password/reset/", {"email": reader.email}).url
        == "/accounts/password/reset/confirm/"
    )
    assert (
        client.post("/accounts/password/reset/confirm/", {"code": code()}).url
        == "/accounts/password/reset/complete/"
    )
    done = client.post("/accounts/password/reset/complete/", {"password1": "lantern-quay-7"})
    assert done.url == "/comments/mine/"
    assert User.objects.get(pk=reader.pk).check_password("lantern-quay-7")
    assert "was changed" in mail.outbox[-1].subject


def test_a_changed_password_signs_out_everywhere_else(client, reader):
    elsewhere = Client()
    elsewhere.force_login(reader)
    client.force_login(reader)
    words = {"oldpassword": "harbour-light-9", "password1": "lantern-quay-7"}
    assert client.post("/accounts/password/change/", words).url == "/accounts/"
    assert client.get("/accounts/").status_code == 200
    assert elsewhere.get("/accounts/").status_code == 302
