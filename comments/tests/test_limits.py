"""Rule 13: how much one reader or address may send, at the very instant; counted in the database."""

import datetime

import pytest

from comments.models import Comment, CommentRejected, Discussion, Report
from comments.moderation import reports
from comments.moderation.reports import MAX_REPORTS_PER_HOUR, TooManyReports
from comments.tests import PUBLISHED

MILLISECOND = datetime.timedelta(milliseconds=1)
MIN_INTERVAL = datetime.timedelta(seconds=15)
HOUR = datetime.timedelta(hours=1)


def test_fifteen_seconds_after_the_last_one_is_allowed_and_not_sooner(post, reader, clock):
    post("First.", author=reader)
    clock.move_to(PUBLISHED + MIN_INTERVAL - MILLISECOND)
    with pytest.raises(CommentRejected, match="a moment ago") as refusal:
        post("Second.", author=reader)
    assert refusal.value.try_again_at == PUBLISHED + MIN_INTERVAL
    clock.move_to(PUBLISHED + MIN_INTERVAL)
    assert post("Second.", author=reader).created_at == PUBLISHED + MIN_INTERVAL


def test_the_pause_is_the_readers_on_all_stories_together(post, reader, make_article, editor):
    other_story = make_article(headline="Another story")
    other_story.publish(editor)
    post("Here.", author=reader)
    with pytest.raises(CommentRejected, match="a moment ago"):
        post("There.", author=reader, on=other_story)


def test_the_pause_is_nobody_elses(post, reader, other_reader):
    post(author=reader)
    assert post(author=other_reader)


def test_a_double_click_is_no_second_post_in_the_pause(post, reader):
    first = post("Once.", author=reader)
    assert post("Once.", author=reader) == first


def test_a_moderator_is_free_of_the_pause_and_of_nothing_else(post, moderator, make_staff, clock):
    for number in range(30):
        post(f"Answer {number}.", author=moderator)
    with pytest.raises(CommentRejected, match="30 comments within an hour"):
        post("One too many.", author=moderator)
    editor = make_staff("JunoBell", "Editors")
    post("First.", author=editor)
    with pytest.raises(CommentRejected, match="a moment ago"):
        post("Second.", author=editor)


def test_what_was_removed_or_withdrawn_still_counts(post, reader, moderator):
    post("Gone.", author=reader).withdraw(reader)
    with pytest.raises(CommentRejected, match="a moment ago"):
        post("Next.", author=reader)


def test_thirty_an_hour_and_the_refusal_says_when(post, reader, clock):
    for number in range(30):
        clock.move_to(PUBLISHED + number * datetime.timedelta(minutes=1))
        post(f"Number {number}.", author=reader)
    clock.move_to(PUBLISHED + HOUR - MILLISECOND)
    with pytest.raises(CommentRejected, match="30 comments within an hour") as refusal:
        post("One too many.", author=reader)
    assert refusal.value.try_again_at == PUBLISHED + HOUR
    assert Comment.objects.count() == 30
    clock.move_to(PUBLISHED + HOUR)
    assert post("In its turn.", author=reader)


def test_a_refused_one_leaves_nothing_behind(post, reader):
    post("First.", author=reader)
    before = Discussion.objects.values().get()
    with pytest.raises(CommentRejected):
        post("Second.", author=reader)
    assert Discussion.objects.values().get() == before


def full_hour_of_reports(post, reporter):
    """So many reports by one, a minute between them."""
    for minute in range(MAX_REPORTS_PER_HOUR):
        post().report("spam", **reporter, at=PUBLISHED + minute * datetime.timedelta(minutes=1))


@pytest.mark.parametrize("who", ["reader", "address"])
def test_twenty_reports_an_hour(post, reader, clock, who):
    reporter = {"by": reader} if who == "reader" else {"network": "192.0.2.7"}
    full_hour_of_reports(post, reporter)
    one_more = post()
    clock.move_to(PUBLISHED + HOUR - MILLISECOND)
    with pytest.raises(TooManyReports):
        one_more.report("spam", **reporter)
    assert not one_more.reports.exists()
    clock.move_to(PUBLISHED + HOUR)
    assert one_more.report("spam", **reporter)


def test_twenty_about_one_comment_are_as_many(post, clock):
    comment = post()
    for number in range(MAX_REPORTS_PER_HOUR):
        comment.report("other", f"Number {number}.", network="192.0.2.7")
    with pytest.raises(TooManyReports):
        comment.report("other", "One too many.", network="192.0.2.7")
    assert comment.reports.count() == MAX_REPORTS_PER_HOUR
    assert comment.report("other", "From next door.", network="192.0.2.8")


def test_at_the_limit_a_report_sent_again_is_still_thanked(post, reader, clock):
    full_hour_of_reports(post, {"by": reader})
    clock.move_to(PUBLISHED + datetime.timedelta(minutes=30))
    first = Report.objects.first()
    assert first.comment.report("spam", by=reader) == first


def test_the_limit_of_an_address_is_no_limit_for_who_is_signed_in_behind_it(post, reader, clock):
    full_hour_of_reports(post, {"network": "192.0.2.7"})
    clock.move_to(PUBLISHED + datetime.timedelta(minutes=30))
    assert post().report("spam", by=reader, network="192.0.2.7")


def test_strangers_together_send_so_many_reports_an_hour_and_readers_go_on(post, reader, clock, monkeypatch):
    monkeypatch.setattr(reports, "MAX_ANONYMOUS_REPORTS_PER_HOUR", 3)
    comment = post()
    for number in range(3):
        comment.report("spam", network=f"192.0.2.{number}")
    with pytest.raises(TooManyReports):
        comment.report("spam", network="192.0.2.3")
    assert comment.report("spam", by=reader)
    # What was sent already is still thanked.
    assert comment.report("spam", network="192.0.2.0")
    clock.move_to(PUBLISHED + HOUR)
    assert comment.report("spam", network="192.0.2.3")
