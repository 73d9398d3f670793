"""Credits are a message each, wherever a language puts the names; its own words are marked as the paper's."""

import pytest
from django.utils import translation

from articles.models.contributor import CREDITS, Contribution, Contributor
from articles.models.text import Credit
from articles.templatetags.credits import byline, credit_line

ROLE = Contribution.Role


def named(*names):
    """Without pages of their own"""
    return [Credit(name) for name in names]


def linked(name, address="/by/x/"):
    return f'<a href="{address}" rel="author">{name}</a>'


def test_each_role_has_a_credit():
    assert set(CREDITS) == set(ROLE)
    assert all("%(names)s" in str(credit) for credit in CREDITS.values())


@pytest.mark.parametrize(
    "message, html",
    [
        ("By %(names)s", '<span lang="en">By</span> A and B'),
        ("%(names)s yazdı", 'A and B <span lang="en">yazdı</span>'),
        ("Von %(names)s verfasst", '<span lang="en">Von</span> A and B <span lang="en">verfasst</span>'),
    ],
)
def test_the_words_stand_where_the_message_has_them(monkeypatch, message, html):
    monkeypatch.setitem(CREDITS, ROLE.BYLINE, message)
    assert byline(named("A", "B"), "ltr") == html
    pages = [Credit("A", "/by/x/"), Credit("B", "/by/x/")]
    expected = html.replace("A and B", f"{linked('A')} and {linked('B')}")
    assert byline(pages, "ltr") == expected
    assert byline([pages[0], *named("B")], "ltr") == html.replace("A and B", f"{linked('A')} and B")


@pytest.mark.parametrize(("language", "direction"), [("ar", "ltr"), ("en", "rtl"), ("ar", "rtl")])
def test_where_something_runs_from_right_to_left_the_credits_run_as_the_paper_and_names_as_they_do(
    monkeypatch, language, direction
):
    monkeypatch.setitem(CREDITS, ROLE.BYLINE, "بقلم: %(names)s")
    with translation.override(language):
        own = f'<bdi lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">'
        assert byline(named("<i>"), direction) == f"{own}بقلم: <bdi>&lt;i&gt;</bdi></bdi>"
        page = byline([Credit("<i>", '/by/"/')], direction)
        assert page == f"{own}بقلم: <bdi>{linked('&lt;i&gt;', '/by/&quot;/')}</bdi></bdi>"
        line = credit_line([("byline", named("A")), ("byline", named("B"))], direction)
    semicolon = ";" if language == "en" else "؛"
    each = "<bdi>بقلم: <bdi>{}</bdi></bdi>".format
    assert line == f"{own}({each('A')}{semicolon}\n{each('B')})</bdi>"


def test_credits_of_several_roles_and_names_that_are_no_html():
    line = credit_line([("reporting", named("<i>")), ("editing", named("C", "D", "E"))], "ltr")
    assert line == (
        '(<span lang="en">Additional reporting by</span> &lt;i&gt;;\n<span lang="en">Editing by</span> C, D and E)'
    )


def test_the_desk_names_a_contribution_in_one_phrase():
    assert (
        str(Contribution(contributor=Contributor(name="Jo Strand"), role="editing")) == "Editing by Jo Strand"
    )
