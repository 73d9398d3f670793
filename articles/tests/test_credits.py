"""Credits are a message each, wherever a language puts the names; its own words are marked as the paper's."""

import pytest
from django.utils import translation

from articles.models.contributor import CREDITS, Contribution, Contributor
from articles.templatetags.credits import credit, credit_line

ROLE = Contribution.Role


def test_each_role_has_a_credit():
    assert set(CREDITS) == set(ROLE)
    assert all("%(names)s" in str(credit) for credit in CREDITS.values())


@pytest.mark.parametrize(
    "message, html",
    [
        ("By %(names)s", '<span lang="en">By</span> A and B'),
        ("%(names)s yazdı", 'A and B <span lang="en">yazdı</span>'),
        ("Von %(names)s verfasst", '<span lang="en">Von</span> A and B <span lang="en">verfasst</span>'),
        ("بقلم: %(names)s", '<span lang="en">بقلم:</span> A and B'),
    ],
)
def test_the_words_stand_where_the_message_has_them(monkeypatch, message, html):
    monkeypatch.setitem(CREDITS, ROLE.BYLINE, message)
    assert credit(["A", "B"], "byline") == html


def test_words_from_right_to_left_keep_their_colon_in_a_story_of_the_other_direction(monkeypatch):
    monkeypatch.setitem(CREDITS, ROLE.BYLINE, "بقلم: %(names)s")
    with translation.override("ar"):
        assert credit(["A"], "byline") == '<span lang="ar" dir="rtl">بقلم:</span> A'


def test_credits_of_several_roles_and_names_that_are_no_html():
    line = credit_line([("reporting", ["<i>"]), ("editing", ["C", "D", "E"])])
    assert line == (
        '<span lang="en">Additional reporting by</span> &lt;i&gt;;\n<span lang="en">Editing by</span> C, D and E'
    )


def test_the_desk_names_a_contribution_in_one_phrase():
    assert (
        str(Contribution(contributor=Contributor(name="Jo Strand"), role="editing")) == "Editing by Jo Strand"
    )
