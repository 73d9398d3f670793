"""Wrong passwords are counted by the folded login alone and by the network; nothing that a stranger chooses helps."""

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.limits import fold_login
from accounts.tests.conftest import sign_in

WRONG, LOCKED = "do not belong together", "too many attempts"


def guess(login="RedFern", host="127.0.0.1", network="192.0.2.1", password="wrong-word-1"):
    """By a stranger without a session."""
    stranger = Client(headers={"host": host}, REMOTE_ADDR=network)
    return sign_in(stranger, login, password)


def said(answer):
    page = answer.content.decode()
    return LOCKED if LOCKED in page else WRONG if WRONG in page else answer.status_code


@pytest.mark.parametrize(
    "hosts",
    [
        ["127.0.0.1", "localhost", "127.0.0.1:80", "localhost:80", "LOCALHOST"],
        [f"127.0.0.1:{port}" for port in range(8000, 8005)],
    ],
)
def test_another_host_or_port_is_no_new_count(reader, hosts):
    assert [said(guess(host=host, network=f"192.0.2.{n}")) for n, host in enumerate(hosts)] == [WRONG] * 5
    assert said(guess(host="localhost:9999", password="harbour-light-9")) == LOCKED


@pytest.mark.parametrize(
    "spellings",
    [
        ["RedFern", "redfern", "REDFERN", " RedFern", "RedFern "],
        ["RedFern", "RedFem", "Red-Fern", "Red_Fern", "r-e-d-f-e-r-n"],
    ],
)
def test_another_spelling_of_the_name_is_no_new_count(reader, spellings):
    assert [said(guess(name)) for name in spellings] == [WRONG] * 5
    assert said(guess(password="harbour-light-9")) == LOCKED


def test_another_spelling_of_the_address_is_no_new_count(reader):
    spellings = [
        "redfern@readers.example",
        "RedFern@Readers.Example",
        "redfern+news@readers.example",
        '"redfern"@readers.example',
        "ｒedfern@readers.example",
    ]
    assert [said(guess(login)) for login in spellings] == [WRONG] * 5
    assert said(guess("redfern@readers.example", password="harbour-light-9")) == LOCKED


def test_all_that_signs_one_in_has_one_key(reader):
    """Or a spelling that the backend takes and the count does not would be a new count."""
    from accounts.models import User

    kelvin = "\N{KELVIN SIGN}"
    User.objects.create_user("Kestrel", "kestrel@readers.example", "harbour-light-9")
    for login in ("kestrel", "KESTREL", f"{kelvin}estrel"):
        assert User.objects.by_login(login) is not None
        assert fold_login(login) == fold_login("Kestrel")
    for login in ("KESTREL@readers.example", f"{kelvin}estrel@readers.example"):
        assert User.objects.by_login(login) is not None
        assert fold_login(login) == fold_login("kestrel@readers.example")


def test_a_name_is_open_again_after_five_minutes_as_ever(reader):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        for n in range(5):
            guess(network=f"192.0.2.{n}")
        clock.shift(5 * 60 - 1)
        assert said(guess(password="harbour-light-9")) == LOCKED
        clock.shift(2)
        assert guess(password="harbour-light-9").url == "/comments/mine/"


def test_one_network_guesses_at_many_names_a_hundred_times_an_hour_and_no_more(db):
    compared = 0
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(30):
            for more in range(11):
                compared += said(guess(f"Nobody-{number}-{more}")) == WRONG
            clock.shift(61)
        assert compared == 100
        assert said(guess("Anybody", network="198.51.100.7")) == WRONG, "another network"
        assert said(guess("Anybody", network="192.0.2.1")) == LOCKED
        clock.shift(3600)
        assert said(guess("Anybody", network="192.0.2.1")) == WRONG


def test_a_household_with_ipv6_is_one_network(db):
    for number in range(10):
        assert said(guess(f"Nobody-{number}", network=f"2001:db8:1:2::{number}")) == WRONG
    assert said(guess("Anybody", network="2001:db8:1:2:ffff::1")) == LOCKED
    assert said(guess("Anybody", network="2001:db8:1:3::1")) == WRONG


def test_who_resets_a_password_of_their_own_does_not_begin_anew_at_others(client, reader, code):
    for number in range(10):
        guess(f"Nobody-{number}")
    attacker = Client(REMOTE_ADDR="192.0.2.1")
    attacker.post("/accounts/password/reset/", {"email": reader.email})
    attacker.post("/accounts/password/reset/confirm/", {"code": code()})
    done = attacker.post("/accounts/password/reset/complete/", {"password1": "lantern-quay-7"})
    assert done.url == "/comments/mine/"
    assert said(guess("Nobody-11")) == LOCKED


def test_a_new_password_opens_the_owners_own_address_at_once(reader, code):
    for n in range(5):
        guess(reader.email, network=f"192.0.2.{n}")
    owner = Client(REMOTE_ADDR="198.51.100.7")
    owner.post("/accounts/password/reset/", {"email": reader.email})
    owner.post("/accounts/password/reset/confirm/", {"code": code()})
    owner.post("/accounts/password/reset/complete/", {"password1": "lantern-quay-7"})
    assert guess(reader.email, password="lantern-quay-7").url == "/comments/mine/"


def test_a_session_that_was_found_open_guesses_no_more_often(client, reader):
    """At the password that a change of it asks for, which allauth counts by itself and without an end."""
    client.force_login(reader)
    words = {"oldpassword": "wrong-word-1", "password1": "lantern-quay-7"}
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(3):
            assert (
                "not the password you have"
                in client.post("/accounts/password/change/", words).content.decode()
            )
        clock.shift(61)
        for _ in range(2):
            client.post("/accounts/reauthenticate/", {"password": "wrong-word-1"})
        right = words | {"oldpassword": "harbour-light-9"}
        assert LOCKED in client.post("/accounts/password/change/", right).content.decode()


def test_strangers_do_not_keep_somebody_signed_in_from_typing_the_password(client, reader):
    for n in range(5):
        guess(reader.email, network=f"192.0.2.{n}")
    client.force_login(reader)
    words = {"oldpassword": "harbour-light-9", "password1": "lantern-quay-7"}
    assert client.post("/accounts/password/change/", words).url == "/accounts/"
