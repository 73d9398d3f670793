"""Stored texts made as they would be stored today: `manage.py mend_stories`."""

import io

import pytest
from django.core.management import call_command

from articles import mending
from articles.models import Article, Revision
from comments.models import Policy
from core.models import Edition

OLD = (
    '<p>See <a href="www.e.example/x" rel="noopener">this</a><a href="#_ftn1" rel="noopener">[1]</a>.</p>'
    '<p>\u200b</p><p><a rel="noopener">that</a></p>'
)
MENDED = '<p>See <a href="https://www.e.example/x" rel="noopener">this</a>[1].</p><p>that</p>'
RIGHT = "<p>All <strong>well</strong>.</p>\n<p>Here.</p>"


def mend():
    out = io.StringIO()
    call_command("mend_stories", stdout=out)
    return out.getvalue()


def as_before(rows, **fields):
    """Stored as versions before would have, past the fields."""
    from django.db import connection

    table = rows.model._meta.db_table
    with connection.cursor() as cursor:
        for name, value in fields.items():
            for pk in rows.values_list("pk", flat=True):
                cursor.execute(f"UPDATE {table} SET {name} = %s WHERE id = %s", [value, pk])


@pytest.fixture
def old(make_article, editor):
    """Three stories that are out; the first was stored by the rules of before."""
    stories = [make_article(headline=f"Story {number}", body=RIGHT) for number in range(3)]
    for story in stories:
        story.publish(editor)
    as_before(Article.objects.filter(pk=stories[0].pk), body=OLD)
    as_before(Revision.objects.filter(article=stories[0]), body=OLD)
    return stories


def versions():
    return list(Article.objects.order_by("pk").values_list("version", flat=True))


def test_what_editors_and_readers_have_is_mended_and_stays_the_same_of_both(old, client):
    address = old[0].get_absolute_url()
    assert "www.e.example/x" in client.get(address).content.decode()
    before = versions()
    said = mend()
    assert "1 working copies were mended." in said
    assert "1 revisions were mended." in said
    story = Article.objects.get(pk=old[0].pk)
    assert story.body == story.revision.body == MENDED
    assert not story.has_unpublished_changes
    assert versions() == [before[0] + 1, *before[1:]]
    assert "https://www.e.example/x" in client.get(address).content.decode()
    assert {each.body for each in Revision.objects.exclude(article=story)} == {RIGHT}


def test_a_second_time_changes_nothing(old):
    mend()
    before = versions()
    assert "0 working copies were mended.\n" in mend()
    assert versions() == before


def test_no_letter_of_a_revision_changes(old):
    struck = "<p>guilty <s>not</s></p>"
    as_before(Revision.objects.filter(article=old[1]), body=struck, headline="\u200b")
    mend()
    revision = Revision.objects.get(article=old[1])
    assert (str(revision.body), revision.headline) == (struck, "\u200b")


def test_words_between_the_items_of_a_list_are_kept(old):
    as_before(Article.objects.filter(pk=old[1].pk), body="<ol>Words<li>one</li><p>more</p><li>two</li></ol>")
    mend()
    mended = "<ol><li>Words</li><li>one<p>more</p></li><li>two</li></ol>"
    assert Article.objects.get(pk=old[1].pk).body == mended


def test_words_that_show_nothing_are_none_in_a_working_copy(old):
    as_before(Article.objects.filter(pk=old[1].pk), standfirst="\u2800\u200b")
    mend()
    assert Article.objects.get(pk=old[1].pk).standfirst == ""


def test_what_an_editor_saved_meanwhile_is_theirs(old, monkeypatch):
    real = mending._sanitised

    def meanwhile(html):
        Article.objects.filter(pk=old[0].pk).update(body="<p>Saved meanwhile.</p>")
        return real(html)

    monkeypatch.setattr(mending, "_sanitised", meanwhile)
    assert "0 working copies were mended." in mend()
    assert Article.objects.get(pk=old[0].pk).body == "<p>Saved meanwhile.</p>"


def test_cut_short_it_goes_on_where_it_was(old, monkeypatch):
    monkeypatch.setattr(mending, "BATCH", 1)
    batches = mending.mend_working_copies()
    assert next(batches) == (1, 1, [])
    batches.close()
    assert "Mending working copies: 2 of 3 (67%" in mend()


def test_the_policy_too(old):
    as_before(Policy.objects.all(), whole=OLD)
    Edition.bump()
    before = Edition.objects.get().version
    count = Policy.objects.count()
    assert f"{count} policies were mended." in mend()
    assert {each.whole for each in Policy.objects.all()} == {MENDED}
    assert Edition.objects.get().version == before + 1


@pytest.mark.parametrize(
    "body, said",
    [
        (f"<p><strong>{'bold ' * 60}</strong></p><h2><strong>x</strong></h2>", "all of it is bold"),
        ("<p>One</p><p>·&nbsp;&nbsp; Two</p>", "a list is dots and blanks"),
    ],
)
def test_a_story_that_a_person_should_look_at_is_named(old, body, said):
    Article.objects.filter(pk=old[2].pk).update(body=body)
    assert f"Story {old[2].pk} wants a look: {said}." in mend()
