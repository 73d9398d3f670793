"""A password is the same in whatever form of Unicode a keyboard writes it."""

import unicodedata

import pytest
from django.contrib.auth import hashers
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from accounts.normalize import normalize_password, password_spellings
from accounts.tests.conftest import sign_in

COMPOSED = "caf\u00e9-h\u00e9ron-Ångström"
FORMS = [unicodedata.normalize(form, COMPOSED) for form in ("NFC", "NFD")] + [
    "ｃaf\u00e9-he\u0301ron-Ångström"
]


def comes_in(password):
    client = Client()
    sign_in(client, "RedFern", password)
    return client.get("/accounts/").status_code == 200


@pytest.fixture
def keep(reader):
    """keep(password) as an older version did."""

    def keep(password):
        User.objects.filter(pk=reader.pk).update(password=hashers.make_password(password))

    return keep


@pytest.mark.parametrize("chosen", FORMS)
@pytest.mark.parametrize("typed", FORMS)
def test_one_form_is_chosen_and_another_typed(reader, chosen, typed):
    reader.set_password(chosen)
    reader.save()
    assert comes_in(typed)
    assert not comes_in(typed + "x")


@pytest.mark.parametrize("kept", FORMS)
def test_what_an_older_version_kept_is_accepted(keep, kept):
    keep(kept)
    assert comes_in(kept) and comes_in(kept)


def test_one_that_was_kept_decomposed_is_known_composed(keep):
    keep(unicodedata.normalize("NFD", COMPOSED))
    assert comes_in(COMPOSED)


def test_every_door_takes_it(client, register, code, reader):
    register(password1=FORMS[1])
    client.post("/accounts/confirm-email/", {"code": code()})
    assert User.objects.get(username="QuietHeron").check_password(FORMS[0])
    words = {"oldpassword": FORMS[0], "password1": FORMS[2] + "2"}
    assert client.post("/accounts/password/change/", words).url == "/accounts/"
    assert client.post("/accounts/reauthenticate/", {"password": FORMS[0] + "2"}).status_code == 302
    User.objects.create_superuser("Keeper", "keeper@paper.example", FORMS[1])
    assert User.objects.get(username="Keeper").check_password(FORMS[0])


def test_a_common_one_is_common_in_any_letters(register):
    assert "too common" in register(password1="ｐａｓｓｗｏｒｄ１２３").content.decode()


@pytest.fixture
def hashed(monkeypatch):
    made = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", lambda *args: made.append(1) or encode(*args))
    return made


@pytest.mark.parametrize(
    ("typed", "hashes"), [("wrong-word-1", 1), (FORMS[0], 2), (FORMS[1], 2), (FORMS[2], 2)]
)
@pytest.mark.parametrize("login", ["RedFern", "NoFern9", "redfern@readers.example", "nobody@readers.example"])
def test_the_clock_tells_nobody_whether_there_is_an_account(reader, hashed, login, typed, hashes):
    hashed.clear()
    sign_in(Client(), login, typed)
    assert len(hashed) == hashes


def test_who_types_it_right_waits_for_one(reader, hashed):
    reader.set_password(COMPOSED)
    reader.save()
    hashed.clear()
    assert comes_in(FORMS[1])
    assert len(hashed) == 1


@given(st.text(max_size=30))
def test_all_forms_are_one(password):
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert normalize_password(unicodedata.normalize(form, password)) == normalize_password(password)
    assert password_spellings(password)[0] == normalize_password(normalize_password(password))
    assert len(password_spellings(password)) <= 2


def test_a_megabyte_of_marks_is_left_as_it_is():
    marks = "\u0301\u0323" * 500_000
    assert password_spellings(marks) == [marks]


@pytest.mark.parametrize("door", ["password", "add"])
def test_at_an_administrators_hand_too(client, operator, reader, door):
    client.force_login(operator)
    page = (
        f"/admin/accounts/user/{reader.pk}/password/" if door == "password" else "/admin/accounts/user/add/"
    )
    words = {"username": "DeskOne", "email": "desk@paper.example", "usable_password": "true"}

    def post(one, other):
        return client.post(page, words | {"password1": one, "password2": other})

    assert "too common" in post("ｐａｓｓｗｏｒｄ１２３", "ｐａｓｓｗｏｒｄ１２３").content.decode()
    assert post(FORMS[0], FORMS[1]).status_code == 302
    name = "RedFern" if door == "password" else "DeskOne"
    assert User.objects.get(username=name).check_password(FORMS[2])
