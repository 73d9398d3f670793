"""Storing a comment: who may, once, with its number and the revision it was written under."""

import datetime

import pytest

from comments.models import Comment, CommentRejected, Discussion
from comments.tests import PUBLISHED

SECOND = datetime.timedelta(seconds=1)
TEN_MINUTES = datetime.timedelta(minutes=10)


def test_a_comment_is_stored_at_the_instant_of_the_write(post, reader, discussion, article):
    comment = Comment.objects.get(pk=post("Well said.", author=reader).pk)
    assert (comment.text, comment.author, comment.created_at) == ("Well said.", reader, PUBLISHED)
    assert (comment.number, comment.position, comment.thread, comment.state) == (1, 0, None, "visible")
    assert comment.revision == article.revision
    assert (comment.on_page, comment.previewed) == (True, True)
    found = Discussion.objects.get()
    assert (found.visible_count, found.last_thread_number, found.version) == (1, 1, 1)


def test_a_double_click_posts_once(post, reader):
    first = post("Once.", author=reader)
    assert post("Once.", author=reader) == first
    assert post("\nOnce. \r\n", author=reader) == first
    assert Comment.objects.count() == Discussion.objects.get().visible_count == 1


def test_the_same_text_is_the_same_comment_for_ten_minutes(post, reader, clock):
    first = post("Again.", author=reader)
    clock.move_to(PUBLISHED + TEN_MINUTES - datetime.timedelta(microseconds=1))
    assert post("Again.", author=reader) == first
    clock.move_to(PUBLISHED + TEN_MINUTES)
    assert post("Again.", author=reader) != first


def test_a_double_click_over_the_end_of_the_window_is_thanked_not_refused(post, reader, clock, settings):
    settings.COMMENTS_OPEN_DAYS = 1
    clock.move_to(PUBLISHED + datetime.timedelta(days=1) - SECOND)
    first = post("In time.", author=reader)
    clock.shift(2)
    assert post("In time.", author=reader) == first


def test_the_same_text_by_another_or_elsewhere_is_another_comment(
    post, make_article, editor, reader, other_reader, clock
):
    other_story = make_article(headline="Another story")
    other_story.publish(editor)
    first = post("Agreed.", author=reader)
    clock.shift(15)
    assert post("Agreed.", author=reader, on=other_story) != first
    assert post("Agreed.", author=other_reader) != first


def test_the_same_words_to_two_people_are_two_replies(post, reader, discussion, clock):
    one, other = post(), post()
    replies = []
    for parent in (one, other, None):
        clock.shift(15)
        replies.append(post("Thank you!", parent=parent, author=reader))
    assert [each.parent for each in replies] == [one, other, None]
    assert len({each.pk for each in replies}) == 3
    # Each again is the one that stands there.
    assert [post("Thank you!", parent=parent, author=reader) for parent in (one, other, None)] == replies
    assert Discussion.objects.get().visible_count == 5


def test_a_form_opened_after_the_first_was_stored_is_no_double_click_and_is_told(post, reader, clock):
    def send(opened):
        return Discussion.objects.get().post(reader, "Again.", opened=opened)

    first = post("Again.", author=reader)
    clock.shift(60)
    assert send(opened=PUBLISHED - SECOND) == send(opened=PUBLISHED) == first
    with pytest.raises(CommentRejected, match="the same here already. It was not stored again.") as refusal:
        send(opened=PUBLISHED + SECOND)
    assert refusal.value.stands_already == first
    clock.move_to(PUBLISHED + TEN_MINUTES)
    assert send(opened=PUBLISHED + SECOND) != first


@pytest.mark.parametrize("state", ["held", "hidden", "removed"])
def test_what_was_taken_from_view_is_not_posted_again_in_silence(post, reader, put, state, clock):
    first = put(post("Again.", author=reader), state)
    clock.shift(60)
    with pytest.raises(CommentRejected, match="You wrote the same here.*It was not stored again.") as refusal:
        post("Again.", author=reader)
    assert first.absence in str(refusal.value)


def test_what_its_author_took_back_can_be_posted_again(post, reader, clock):
    first = post("On second thoughts.", author=reader)
    first.withdraw(reader)
    clock.shift(60)
    again = post("On second thoughts.", author=reader)
    assert again != first and again.is_visible


@pytest.mark.parametrize("fields", [{"confirmed": False}, {"is_active": False}])
def test_who_is_not_confirmed_or_deactivated_can_not_post(post, make_reader, fields):
    with pytest.raises(CommentRejected, match="can't post"):
        post(author=make_reader("Stranger", **fields))
    assert not Comment.objects.exists()


def test_a_reader_deactivated_since_the_page_was_opened_can_not_post(post, reader):
    type(reader).objects.update(is_active=False)
    with pytest.raises(CommentRejected, match="deactivated"):
        post(author=reader)


def test_a_reply_takes_the_next_place_of_its_thread(post):
    first, second = post(), post()
    reply = post(parent=first)
    to_reply = post(parent=reply)
    late = post(parent=first)
    assert [(each.number, each.position) for each in (second, reply, to_reply, late)] == [
        (2, 0),
        (1, 1),
        (1, 2),
        (1, 3),
    ]
    assert {each.thread for each in (reply, to_reply, late)} == {first}
    assert to_reply.parent == reply
    first.refresh_from_db()
    assert (first.visible_replies, first.last_position) == (3, 3)


def test_the_first_three_replies_lead(post):
    first = post()
    assert [post(parent=first).previewed for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize("gone", ["removed", "withdrawn", "hidden"])
def test_a_comment_that_is_not_shown_takes_no_reply(post, moderator, reported, reader, gone):
    parent = post()
    if gone == "removed":
        parent.remove(moderator, "spam")
    elif gone == "withdrawn":
        parent.withdraw(parent.author)
    else:
        reported(parent, 3)
    with pytest.raises(CommentRejected, match="no longer there"):
        post(parent=parent)
    assert Discussion.objects.get().visible_count == 0


def test_a_comment_removed_since_the_page_was_opened_takes_no_reply(post, moderator):
    opened = post()
    Comment.objects.get(pk=opened.pk).remove(moderator, "spam")
    with pytest.raises(CommentRejected, match="no longer there"):
        post(parent=opened)


def test_a_reply_stays_on_its_own_story(post, make_article, editor):
    other_story = make_article(headline="Another story")
    other_story.publish(editor)
    with pytest.raises(CommentRejected, match="no longer there"):
        post(parent=post(), on=other_story)


def test_a_comment_knows_the_revision_it_was_written_under(article, editor, post):
    before = post()
    article.body += "<p>More.</p>"
    article.save()
    article.publish_update(editor)
    assert (before.revision.number, post().revision.number) == (1, 2)


def test_a_thread_that_is_gone_leaves_a_hole(post, moderator):
    first, second = post(), post()
    second.remove(moderator, "spam")
    assert post().number == 3
    assert Discussion.objects.get().last_thread_number == 3
    assert first.number == 1


def test_an_import_is_stored_at_its_own_time(post, reader):
    at = PUBLISHED + datetime.timedelta(hours=3)
    assert post("From the archive.", author=reader, at=at).created_at == at
