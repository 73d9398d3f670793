import datetime
import re

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from articles.models import Article, Section


@pytest.fixture
def thirty(make_article, editor):
    """Thirty stories of one section, the last five all of the same instant."""
    now = timezone.now()
    stories = [make_article(headline=f"Story number {number:02}") for number in range(30)]
    for number, story in enumerate(stories):
        story.publish(editor, at=now - datetime.timedelta(minutes=max(5, 30 - number)))
    return stories


def headlines(response):
    page = response.content.decode()
    return [part[:15] for part in page.split("Story number ")[1:] for part in [f"Story number {part[:2]}"]]


def test_the_newest_25_and_then_the_older_ones_by_position(client, thirty):
    first = client.get("/section/world/")
    shown = list(dict.fromkeys(headlines(first)))
    assert shown == [f"Story number {number:02}" for number in range(29, 4, -1)]
    last = first.context["last"]
    assert f'href="?before={last.pk}" rel="next">Older stories' in first.content.decode()
    second = client.get(f"/section/world/?before={last.pk}")
    assert list(dict.fromkeys(headlines(second))) == [
        f"Story number {number:02}" for number in range(4, -1, -1)
    ]
    assert "Older stories" not in second.content.decode()


def test_a_story_published_meanwhile_moves_nothing_on_older_pages(client, thirty, make_article, editor):
    last = client.get("/section/world/").context["last"]
    before = headlines(client.get(f"/section/world/?before={last.pk}"))
    make_article(headline="Breaking").publish(editor)
    assert headlines(client.get(f"/section/world/?before={last.pk}")) == before


def test_a_position_holds_when_its_story_was_killed(client, thirty, editor):
    last = client.get("/section/world/").context["last"]
    last.kill(editor)
    assert client.get(f"/section/world/?before={last.pk}").status_code == 200


@pytest.mark.parametrize("before", ["", "x", "0", "-1", "999999", "9" * 30])
def test_a_position_that_is_none_is_not_found(client, section, before):
    assert client.get(f"/section/world/?before={before}").status_code == 404


def test_as_many_queries_for_30_stories_as_for_1(
    client, article, make_article, editor, django_assert_num_queries
):
    # sections, this section, stories, their photos, their comments; the paper and its pages, which are kept then
    with django_assert_num_queries(7):
        client.get("/section/world/")
    for _ in range(29):
        make_article().publish(editor)
    with django_assert_num_queries(5):
        client.get("/section/world/")


@pytest.fixture
def pictures(client, make_article, make_photo, add_slide, editor):
    """pictures(True, False) -> (those fetched early, those fetched later) of stories with and without a photo."""

    def pictures(*with_photo):
        for pictured in reversed(with_photo):
            story = make_article()
            if pictured:
                add_slide(story, make_photo())
            story.publish(editor)
        page = client.get("/section/world/").content.decode()
        preloads = re.findall(r'<link rel="preload" [^>]*imagesrcset="([^"]+)" imagesizes="([^"]+)"', page)
        lines = page.split("<article")[1:]
        sources = [re.findall(r'<source [^>]*srcset="([^"]+)" sizes="([^"]+)"', line)[:1] for line in lines]
        eager = [number for number, line in enumerate(lines) if 'fetchpriority="high"' in line]
        lazy = [number for number, line in enumerate(lines) if 'loading="lazy"' in line]
        assert preloads == [source for number in eager for source in sources[number]]
        return eager, lazy

    return pictures


@pytest.mark.parametrize(
    "with_photo, eager, lazy",
    [
        ([True, True, True], [0], [1, 2]),
        ([False, True, True], [1], [2]),
        ([False, False, True], [], [2]),
        ([True, False], [0], []),
        ([False], [], []),
    ],
)
def test_the_first_picture_is_fetched_early_where_it_is_among_the_first_two(
    pictures, with_photo, eager, lazy
):
    assert pictures(*with_photo) == (eager, lazy)


def test_a_section_without_a_story_says_so(client, section):
    assert "No story here yet." in client.get("/section/world/").content.decode()


def test_no_offset_is_used_on_the_last_page(client, thirty, django_assert_num_queries):
    last = client.get("/section/world/").context["last"]
    with django_assert_num_queries(6) as queries:
        client.get(f"/section/world/?before={last.pk}")
    assert not any("OFFSET" in query["sql"] for query in queries)
    assert Section.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_every_story_stays_in_its_section_when_an_older_database_is_brought_up(article, make_article):
    make_article(headline="A draft stands in none")
    sections = dict(Article.objects.values_list("pk", "published_section"))
    versions = list(Article.objects.order_by("pk").values("version", "published_at", "revision", "slug"))
    MigrationExecutor(connection).migrate([("articles", "0015_removals")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, filed_under_id FROM articles_article")
        assert dict(cursor.fetchall()) == sections
    MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    assert dict(Article.objects.values_list("pk", "published_section")) == sections
    assert (
        list(Article.objects.order_by("pk").values("version", "published_at", "revision", "slug")) == versions
    )
