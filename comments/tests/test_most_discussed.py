"""What is most discussed: by the comments of two days that everybody can read; counted again when one is taken away."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import Section, StoredLine, StoredList
from comments.models import Discussion
from comments.models.discussion import MOST_DISCUSSED
from comments.most_discussed import RECENT
from newsroom.tests.support.tasks import put_off, work
from newsroom.tests.test_page_cache import Process, _one_connection, text  # noqa: F401

SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def discussed(make_article, editor, post, clock):
    """discussed("Headline", 3) -> a story with so many comments, of another section than `article` is."""
    sport = Section.objects.create(name="Sport", slug="sport", position=2)

    def make(headline, count):
        story = make_article(headline=headline, section=sport)
        story.publish(editor, at=timezone.now() - datetime.timedelta(hours=1))
        story.comments_here = [post(on=story) for _ in range(count)]
        return story

    return make


def stored():
    lines = StoredLine.objects.filter(list__name=MOST_DISCUSSED).order_by("position")
    return [line.article.headline for line in lines]


def remade():
    StoredList.remake(MOST_DISCUSSED)
    return stored()


def test_the_story_with_most_comments_is_first_and_of_two_alike_the_newer_one(discussed, clock):
    discussed("Two", 2)
    discussed("Three", 3)
    clock.shift(1)
    discussed("Two, and newer", 2)
    discussed("None", 0)
    assert remade() == ["Three", "Two, and newer", "Two"]


def test_only_what_everybody_can_read_counts(discussed, put, moderator):
    one, _ = discussed("Three", 3), discussed("Two", 2)
    for comment, state in zip(one.comments_here, ("held", "hidden", "removed"), strict=True):
        put(comment, state)
    assert remade() == ["Two"]


def test_comments_count_for_two_days(discussed, clock, post):
    story = discussed("One of each day", 1)
    clock.shift(RECENT - SECOND)
    post(on=story)
    other = discussed("Two of today", 2)
    assert remade() == ["Two of today", "One of each day"]
    post(on=story)
    assert remade() == ["One of each day", "Two of today"]
    clock.shift(SECOND)
    assert remade() == ["Two of today", "One of each day"]
    clock.shift(RECENT)
    assert remade() == []
    assert Discussion.of(other).visible_count == 2


def test_one_that_was_closed_stays_and_one_that_is_off_is_never_there(discussed, editor):
    one, other = discussed("Closed", 1), discussed("Off", 2)
    Discussion.of(one).set_window(editor, Discussion.Mode.CLOSED)
    Discussion.of(other).set_window(editor, Discussion.Mode.OFF)
    assert remade() == ["Closed"]


def test_a_killed_story_is_not_there(discussed, editor):
    discussed("Stays", 1)
    story = discussed("Goes", 2)
    assert remade() == ["Goes", "Stays"]
    story.refresh_from_db()
    story.kill(editor)
    assert stored() == ["Stays"] and remade() == ["Stays"]


def under(page):
    found = re.search(r'<aside class="others" aria-labelledby="most-discussed">.*?</aside>', page, re.DOTALL)
    return found and re.findall(r"<li><a [^>]*>(.*?)</a>", found[0], re.DOTALL)


def test_it_stands_under_a_story_without_a_number_and_not_at_all_where_nobody_writes(
    article, discussed, client
):
    address = article.get_absolute_url()
    assert under(client.get(address).content.decode()) is None
    discussed("Three", 3)
    remade()
    page = client.get(address).content.decode()
    assert under(page) == ["Three"]
    heading = re.search(r'<h2 id="most-discussed">(.*?)</h2>', page, re.DOTALL)[1]
    assert heading.strip() == "Most discussed"


def test_a_comment_makes_no_other_page_old(article, discussed, post):
    story, process = discussed("Three", 3), Process()
    remade()
    process.get(article.get_absolute_url())
    asked = process.django.asked
    post(on=story)
    process.get(article.get_absolute_url())
    assert process.django.asked == asked


TAKEN = {
    "removed": lambda comment, editor, moderator: comment.remove(moderator, "spam"),
    "withdrawn": lambda comment, editor, moderator: comment.withdraw(comment.author),
    "off": lambda comment, editor, moderator: comment.discussion.set_window(editor, Discussion.Mode.OFF),
}


@pytest.mark.parametrize("how", TAKEN)
def test_what_is_taken_from_view_counts_at_once_no_more(
    how, article, discussed, editor, moderator, django_capture_on_commit_callbacks
):
    story, process = discussed("Goes", 1), Process()
    discussed("Stays", 1)
    assert set(remade()) == {"Goes", "Stays"}
    assert set(under(text(process.get(article.get_absolute_url())))) == {"Goes", "Stays"}
    with django_capture_on_commit_callbacks(execute=True):
        TAKEN[how](story.comments_here[0], editor, moderator)
    assert stored() == ["Stays"]
    assert under(text(process.get(article.get_absolute_url()))) == ["Stays"]


def test_of_many_that_are_removed_the_worker_is_asked_once(
    discussed, moderator, settings, django_capture_on_commit_callbacks
):
    put_off(settings)
    story = discussed("Story", 5)
    remade()
    for comment in story.comments_here:
        with django_capture_on_commit_callbacks(execute=True):
            comment.remove(moderator, "spam")
    assert DBTaskResult.objects.get().task_path == "articles.remaking.remake_list"
    assert stored() == ["Story"]
    work()
    assert stored() == []
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_what_is_removed_elsewhere_asks_for_nothing(
    discussed, moderator, settings, django_capture_on_commit_callbacks
):
    put_off(settings)
    discussed("Story", 2)
    remade()
    other = discussed("In no list yet", 1)
    with django_capture_on_commit_callbacks(execute=True):
        other.comments_here[0].remove(moderator, "spam")
    assert not DBTaskResult.objects.exists()


def test_it_reads_the_comments_of_two_days_by_their_index(discussed, article, post):
    discussed("Story", 2)
    StoredList.remake(MOST_DISCUSSED)
    with CaptureQueriesContext(connection) as captured:
        StoredList.remake(MOST_DISCUSSED)
    asked = next(each["sql"] for each in captured if "COUNT" in each["sql"])
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + ("QUERY PLAN " if connection.vendor == "sqlite" else "") + asked)
        plan = " ".join(map(str, cursor.fetchall()))
    assert connection.vendor != "sqlite" or "comment_visible_by_time" in plan, plan
