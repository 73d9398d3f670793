"""Names in a sentence, and names in the desk's log, in the edition's language."""

import json

import pytest
from django.contrib.admin.models import LogEntry
from django.utils.translation import override

from core.words import about, either, in_words


@pytest.mark.parametrize(
    ("names", "both", "one"),
    [
        ([], "", ""),
        (["A"], "A", "A"),
        (["A", "B"], "A and B", "A or B"),
        (["A", "B", "C"], "A, B and C", "A, B or C"),
        (["A", "B", "C", "D"], "A, B, C and D", "A, B, C or D"),
        (["5 %(last)s", "{B}"], "5 %(last)s and {B}", "5 %(last)s or {B}"),
    ],
)
def test_names_are_joined_as_the_language_joins_them(names, both, one):
    assert (in_words(iter(names)), either(iter(names))) == (both, one)


def test_what_is_said_of_a_field_has_the_fields_name_before_it():
    assert about("Headline", "50% is %(too)s much.") == "Headline: 50% is %(too)s much."


def test_the_log_has_names_as_in_the_code_and_shows_them_in_the_language(admin_client, reader):
    data = {"email": reader.email, "first_name": "Iris", "last_name": ""}
    with override("de"):
        admin_client.post(f"/admin/accounts/user/{reader.pk}/change/", data)
        entry = LogEntry.objects.latest("pk")
        assert json.loads(entry.change_message) == [{"changed": {"fields": ["first name"]}}]
        assert "Vorname" in entry.get_change_message()
    assert entry.get_change_message() == "Changed first name."
