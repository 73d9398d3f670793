import pytest

from core.collation import KEY_LENGTH, sort_key

IN_ORDER = [
    ["Adam", "Ägidius", "Ångström", "Anna", "Zoe"],
    ["Eclair", "Édouard", "Emil", "Fabre"],
    ["Straße", "Strassmann", "Strauß"],
    ["Łódź Radio", "Logan", "Lund"],
    ["OBrien", "O’Casey", "ODowd"],
    ["آدم", "ابن سينا", "أحمد", "إدريس", "ٱلله", "باسم", "تامر", "ليلى", "ياسر"],
    ["йод", "кот"],
    ["かく", "がく", "きく"],
]


@pytest.mark.parametrize("names", IN_ORDER)
def test_names_stand_as_in_a_dictionary(names):
    assert sorted(set(names), key=sort_key) == names


@pytest.mark.parametrize(
    "alike",
    [
        ("Ärger", "ärger", "A\u0308rger", "ARGER"),
        ("Straße", "STRASSE", "strasse"),
        ("أحمد", "احمد", "أَحْمَد", "ٱحمد", "احـمد"),
        ("José  Díaz", "Jose Diaz", "“Jose” Diaz"),
    ],
)
def test_letters_with_and_without_marks_have_one_place(alike):
    assert len({sort_key(name) for name in alike}) == 1


def test_marks_that_are_vowels_count():
    assert sort_key("हिन्दी") != sort_key("हनद")


def test_a_key_fits_its_column():
    assert len(sort_key("ﷺ" * 100)) == KEY_LENGTH
