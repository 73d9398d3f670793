"""A contributor's slug follows the name; two people can have one name, which is warned of and can be."""

import importlib
import re
from unittest import mock

import pytest
from django.apps import apps

from accounts.names import is_reserved
from articles.models import Contributor, Section

ADD = "/admin/articles/contributor/add/"
ALIKE = [
    "Ines Calloway",
    "INES CALLOWAY",
    "Ines  Calloway",
    "Ines\u00a0Calloway",
    "Ines\u2009Calloway",
    "Ｉｎｅｓ Calloway",
    "Ines\u200b Calloway",
]
DASHED = ["Jean-Luc Ó’Brien", "Jean‑Luc Ó'Brien", "Jean–Luc O\u0301’Brien", "JEAN−LUC Ó`BRIEN"]


def rename(desk, contributor, name, **more):
    return desk.post(f"/admin/articles/contributor/{contributor.pk}/change/", {"name": name} | more)


def test_a_name_that_was_given_up_is_free_for_another_person(desk):
    first = Contributor.named("Ines Calloway")
    assert rename(desk, first, "Bea Cole").status_code == 302
    first.refresh_from_db()
    assert (first.slug, first.name_key) == ("bea-cole", "beacole")
    assert desk.post(ADD, {"name": "Ines Calloway"}).status_code == 302
    second = Contributor.objects.get(slug="ines-calloway")
    assert Contributor.named("Ines Calloway") == second != first
    assert Contributor.named("Bea Cole") == first


def test_the_name_that_was_given_up_is_a_readers_to_take_too(desk):
    contributor = Contributor.named("Tomas Brandt")
    assert is_reserved("TomasBrandt")
    rename(desk, contributor, "Bea Cole")
    assert not is_reserved("TomasBrandt")
    assert is_reserved("BeaCole")


@pytest.mark.parametrize("names", [ALIKE, DASHED])
def test_one_name_is_found_however_it_is_typed(db, names):
    contributors = {Contributor.named(name) for name in names}
    assert len(contributors) == 1


@pytest.mark.parametrize(
    "others", [("José Díaz", "Jose Diaz"), ("Jean-Luc Moe", "Jean Luc Moe"), ("Al", "A1")]
)
def test_names_that_readers_can_tell_apart_are_two_people(db, others):
    assert len({Contributor.named(name) for name in others}) == 2


@pytest.mark.parametrize("typed", ALIKE)
def test_an_exact_double_is_warned_of_and_can_be(desk, typed):
    Contributor.named("Ines Calloway")
    assert not re.search('<input type="checkbox" name="is_another"', desk.get(ADD).content.decode())
    page = desk.post(ADD, {"name": typed}).content.decode()
    assert "Ines Calloway is here already" in page
    assert re.search('<input type="checkbox" name="is_another"', page)
    assert Contributor.objects.count() == 1
    assert desk.post(ADD, {"name": typed, "is_another": "on"}).status_code == 302
    assert sorted(Contributor.objects.values_list("slug", flat=True)) == ["ines-calloway", "ines-calloway-2"]


def test_a_rename_to_somebody_elses_name_is_warned_of_too_and_one_without_a_change_is_not(desk):
    ines, bea = Contributor.named("Ines Calloway"), Contributor.named("Bea Cole")
    assert rename(desk, bea, "ines calloway").status_code == 200
    assert rename(desk, bea, "ines calloway", is_another="on").status_code == 302
    for each in (ines, bea):
        each.refresh_from_db()
        # Safe to repeat: nothing is asked and no slug moves.
        before = each.slug
        assert rename(desk, each, each.name).status_code == 302
        each.refresh_from_db()
        assert each.slug == before
    assert (ines.slug, bea.slug) == ("ines-calloway", "ines-calloway-2")
    # No file can say which: the one who was here first.
    assert Contributor.named("Ines Calloway") == ines


def test_a_name_without_letters_is_none(desk):
    assert "A name has letters." in desk.post(ADD, {"name": "– –"}).content.decode()
    assert desk.post(ADD, {"name": "Łukasz Ørsted"}).status_code == 302
    assert Contributor.objects.get().slug == "lukasz-orsted"


def mend():
    migration = importlib.import_module("articles.migrations.0012_slugs_follow_names")
    migration.follow_names(apps, mock.Mock(connection=mock.Mock(alias="default")))


def test_what_is_stored_is_mended_and_nobody_is_lost(db):
    stored = {
        "Bea Cole": "ines-calloway",
        "Ines Calloway": "bea-cole",
        "Łukasz Nowak": "ukasz-nowak",
        "José Díaz": "josé-díaz",
        "Jose Diaz": "jose-diaz",
        "Meridian TV": "meridian-tv",
        "Meridian  TV": "meridian-tv-2",
        "?!": "",
    }
    for name in stored:
        Contributor.objects.create(name=name)
        Contributor.objects.filter(name=name).update(slug=f"_{name}")
    for name, slug in stored.items():
        Contributor.objects.filter(name=name).update(slug=slug)
    mend()
    mended = dict(Contributor.objects.values_list("name", "slug"))
    assert mended == {
        "Bea Cole": "bea-cole",
        "Ines Calloway": "ines-calloway",
        "Łukasz Nowak": "lukasz-nowak",
        # Who had the right one keeps it.
        "Jose Diaz": "jose-diaz",
        "José Díaz": "jose-diaz-2",
        "Meridian TV": "meridian-tv",
        "Meridian  TV": "meridian-tv-2",
        "?!": "contributor",
    }
    mend()
    assert dict(Contributor.objects.values_list("name", "slug")) == mended


# Sections: their addresses are public, and stay


def test_a_sections_address_is_made_from_its_name_and_stays_when_that_changes(desk, editor):
    editor.is_superuser = True
    editor.save()
    for name, slug in (("Łódź & Gießen", "lodz-giessen"), ("العالم", "العالم"), ("A–B", "a-b")):
        assert (
            desk.post("/admin/articles/section/add/", {"name": name, "slug": "", "position": 1}).status_code
            == 302
        )
        assert Section.objects.get(name=name).slug == slug
    section = Section.objects.get(name="A–B")
    desk.post(f"/admin/articles/section/{section.pk}/change/", {"name": "C", "position": 1})
    section.refresh_from_db()
    assert (section.name, section.slug) == ("C", "a-b")
    # The name is free; the address is not.
    desk.post("/admin/articles/section/add/", {"name": "A–B", "slug": "", "position": 1})
    assert Section.objects.get(name="A–B").slug == "a-b-2"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "world", "slug": ""}, "There is a section World already."),
        ({"name": "Other", "slug": "Łódź Fair"}, "Write this one “lodz-fair”"),
        ({"name": "Other", "slug": "world"}, "already exists"),
        ({"name": "…", "slug": ""}, "A name has letters."),
    ],
)
def test_a_section_that_would_be_another_one_is_refused_in_words(desk, editor, section, typed, said):
    editor.is_superuser = True
    editor.save()
    page = desk.post("/admin/articles/section/add/", typed | {"position": 1}).content.decode()
    assert said in page
    assert Section.objects.count() == 1
