"""One mailbox, one account: an address has one spelling in which it is stored, asked for and written to."""

import importlib
import io
import re
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.addresses import canonical, fold_address
from accounts.limits import fold_login
from accounts.models import User
from accounts.one_mailbox import respell_what_is_alone
from accounts.tests.conftest import sign_in

CONFIRM = "/accounts/confirm-email/"
ADDRESS = "idn@xn--bcher-kva.example"
SPELLINGS = [
    "idn@bücher.example",
    "idn@BÜCHER.example",
    "idn@bu\u0308cher.example",
    "IDN@xn--bcher-kva.example",
    "idn@XN--BCHER-KVA.EXAMPLE",
    "ｉｄｎ＠ｂücher。example",
    " idn@bücher.example\u00a0",
    "\u200bidn@bü\u00adcher.exam\u2060ple\ufeff",
    "idn@bücher.example.",
    '"idn"@bücher.example',
    '"i\\dn"@bücher.example',
    "\u2800idn@bücher｡example",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_all_spellings_are_one(spelling):
    assert canonical(spelling) == ADDRESS
    assert fold_address(spelling) == fold_address(ADDRESS)
    assert fold_login(spelling) == fold_login(ADDRESS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("idn@straße.example", "idn@strasse.example"),
        ("heron+news@readers.example", "heron@readers.example"),
        ("h.eron@gmail.com", "heron@gmail.com"),
    ],
)
def test_two_mailboxes_stay_two(one, other):
    assert canonical(one) != canonical(other)


anything = st.text(max_size=40) | st.builds("{}@{}".format, st.text(max_size=20), st.text(max_size=20))
labels = st.text("abcxyzäßöλя漢ｂＺ.-\u200b\u00ad\u0308", min_size=1, max_size=12)
likely = st.builds("{}@{}.example".format, st.text("ab+.Ｚ１ﬀ\u200d", min_size=1, max_size=8), labels)


NAME = "abz09.+-_ \\\"'@!"
quoted = st.builds('"{}"@readers.example'.format, st.text(NAME, max_size=8).map(lambda name: escaped(name)))


def escaped(name):
    return re.sub(r'(["\\])', r"\\\1", name)


@settings(max_examples=300, deadline=None)
@given(st.text(NAME, min_size=1, max_size=8), st.data())
def test_a_name_in_quotes_is_the_name_however_it_is_quoted(name, data):
    """RFC 5321, 4.1.2: a backslash may stand before any letter."""

    def way():
        return "".join(f"\\{each}" if each in '"\\' or data.draw(st.booleans()) else each for each in name)

    ways = {way() for _ in range(3)}
    found = {canonical(f'"{way}"@readers.example') for way in ways}
    assert len(found) == 1
    if re.fullmatch(r"[a-z0-9+_'!-]+(\.[a-z0-9+_'!-]+)*", name):
        assert found == {f"{name}@readers.example"}


@given(anything | likely | quoted)
def test_the_spelling_of_a_spelling_is_itself(address):
    assert canonical(canonical(address)) == canonical(address)


@given(anything | likely)
def test_what_is_one_address_is_counted_as_one(address):
    assert fold_address(canonical(address)) == fold_address(address)
    assert fold_login(canonical(address)) == fold_login(address) or "@" not in canonical(address)


@given(likely)
def test_nothing_is_in_it_that_can_not_be_seen(address):
    plain = canonical(address)
    assert plain == plain.strip() and not set(plain) & set("\u200b\u200d\u00ad\ufeff")


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_who_registers_signs_in_with_what_they_typed(register, client, code, spelling):
    assert register(email=spelling).url == CONFIRM
    assert mail.outbox[-1].to == [ADDRESS]
    client.post(CONFIRM, {"code": code()})
    assert User.objects.get().email == EmailAddress.objects.get().email == ADDRESS
    visitor = Client()
    assert sign_in(visitor, spelling).url == "/comments/mine/"


@pytest.fixture
def owner(make_reader):
    reader = make_reader("RedFern")
    reader.email = ADDRESS
    reader.save()
    reader.set_only_address(confirmed=True)
    return reader


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_codes_go_to_the_address_that_is_stored(owner, code, spelling):
    for page in ("/accounts/login/code/", "/accounts/password/reset/"):
        visitor = Client()
        visitor.post(page, {"email": spelling})
        assert mail.outbox[-1].to == [ADDRESS]
        assert visitor.post(f"{page}confirm/", {"code": code()}).status_code == 302
        cache.clear()


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_nobody_registers_it_again_or_changes_to_it(owner, register, other_reader, spelling):
    register(email=spelling)
    assert "You have an account" in mail.outbox[-1].subject
    client = Client()
    client.force_login(owner)
    client.post("/accounts/reauthenticate/", {"password": "harbour-light-9", "next": "/accounts/"})
    answer = client.post("/accounts/email/", {"email": spelling, "action_add": ""})
    assert "This is your address already" in answer.content.decode()


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_an_administrator_types_any_spelling(client, operator, reader, other_reader, spelling):
    client.force_login(operator)

    def change(person):
        User.objects.filter(pk=person.pk).update(last_login=timezone.now())
        data = {"email": spelling, "first_name": "", "last_name": ""}
        return client.post(f"/admin/accounts/user/{person.pk}/change/", data)

    assert change(reader).status_code == 302
    reader.refresh_from_db()
    assert reader.email == reader.emailaddress_set.get().email == ADDRESS
    assert "Another account has this" in change(other_reader).content.decode()
    assert "RedFern" in client.get("/admin/accounts/user/", {"q": spelling}).content.decode()


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_and_so_does_who_makes_one_from_the_command_line(db, spelling):
    words = {"username": "Keeper", "email": spelling, "interactive": False, "verbosity": 0}
    call_command("createsuperuser", **words)
    assert User.objects.get().email == EmailAddress.objects.get().email == ADDRESS


