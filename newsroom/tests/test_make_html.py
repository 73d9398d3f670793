"""The HTML of comments that were written before, made again: by an upgrade, and by `manage.py make_html`."""

import io

import pytest
from django.core.management import call_command

from comments import rebuilding
from comments.models import Comment, Discussion, HtmlRules
from comments.text import to_html

TEXT = "(see https://e.example/a%2Fb)."
OLD = '<p>(see <a href="https://e.example/a/b" rel="ugc nofollow noopener">https://e.example/a%2Fb</a>)</p>'


def make_html():
    out = io.StringIO()
    call_command("make_html", stdout=out)
    return out.getvalue()


def upgrade():
    """What `make run` does with a database from before."""
    out = io.StringIO()
    call_command("prepare", stdout=out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def _no_static_files(settings):
    settings.DEBUG = True


@pytest.fixture
def old(post, make_article, editor):
    """Two comments made by the rules of before, in two discussions, and in a third one as it should be."""
    stories = [make_article(headline=f"Story {number}") for number in range(3)]
    for story in stories:
        story.publish(editor)
    comments = [post(TEXT, on=story) for story in stories]
    Comment.objects.filter(pk__in=[each.pk for each in comments[:2]]).update(html=OLD)
    return comments


def versions():
    return list(Discussion.objects.order_by("pk").values_list("version", flat=True))


@pytest.mark.parametrize("way", [make_html, upgrade])
def test_it_is_made_again_and_the_pages_of_these_discussions_alone_are_old(old, way):
    before = versions()
    way()
    assert {each.html for each in Comment.objects.all()} == {to_html(TEXT)}
    assert {each.text for each in Comment.objects.all()} == {TEXT}
    assert versions() == [before[0] + 1, before[1] + 1, before[2]]


def test_an_upgrade_does_it_once_and_when_the_rules_change(old, monkeypatch):
    assert "2 comments were made anew" in upgrade()
    assert "Making" not in upgrade()
    monkeypatch.setattr("comments.models.html_rules.HTML_RULES", 9)
    assert "0 comments were made anew" in upgrade()
    assert HtmlRules.objects.get().number == 9


def test_an_upgrade_that_was_cut_short_does_it_at_the_next_start(old, monkeypatch):
    def cut(*given):
        yield 1, 1
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("newsroom.management.commands.make_html.rebuild_html", cut)
        with pytest.raises(KeyboardInterrupt):
            upgrade()
    assert "2 comments were made anew" in upgrade()


@pytest.mark.long
def test_a_new_paper_has_nothing_to_make(db):
    assert "Making" not in upgrade()
    assert HtmlRules.are_current()


def test_a_second_time_changes_nothing(old):
    assert make_html().endswith("2 comments were made anew.\n")
    before = versions()
    assert make_html().endswith("0 comments were made anew.\n")
    assert versions() == before


def test_cut_short_it_goes_on_where_it_was(old, monkeypatch):
    monkeypatch.setattr(rebuilding, "BATCH", 1)
    batches = rebuilding.rebuild_html(Comment.objects.all(), Discussion.objects.all())
    assert next(batches) == (1, 1)
    batches.close()
    assert Comment.objects.filter(html=OLD).count() == 1
    assert "Making comments: 2 of 3 (67%" in make_html()
    assert not Comment.objects.filter(html=OLD).exists()


def test_a_batch_is_a_fixed_number_of_queries(old, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(rebuilding, "BATCH", 2)
    batches = rebuilding.rebuild_html(Comment.objects.all(), Discussion.objects.all())
    # The rows; the lock, the comments, the versions, between the two ends of a savepoint.
    with django_assert_num_queries(6):
        next(batches)


def test_a_page_that_was_kept_shows_it(client, old):
    page = old[0].discussion.article.get_absolute_url()
    assert "</a>)</p>" in client.get(page).content.decode()
    make_html()
    assert "</a>).</p>" in client.get(page).content.decode()
