"""Sentences with a number, for scripts."""

import json

from django.utils.translation import ngettext_lazy, override

from core.plurals import forms

WORDS = ngettext_lazy("{count} word", "{count} words")
# Django itself has this message in Arabic, where five of the six forms differ.
RESULTS = ngettext_lazy("%(counter)s result", "%(counter)s results")


def test_each_sample_has_its_form():
    found = json.loads(forms(WORDS))
    assert [found[number] for number in ("0", "1", "2")] == ["{count} words", "{count} word", "{count} words"]


def test_a_language_of_six_forms_gives_them_all():
    with override("ar"):
        found = json.loads(forms(RESULTS))
        assert all(found[str(number)] == RESULTS % number for number in (0, 1, 2, 3, 11, 100))
    assert len(set(found.values())) == 5
