"""Rule 1: published is one question; what is not public answers exactly like what does not exist."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from articles.models import Article

NOON = datetime.datetime(2026, 3, 1, 17, 0, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)


def test_the_query_and_the_question_agree(make_article, editor):
    with time_machine.travel(NOON, tick=False):
        make_article()
        out, killed, to_come, killed_and_back = (make_article() for _ in range(4))
        out.publish(editor)
        killed.publish(editor)
        killed.kill(editor)
        to_come.publish(editor, at=NOON + SECOND)
        killed_and_back.publish(editor)
        killed_and_back.kill(editor)
        killed_and_back.bring_back(editor)
        for now in (NOON - SECOND, NOON, NOON + SECOND):
            asked = {story.pk for story in Article.objects.all() if story.is_published_at(now)}
            assert asked == set(Article.objects.published(now).values_list("pk", flat=True))
        assert {out.pk, killed_and_back.pk} == set(Article.objects.published().values_list("pk", flat=True))


def test_a_scheduled_story_appears_at_its_very_instant(client, make_article, editor):
    with time_machine.travel(NOON, tick=False) as clock:
        story = make_article()
        story.publish(editor, at=NOON + 60 * SECOND)
        address = story.get_absolute_url()
        clock.move_to(NOON + 60 * SECOND - datetime.timedelta(microseconds=1))
        assert client.get(address).status_code == 404
        assert story.headline not in client.get("/").content.decode()
        clock.move_to(NOON + 60 * SECOND)
        assert client.get(address).status_code == 200
        assert story.headline in client.get("/").content.decode()


def test_a_scheduled_story_answers_like_one_that_does_not_exist(client, make_article, editor):
    story = make_article()
    story.publish(editor, at=timezone.now() + datetime.timedelta(days=1))
    address = story.get_absolute_url()
    unknown = address.replace(story.slug, "nothing-here")
    for ending in ("", "comment/", "thread/1/"):
        hidden, missing = client.get(address + ending), client.get(unknown + ending)
        assert hidden.status_code == missing.status_code == 404
        assert hidden.content == missing.content
        assert hidden.headers.items() == missing.headers.items()


@pytest.mark.parametrize("ending", ["", "comment/", "thread/1/"])
def test_a_killed_story_says_so_at_each_of_its_addresses(client, article, editor, post, ending):
    post()
    article.kill(editor, "It rested on a document that could not be verified.")
    response = client.get(article.get_absolute_url() + ending)
    assert response.status_code == 410
    page = response.content.decode()
    assert "It rested on a document that could not be verified." in page
    assert article.headline not in page
    assert article.headline not in client.get("/").content.decode()
    assert article.headline not in client.get("/section/world/").content.decode()


def test_a_killed_story_that_is_brought_back_is_as_it_was(client, article, editor, post):
    post("Still here.")
    article.kill(editor)
    article.bring_back(editor)
    assert "Still here." in client.get(article.get_absolute_url()).content.decode()


def test_comments_of_a_killed_story_are_gone_too(client, article, editor, post):
    comment = post()
    article.kill(editor)
    for ending in ("", "reply/", "report/"):
        assert client.get(comment.get_absolute_url() + ending).status_code == 410
