import contextlib
import re
from unittest import mock

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.adapter import AccountAdapter
from accounts.models import User
from accounts.names import RESERVED, TITLES, fold, fold_person, is_reserved, validate_letters
from accounts.tests.conftest import sign_in


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


@pytest.mark.parametrize(
    "name",
    [
        "TheMeridian",
        "Meridian",
        "the_meridian",
        "themeridian",
        "Meridian-Staff",
        "MeridianOnline",
        "MERIDIANnews",
    ]
    + [
        "TheRneridian",
        "Mer1dian-Times",
        "x-meridian-x",
        "meridianstaff",
        "themeridianeditors",
        "Jo_at_Meridian",
    ]
    + [
        "Editor-in-Chief",
        "EditorInChief",
        "EDITORinChief",
        "Night_Editor",
        "Editor2",
        "2editors",
        "NightEd1tor",
    ]
    + ["editorinchief", "chiefeditor", "newseditor", "meridiannews", "MERIDIANTEAM", "themeridiannewsteam"]
    + ["deputyeditor", "nightdesk", "teammeridian", "editornews", "meridianandstaff", "xthemeridianx"]
    + ["3ditor", "5taff", "4dmin-Jo", "M3ridian", "EdItorJo", "Pre55-Jo", "R0otAdm1n"]
    + ["StaffWriter", "WebMaster-Staff", "M0derator-Jo", "HelpDesk", "AdminJo", "JoADMIN", "press_office"],
)
def test_they_count_as_words_of_a_name(db, name):
    refuse(name)
    refuse_as_model(name)


@pytest.mark.parametrize(
    "name",
    [
        "Editorial",
        "Impressed",
        "Modern",
        "Falstaff",
        "RootsAndAll",
        "Meridiana",
        "Deskbound",
        "TheHeron",
        "Helper",
    ]
    + [
        "Moda",
        "Modin",
        "Presson",
        "Presto",
        "Deskin",
        "Newsy",
        "TeamPlayer",
        "NightOwl",
        "Chiefly",
        "headstrong",
    ]
    + ["SeniorMoment", "DailyWalker", "Impress", "Expressway", "Rooty", "Sportive", "Meridianite"]
    + ["Supportive", "Pressing-On", "SystemsOfADown", "The-End", "Grassroots"],
)
def test_and_not_as_parts_of_a_word(db, name):
    assert AccountAdapter().clean_username(name) == name


@pytest.mark.parametrize(
    ("paper", "kept", "free"),
    [
        (
            "Port Alden Courier",
            [
                "PortAldenCourier",
                "Courier",
                "AldenNews",
                "portaldencourier",
                "xportaldencouriernews",
                "couriernews",
            ],
            ["Portal"],
        ),
        (
            "The Voice of the Isles",
            ["VoiceOfTheIsles", "thevoiceoftheisles", "Isles-Desk", "MyVoice"],
            ["OfTheSea"],
        ),
        ("Le Monde d’Été", ["MondeNews", "lemondedete"], ["LeCoq"]),
        ("北港日报", [], ["NorthHarbor"]),
        ("a-b", ["HarborAB"], ["HarborAbbey"]),
    ],
)
def test_the_papers_own_name_is_what_the_settings_say(db, settings, paper, kept, free):
    settings.SITE_NAME = paper
    for name in kept:
        refuse(name)
    for name in free:
        assert AccountAdapter().clean_username(name) == name


@pytest.mark.parametrize("name", ["Meridian-Fan", "NightEditor"])
def test_a_reader_who_had_such_a_name_before_keeps_it(client, make_reader, name):
    reader = make_reader(name)
    reader.full_clean()
    reader.save()
    assert sign_in(client, name).url == "/comments/mine/"


PAPER = "The Meridian"
names = st.from_regex(r"[A-Za-z0-9_-]{3,30}", fullmatch=True)


@given(names, st.sampled_from(RESERVED), names)
def test_a_reserved_word_is_found_between_any_two(before, word, after):
    assert is_reserved(f"{before}-{word}_{after}", PAPER)
    assert is_reserved(f"{before}_{word.upper()}-{after}", PAPER)


titles = st.lists(st.sampled_from(TITLES), max_size=2)


@settings(max_examples=300, deadline=None)
@given(titles, st.sampled_from(RESERVED), titles)
def test_a_reserved_word_among_titles_is_found_however_it_is_run_together(before, word, after):
    name = "".join([*before, word, *after])
    for way in (name, name.upper(), name.replace("i", "1"), name.replace("m", "rn"), name.replace("w", "vv")):
        assert is_reserved(way, PAPER), way


@given(names)
def test_what_looks_the_same_has_the_same_key_and_its_key_is_its_own(name):
    assert fold(fold(name)) == fold(name) == fold(name.swapcase()) == fold(f"_{name}-")


@mock.patch("accounts.names._reservers", [])
@given(st.text(max_size=40))
def test_any_text_is_taken_or_refused_and_no_more(text):
    """As it is typed into a form: nothing else is raised."""
    with contextlib.suppress(ValidationError):
        validate_letters(text)
        assert re.fullmatch(r"[A-Za-z0-9_-]+", text)
    assert is_reserved(text, PAPER) in (True, False)


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
