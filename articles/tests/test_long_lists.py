import datetime

import pytest
from django.utils import timezone

from articles.models import Article, Photo
from core.admin import base

STORIES, PUBLISHED = "/admin/articles/article/", "/admin/articles/revision/"
PHOTOS = "/admin/articles/photo/"


@pytest.fixture
def found(client, editor):
    client.force_login(editor)

    def found(address, **query):
        return [each.headline for each in client.get(address, query).context["cl"].result_list]

    return found


@pytest.fixture
def stories(make_article, editor):
    made = [make_article(headline=f"Ferry {number}") for number in range(3)]
    for story in made:
        story.publish(editor)
    return made


def test_words_are_looked_for_among_the_newest(found, stories, monkeypatch):
    monkeypatch.setattr(base, "SEARCHED", 2)
    for address in (STORIES, PUBLISHED):
        assert found(address, q="ferry") == ["Ferry 2", "Ferry 1"]
        assert found(address) == ["Ferry 2", "Ferry 1", "Ferry 0"]
        assert found(address, q=" ") == ["Ferry 2", "Ferry 1", "Ferry 0"]


def test_so_are_words_about_photographs(client, editor, jpeg, monkeypatch):
    monkeypatch.setattr(base, "SEARCHED", 2)
    for width in (640, 650, 660):
        Photo.objects.ingest(jpeg(width), credit_line="Meridian", caption=f"Ferry {width}")
    client.force_login(editor)

    def found(**query):
        return [each.caption for each in client.get(PHOTOS, query).context["cl"].result_list]

    assert found(q="ferry") == ["Ferry 660", "Ferry 650"]
    assert found() == found(q=" ") == ["Ferry 660", "Ferry 650", "Ferry 640"]


def test_a_few_are_all_looked_at(found, stories):
    assert found(STORIES, q="ferry") == ["Ferry 2", "Ferry 1", "Ferry 0"]


def test_any_story_is_found_by_its_address(found, stories, monkeypatch):
    monkeypatch.setattr(base, "SEARCHED", 1)
    path = stories[0].get_absolute_url()
    for address in (path, path.rstrip("/"), f" https://paper.example{path} "):
        assert found(STORIES, q=address) == ["Ferry 0"]


def test_scheduled_stories_are_listed(found, stories, make_article, editor):
    story = make_article(headline="Tomorrow")
    story.publish(editor, at=timezone.now() + datetime.timedelta(days=1))
    assert found(STORIES, standing="scheduled") == ["Tomorrow"]


def test_a_list_of_what_was_published_asks_as_often_for_many_as_for_one(
    client, editor, article, make_article, django_assert_num_queries
):
    client.force_login(editor)
    client.get(PUBLISHED)
    with django_assert_num_queries(8):
        client.get(PUBLISHED)
    for _ in range(3):
        make_article().publish(editor)
    assert Article.objects.count() == 4
    with django_assert_num_queries(8):
        client.get(PUBLISHED)
