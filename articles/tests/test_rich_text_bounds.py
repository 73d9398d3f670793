"""How long and how deep a body may be: said at the form, and judged before anything is locked."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from articles.models import Article
from comments.models import Discussion, Policy
from comments.models import discussion as discussions
from core.rich_text import sanitising
from core.rich_text.sanitising import DEEPEST, LONGEST, LONGEST_TAG, sanitise
from core.rich_text.words import has_words

DEEP = "<ul><li>" * 31 + "Text" + "</li></ul>" * 31
REASON = "lie in each other more than 30 deep, or are not closed. Take some away."


@pytest.mark.parametrize(
    "html",
    [
        DEEP,
        "<ul><li>" * 31,
        "<blockquote>" * 31 + "</blockquote>" * 31,
        "<p><strong>" * 31,
        "<DIV>" * 31,
        "<div><!--</div>-->" * 31,
        "<!--><div>" * 31 + "-->",
        '<div><br title="</div>">' * 31,
        "<div><br title=</div>>" * 31,
        "<div><!</div>" * 31,
        "<div><textarea></div></textarea>" * 31,
        "<em><object></em></object>" * 31,
    ],
    ids=[
        "lists",
        "lists that are not closed",
        "quotes",
        "marks that are not closed",
        "capitals",
        "closed in a comment only",
        "behind the end of a comment",
        "closed in an attribute only",
        "closed in an attribute without quotes",
        "closed in what is no tag",
        "closed in a text",
        "closed from inside another",
    ],
)
def test_what_is_nested_too_deep_is_refused_before_it_is_parsed(html, monkeypatch):
    monkeypatch.setattr(sanitising, "_cleaner", None)
    with pytest.raises(ValidationError, match=REASON):
        sanitise(html)


@pytest.mark.parametrize(
    "html, reason",
    [
        ("x" * (LONGEST + 1), "250,001 characters with its markup. At most 250,000"),
        ("<" * LONGEST, "1,000,007 characters with its markup"),
        ("<p><em><b><i>" + "<p>x" * 20_000, "characters with its markup"),
        ("<p " + "a " * LONGEST_TAG + ">", "“<p”, has more than 10,000 characters"),
        ('<p a="' + "<" * LONGEST_TAG, "“<p”, has more than 10,000 characters"),
    ],
    ids=["long", "long as entities", "long once it is repeated", "attributes", "a tag without an end"],
)
def test_what_is_too_long_is_refused(html, reason):
    with pytest.raises(ValidationError, match=reason):
        sanitise(html)


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li>" * DEEPEST + "Text" + "</li></ul>" * DEEPEST,
        "<p>One" * 500,
        "<ul>" + "<li>One" * 500 + "</ul>",
        "<p>One<br>two</p><hr>" * 500,
        "<p><strong>One</strong> <em>two</em> <a href='https://example.org/?a=1'>three</a></p>" * 500,
        "<style>p > b {}</style><p>Text</p>" * 100,
        "<p>1 < 2 > 0 & </p>" * 100,
        "x" * (LONGEST - len("<p></p>")),
    ],
)
def test_what_desks_write_is_taken(html):
    assert sanitise(html)


def test_the_form_says_so_at_the_field_and_gives_all_back(send):
    response = send(body=DEEP, headline="Typed before", _save="")
    (error,) = response.context["adminform"].form.errors["body"]
    assert REASON in error
    page = response.content.decode()
    assert 'value="Typed before"' in page
    assert page.count("&lt;ul&gt;&lt;li&gt;") == 31
    assert not Article.objects.exists()


def test_the_policys_form_too(client, make_reader):
    client.force_login(make_reader("TheOwner", is_staff=True, is_superuser=True))
    before = Policy.objects.count()
    response = client.post("/admin/comments/policy/add/", {"short": "Be kind.", "whole": DEEP})
    assert REASON in response.context["adminform"].form.errors["whole"][0]
    assert "Be kind." in response.content.decode()
    assert Policy.objects.count() == before


@pytest.fixture
def cleaned(monkeypatch):
    """Whether a transaction had begun, each time that a text was sanitised."""
    real, inside = sanitising._cleaner, []

    class Spy:
        def clean(self, html):
            inside.append(transaction.get_connection().in_atomic_block)
            return real.clean(html)

    sanitising._sanitised.cache_clear()
    monkeypatch.setattr(sanitising, "_cleaner", Spy())
    yield inside
    sanitising._sanitised.cache_clear()


@pytest.mark.django_db(transaction=True)
def test_a_body_is_sanitised_once_and_before_anything_is_locked(send, cleaned):
    assert send(body="<p>A text of this test.</p>", _publish="").status_code == 302
    assert cleaned == [False]
    assert Article.objects.get().revision.body == "<p>A text of this test.</p>"


@pytest.mark.django_db(transaction=True)
def test_the_policy_too(client, make_reader, cleaned):
    client.force_login(make_reader("TheOwner", is_staff=True, is_superuser=True))
    client.post("/admin/comments/policy/add/", {"short": "Be kind.", "whole": "<p>Another text.</p>"})
    assert cleaned == [False]
    assert Policy.objects.current().whole == "<p>Another text.</p>"


def test_what_lies_in_the_database_is_not_sanitised_again(make_article, editor, cleaned):
    story = Article.objects.get(pk=make_article(body="<p>Once.</p>").pk)
    cleaned.clear()
    story.save()
    story.publish(editor)
    assert cleaned == []


@pytest.mark.django_db(transaction=True)
def test_a_comment_is_made_ready_before_anything_is_locked(article, reader, monkeypatch):
    inside = []
    for name in ("clean", "to_html"):
        real = getattr(discussions, name)

        def spy(text, real=real):
            inside.append(transaction.get_connection().in_atomic_block)
            return real(text)

        monkeypatch.setattr(discussions, name, spy)
    Discussion.of(article).post(reader, "Well said.")
    assert inside == [False, False]


@pytest.mark.parametrize("html", ["", "<p></p>", "<p>&nbsp; <br>\xa0</p>", "<ul><li></li></ul>"])
def test_tags_and_blanks_are_no_words(html):
    assert not has_words(html)


@pytest.mark.parametrize("html", ["<p>a</p>", "<ul><li><p><em>.</em></p></li></ul>", "&amp;"])
def test_a_sign_is_one(html):
    assert has_words(html)
