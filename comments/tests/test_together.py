"""Several at once: threads against a database in a file, each with a connection of its own."""

import pytest

from comments.models import AlreadyDecided, Comment, Decision, Discussion
from comments.moderation.decisions import Seen
from comments.recounting import recount_discussions
from newsroom.tests.support.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def article(make_article, editor):
    """Out since this moment: the time runs here."""
    story = make_article()
    story.publish(editor)
    return story


def test_eight_readers_posting_at_once_are_all_stored_under_numbers_of_their_own(article, make_reader):
    readers = [make_reader(f"Writer{letter}") for letter in "abcdefgh"]
    stored = at_once(
        [
            lambda reader=reader: Discussion.of(type(article).objects.get()).post(reader, "At once.")
            for reader in readers
        ]
    )
    assert all(isinstance(each, Comment) for each in stored), stored
    numbers = sorted(Comment.objects.values_list("number", flat=True))
    assert numbers == list(range(1, 9))
    found = Discussion.objects.get()
    assert (found.visible_count, found.last_thread_number, found.version) == (8, 8, 8)


def test_eight_replies_at_once_have_places_of_their_own(article, post, make_reader):
    thread = post()
    readers = [make_reader(f"Writer{letter}") for letter in "abcdefgh"]
    at_once(
        [
            lambda reader=reader: Discussion.objects.get().post(reader, "At once.", parent=thread)
            for reader in readers
        ]
    )
    replies = Comment.objects.filter(thread=thread)
    assert sorted(replies.values_list("position", flat=True)) == list(range(1, 9))
    assert replies.filter(previewed=True).count() == 3
    thread.refresh_from_db()
    assert (thread.visible_replies, thread.last_position) == (8, 8)


def test_the_same_text_by_one_author_four_times_at_once_is_one_comment(article, reader):
    stored = at_once([lambda: Discussion.of(type(article).objects.get()).post(reader, "Once.")] * 4)
    comment = Comment.objects.get()
    assert stored == [comment] * 4
    assert Discussion.objects.get().visible_count == 1


def test_four_texts_by_one_author_at_once_are_one_comment_for_the_pause(article, reader):
    stored = at_once(
        [lambda n=n: Discussion.of(type(article).objects.get()).post(reader, f"Text {n}.") for n in range(4)]
    )
    assert sum(isinstance(each, Comment) for each in stored) == Comment.objects.count() == 1


def test_two_moderators_deciding_at_once_leave_one_decision_and_the_other_is_told(
    post, reader, moderator, other_moderator
):
    comment = post()
    comment.report("spam", by=reader)
    seen = Seen.now(comment)
    results = at_once(
        [
            lambda: Comment.objects.get().remove(moderator, "spam", seen=seen),
            lambda: Comment.objects.get().approve(other_moderator, seen=seen),
        ]
    )
    decision = Decision.objects.get()
    [told] = [each for each in results if isinstance(each, AlreadyDecided)]
    assert told.decision == decision
    assert decision in results
    expected = "removed" if decision.action == "remove" else "visible"
    assert Comment.objects.get().state == expected
    assert Discussion.objects.get().visible_count == int(expected == "visible")


def test_three_reports_at_once_hide_it_once(post, make_reader):
    comment = post()
    readers = [make_reader(f"Witness{letter}") for letter in "abc"]
    at_once([lambda reader=reader: Comment.objects.get().report("abuse", by=reader) for reader in readers])
    assert Comment.objects.get().state == "hidden"
    assert comment.decisions.count() == 1
    assert comment.reports.count() == 3


def test_one_reader_reporting_four_times_at_once_is_one_report(post, reader):
    comment = post()
    at_once([lambda: Comment.objects.get().report("abuse", by=reader)] * 4)
    assert comment.reports.count() == 1


def test_a_reply_and_the_removal_of_what_it_answers_leave_the_counts_right(post, moderator, make_reader):
    thread = post()
    writer = make_reader("Writer")
    at_once(
        [
            lambda: Comment.objects.get(pk=thread.pk).remove(moderator, "spam"),
            lambda: Discussion.objects.get().post(writer, "An answer.", parent=thread),
        ]
    )
    thread.refresh_from_db()
    visible = Comment.objects.visible()
    assert Discussion.objects.get().visible_count == visible.count() == thread.visible_replies
    assert thread.on_page is bool(thread.visible_replies)


def look(times=10, repair=False):
    return [each for _ in range(times) for found in recount_discussions(repair) for each in found.differences]


def test_who_recounts_meanwhile_sees_nothing_half_done_and_mends_no_count_away(article, post, make_reader):
    thread = post()
    readers = [make_reader(f"Writer{letter}") for letter in "abcdef"]
    writers = [
        lambda reader=reader: Discussion.objects.get().post(reader, "At once.", parent=thread)
        for reader in readers
    ]
    *stored, found, _ = at_once([*writers, look, lambda: look(repair=True)])
    assert all(isinstance(each, Comment) for each in stored), stored
    assert found == []
    Comment.objects.filter(pk=thread.pk).update(visible_replies=40, last_position=1)
    Discussion.objects.update(visible_count=90)
    removing = [lambda each=each: each.withdraw(each.author) for each in stored[:4]]
    at_once([*removing, lambda: look(repair=True)])
    assert look() == []
    thread.refresh_from_db()
    assert (thread.visible_replies, thread.last_position, Discussion.objects.get().visible_count) == (2, 6, 3)