def test_an_address_of_a_network_has_one_spelling_too():
    assert (
        canonical("heron@[2001:0DB8::01]") == "heron@[2001:db8::1]" and canonical("heron@[x]") == "heron@[x]"
    )


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_and_so_does_code_that_makes_an_account(db, spelling):
    user = User(username="RedFern", email=spelling)
    user.save()
    assert user.email == User.objects.get().email == ADDRESS


def test_what_can_not_be_seen_counts_for_nothing_however_much_it_is():
    assert fold_address("\u200b" * 400 + ADDRESS) == fold_address(ADDRESS)


@pytest.mark.parametrize(
    "email", ["heron@☃.example", "heron@-.example", "hérön@readers.example", "a@b@c.example"]
)
def test_what_has_no_spelling_is_refused_with_what_was_typed(register, email):
    page = register(email=email).content.decode()
    assert "Enter a valid email address." in page and f'value="{email}"' in page


# What an older version stored


@pytest.fixture
def stored(db):
    """stored(name, email, verified) -> an account as an older version wrote it."""

    def stored(name, email, verified=True):
        user = User.objects.create_user(name, password="harbour-light-9")
        User.objects.filter(pk=user.pk).update(email=email)
        EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
        return user

    return stored


def addresses():
    people = User.objects.order_by("pk").values_list("email", flat=True)
    rows = EmailAddress.objects.order_by("pk").values_list("user__username", "email")
    return list(people), list(rows)


def run(*options):
    out = io.StringIO()
    call_command("one_mailbox", *options, stdout=out)
    return out.getvalue()


def test_an_upgrade_respells_what_is_nobody_elses(stored, code):
    stored("RedFern", "idn@bücher.example")
    respell_what_is_alone(User, EmailAddress)
    assert addresses() == ([ADDRESS], [("RedFern", ADDRESS)])
    Client().post("/accounts/login/code/", {"email": "idn@bücher.example"})
    assert mail.outbox[-1].to == [ADDRESS] and code()


def test_an_upgrade_takes_quotes_away_where_nobody_else_has_it(stored):
    stored("RedFern", '"red.fe\\rn"@readers.example')
    stored("Northwind", '"wind"@readers.example')
    stored("Wind", "wind@readers.example")
    stored("Spaced", '"a b"@readers.example')
    migration = importlib.import_module("accounts.migrations.0007_quotes_of_addresses")
    migration.unquote(apps, SimpleNamespace(connection=connection))
    people, rows = addresses()
    right = [
        "red.fern@readers.example",
        '"wind"@readers.example',
        "wind@readers.example",
        '"a b"@readers.example',
    ]
    assert people == right == [email for _, email in rows]
    assert "(Northwind) keeps it" in run()


def test_and_leaves_to_the_operator_what_two_have(stored):
    stored("RedFern", "idn@bücher.example")
    stored("Northwind", ADDRESS)
    before = addresses()
    respell_what_is_alone(User, EmailAddress)
    assert addresses() == before


@pytest.mark.parametrize(
    ("first", "second", "keeper"),
    [
        (True, True, "RedFern"),
        (False, True, "Northwind"),
        (False, False, "RedFern"),
        (True, False, "RedFern"),
    ],
)
def test_the_confirmed_keeps_it_then_the_older(stored, first, second, keeper):
    stored("RedFern", "idn@bücher.example", verified=first)
    stored("Northwind", ADDRESS, verified=second)
    before = addresses()
    said = run()
    assert f"({keeper}) keeps it" in said and "loses it" in said and "Nothing was changed" in said
    assert addresses() == before
    run("--write")
    assert User.objects.get(email=ADDRESS).username == keeper
    assert addresses()[1] == [(keeper, ADDRESS)]
    assert "stored in one spelling" in run()


def test_who_loses_it_signs_in_by_name_and_sets_another(stored, code):
    loser = stored("Northwind", "idn@bücher.example")
    stored("RedFern", ADDRESS)
    User.objects.filter(pk=loser.pk).update(last_login="2026-01-01T00:00Z")
    EmailAddress.objects.filter(user=loser).update(verified=False)
    run("--write")
    client = Client()
    assert sign_in(client, "Northwind").url == "/comments/mine/"
    client.post("/accounts/reauthenticate/", {"password": "harbour-light-9", "next": "/accounts/"})
    client.post("/accounts/email/", {"email": "wind@readers.example", "action_add": ""})
    assert client.post(CONFIRM, {"code": code()}).url == "/accounts/"
    assert User.objects.get(username="Northwind").is_confirmed


def test_an_account_that_waits_for_the_operator_can_be_used(stored, client):
    """Nothing about it is written in another spelling meanwhile."""
    user = stored("RedFern", "idn@bücher.example")
    stored("Northwind", ADDRESS)
    assert sign_in(client, "RedFern").url == "/comments/mine/"
    user.refresh_from_db()
    user.save()
    user.erase()
