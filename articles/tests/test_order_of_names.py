"""Sections and contributors are listed as in a dictionary, in lists of the desk and where one is chosen."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from articles.models import Contributor, Section

NAMES = [
    "Adam",
    "Ägidius",
    "Anna",
    "Édouard",
    "Emil",
    "Straße TV",
    "Strauß",
    "Zoe",
    "ابن",
    "أحمد",
    "إدريس",
    "باسم",
]


@pytest.fixture
def unsorted(db):
    for name in reversed(NAMES):
        Contributor.named(name)
        Section.objects.create(name=name)


def positions(page):
    return [page.index(f">{name}<") for name in NAMES]


def test_of_contributors(unsorted):
    assert [each.name for each in Contributor.objects.all()] == NAMES


def test_of_sections_at_one_position(unsorted):
    Section.objects.filter(name="Zoe").update(position=0)
    Section.objects.exclude(name="Zoe").update(position=1)
    names = [name for name in NAMES if name != "Zoe"]
    assert [each.name for each in Section.objects.all()] == ["Zoe", *names]


def test_in_the_desks_list_and_in_the_chooser_of_contributors(desk, unsorted):
    page = desk.get(reverse("admin:articles_contributor_changelist")).content.decode()
    assert positions(page) == sorted(positions(page))
    asked = {"app_label": "articles", "model_name": "contribution", "field_name": "contributor"}
    found = desk.get(reverse("admin:autocomplete"), asked).json()["results"]
    assert [each["text"] for each in found] == NAMES


def test_in_the_chooser_of_sections(desk, unsorted, address_of):
    page = desk.get(address_of()).content.decode()
    assert positions(page) == sorted(positions(page))


def test_who_is_renamed_moves(desk, admin_client, unsorted):
    person, section = Contributor.objects.get(name="Zoe"), Section.objects.get(name="Zoe")
    desk.post(reverse("admin:articles_contributor_change", args=[person.pk]), {"name": "Änne"})
    admin_client.post(
        reverse("admin:articles_section_change", args=[section.pk]), {"name": "Änne", "position": "0"}
    )
    names = ["Adam", "Ägidius", "Anna", "Änne", *NAMES[3:7], *NAMES[8:]]
    assert [each.name for each in Contributor.objects.all()] == names
    assert [each.name for each in Section.objects.all()] == names


@pytest.mark.django_db(transaction=True)
def test_those_of_an_older_database_too(unsorted):
    MigrationExecutor(connection).migrate([("articles", "0017_message_of_saved_forms")])
    MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    assert [each.name for each in Contributor.objects.all()] == NAMES
    assert [each.name for each in Section.objects.all()] == NAMES


def test_of_what_the_desk_has_for_which_no_place_in_the_order_of_work_is_named(admin_client, monkeypatch):
    monkeypatch.setattr("newsroom.desk.MODELS", ("Article",))
    monkeypatch.setattr(Section._meta, "verbose_name_plural", "Ämter")
    page = admin_client.get(reverse("admin:index")).content.decode()
    assert page.index(">Stories</a>") < page.index(">Ämter</a>") < page.index(">Contributors</a>")
