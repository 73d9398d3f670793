"""The files in seeds/: all load, and together they show what the product can do."""

import datetime
import re
from collections import Counter

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import User
from articles.models import Article, Topic
from comments.models import Comment
from newsroom.imports import loader
from newsroom.tests.support.seeds import load

pytestmark = pytest.mark.long

DAY = datetime.timedelta(days=1)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demonstration, once for all tests here: it takes seconds."""
    with django_db_blocker.unblock(), transaction.atomic():
        said, failed = load()
        assert not failed, said
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demonstration(loaded, db):
    return {article.seed: article for article in Article.objects.all()}


def shown(article, now=None):
    return article.discussion.window(now or timezone.now()) if hasattr(article, "discussion") else None


def test_every_story_loads_and_all_are_made_for_this_paper(demonstration):
    assert len(demonstration) == len(loader.stories()) >= 8
    for article in demonstration.values():
        assert not article.problems()
        assert not article.has_unpublished_changes
        assert article.source in ("Meridian", "ميريديان")


def test_one_is_built_like_the_reference_page(demonstration):
    story = demonstration["causeway-talks"]
    assert story.published_at.year == 2013
    assert len(story.revision.photos) == 5
    assert story.contributions.exists()
    assert story.revision.contributor_line
    comments = Comment.objects.filter(discussion__article=story)
    assert comments.count() == story.discussion.visible_count == 2
    assert all(story.published_at < each.created_at < story.revision.published_at for each in comments)
    assert not shown(story).open


def test_each_story_is_worth_a_reader_s_time_and_no_discussion_is_endless(demonstration):
    for name, article in demonstration.items():
        words = strip_tags(article.body.replace("<", " <")).split()
        assert 120 <= len(words) <= 700, f"{name}: {len(words)} words"
        comments = Comment.objects.filter(discussion__article=article).count()
        assert comments <= 150, f"{name}: {comments} comments"
    sections = Counter(article.section_id for article in demonstration.values())
    assert len(demonstration) >= 24
    assert len(sections) >= 6


def test_one_is_fresh_and_much_discussed(demonstration):
    fresh = [
        each
        for each in demonstration.values()
        if hasattr(each, "discussion") and each.discussion.visible_count > 120
    ]
    assert fresh
    story = fresh[0]
    assert timezone.now() - story.published_at < DAY
    assert shown(story).open
    assert story.discussion.comments.filter(parent__isnull=False, parent__parent__isnull=False).exists()
    assert story.discussion.last_thread_number > 25, "more than a page of threads"


def test_one_closes_within_the_hour(demonstration):
    soon = timezone.now() + datetime.timedelta(hours=1)
    closing = [each for each in demonstration.values() if (window := shown(each)) and window.open]
    assert any(not shown(each, soon).open for each in closing)


def test_one_has_its_discussion_off(demonstration):
    assert any(
        hasattr(each, "discussion") and each.discussion.mode == "off" for each in demonstration.values()
    )


def test_one_is_corrected_in_public(demonstration):
    assert any(note.is_correction for each in demonstration.values() for note in each.notes)


def test_one_runs_from_right_to_left(demonstration):
    story = next(each for each in demonstration.values() if each.direction == "rtl")
    assert story.language in ("ar", "he")
    assert story.slug
    assert story.discussion.visible_count


def test_one_is_killed(demonstration):
    story = next(each for each in demonstration.values() if each.is_killed)
    assert story.kill_note


def test_one_is_scheduled_for_tomorrow(demonstration):
    story = next(each for each in demonstration.values() if each.is_scheduled)
    assert story not in Article.objects.published()
    assert story in Article.objects.published(timezone.now() + 2 * DAY)


def test_moderators_find_work(demonstration):
    assert Comment.objects.waiting().exists()
    assert Comment.objects.filter(state="removed").exists()


def test_each_topic_stands_on_some_stories_and_most_stories_have_one(demonstration, client):
    topics = list(Topic.objects.all())
    assert 8 <= len(topics) <= 12
    assert all(2 <= topic.listings.count() <= 6 for topic in topics)
    assert sum(each.taggings.exists() for each in demonstration.values()) > len(demonstration) / 2
    assert any(topic.description for topic in topics) and any(topic.code for topic in topics)
    for topic in topics:
        assert client.get(topic.get_absolute_url()).status_code == 200


def test_every_page_of_the_demonstration_answers(demonstration, client):
    for story in demonstration.values():
        expected = 404 if story.is_scheduled else 410 if story.is_killed else 200
        assert client.get(story.get_absolute_url()).status_code == expected, story
    assert client.get("/").status_code == 200


def test_nobody_of_the_demonstration_can_get_mail(demonstration):
    assert User.objects.count() > 4
    assert all(re.search(r"[.@](example|invalid|test)$", user.email) for user in User.objects.all())
