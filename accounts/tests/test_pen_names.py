import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from accounts.adapter import AccountAdapter
from accounts.models import User
from accounts.names import RESERVED, fold, fold_person


def refuse(name):
    with pytest.raises(ValidationError):
        AccountAdapter().clean_username(name)


def refuse_as_model(name):
    with pytest.raises(ValidationError) as refusal:
        User(username=name, email="somebody@readers.example", password="x").full_clean()
    assert "username" in refusal.value.message_dict


@pytest.mark.parametrize("name", ["abc", "a" * 30, "A-b_9", "42nd_Street", "-x-"])
def test_three_to_thirty_letters_digits_dashes_and_underscores_are_taken(db, name):
    assert AccountAdapter().clean_username(name) == name
    User(username=name, email="somebody@readers.example", password="x").full_clean()


@pytest.mark.parametrize(
    "name",
    [
        "",
        "ab",
        "a" * 31,
        "Zoë",
        "two words",
        "a.b.c",
        "Аnna",
        "ann\u200ba",
        "abc\n",
        "a\x00bc",
        "---",
        "<b>x</b>",
        "１２３",
    ],
)
def test_others_are_refused_by_form_and_model(db, name):
    refuse(name)
    refuse_as_model(name)


@pytest.mark.parametrize("name", ["redfern", "REDFERN", "Red_Fern", "R-e-d-Fern", "RedFem", "Re-dFe_rn"])
def test_a_name_is_unique_whatever_its_case_separators_and_look_alikes(reader, name):
    refuse(name)
    refuse_as_model(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Olli", "0111"),
        ("lamb", "Iamb"),
        ("morn", "mom"),
        ("wave", "vvave"),
        ("l1Il1", "IIIII"),
        ("Boo", "B0o"),
    ],
)
def test_look_alikes_have_one_key(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("heron", "herons"), ("anna", "ana"), ("bee2", "bee3")])
def test_different_names_have_different_keys(one, other):
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    "name", [*RESERVED, "Editor", "ed1tor", "E-d-i-t-o-r", "Adm1n", "M0derator", "Former-reader-7"]
)
def test_words_of_the_papers_own_are_kept(db, name):
    refuse(name)
    refuse_as_model(name)


@pytest.mark.parametrize("name", ["InesCalloway", "ines_calloway", "lnesCall0way"])
def test_the_names_of_staff_are_kept(make_reader, name):
    make_reader("DeskOne", is_staff=True, first_name="Inés", last_name="Calloway")
    refuse(name)
    refuse_as_model(name)


def test_a_reader_who_had_a_name_first_keeps_it(reader, make_reader):
    make_reader("DeskOne", is_staff=True, first_name="Red", last_name="Fern")
    reader.full_clean()


def test_staff_may_have_a_reserved_name(db):
    User(username="Editor", email="e@paper.example", password="x", is_staff=True).full_clean()


def test_accents_do_not_make_another_person():
    assert fold_person("José Ibáñez") == fold_person("Jose Ibanez") == "joselbanez"
    assert fold_person("김철수") == "김철수"


def test_the_key_follows_the_name_through_every_door(db):
    assert User.objects.create_user("Red_Fern", "a@readers.example").name_key == "redfem"


def test_the_name_on_the_account_page_can_not_be_changed(client, reader):
    client.force_login(reader)
    page = client.get("/accounts/").content.decode()
    assert "RedFern</strong>. It stands at your comments and can’t be changed." in page
    assert 'name="username"' not in page


def test_nobody_is_no_name():
    assert not AnonymousUser().username
