"""What moderators decide: one decision each, never one over another's unseen."""

import datetime

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from comments.models import AlreadyDecided, Comment, Decision, Discussion
from comments.moderation.decisions import Reason, Seen
from comments.tests import PUBLISHED

Action = Decision.Action


def hidden_by(reported, comment):
    return reported(comment, 3)


def test_remove_takes_it_off_and_closes_its_reports(post, reported, moderator, clock):
    comment = reported(post(), 2)
    clock.shift(60)
    decision = comment.remove(moderator, "abuse", " It insults a reader. ")
    comment.refresh_from_db()
    assert comment.state == "removed"
    decision.refresh_from_db()
    assert (decision.action, decision.moderator, decision.reason) == (Action.REMOVE, moderator, "abuse")
    assert (decision.words, decision.created_at) == (
        "It insults a reader.",
        PUBLISHED + datetime.timedelta(seconds=60),
    )
    assert decision.reports.count() == 2
    assert not comment.open_reports.exists()
    assert Discussion.objects.get().visible_count == 0


@pytest.mark.parametrize("before", ["visible", "hidden", "removed"])
def test_approve_lets_it_stand_or_stand_again(post, reported, moderator, before):
    comment = post()
    if before == "hidden":
        reported(comment, 3)
    if before == "removed":
        comment.remove(moderator, "spam")
    comment.approve(moderator)
    comment.refresh_from_db()
    assert comment.is_visible
    assert not comment.open_reports.exists()
    assert Discussion.objects.get().visible_count == 1


def test_approve_shows_what_was_held(post, moderator, put):
    comment = put(post(), Comment.State.HELD)
    assert Discussion.objects.get().visible_count == 0
    comment.approve(moderator)
    assert Discussion.objects.get().visible_count == 1


@pytest.mark.parametrize(
    ("before", "after"), [("visible", "visible"), ("hidden", "visible"), ("held", "held")]
)
def test_dismissing_its_reports_brings_back_only_what_they_hid(post, reported, moderator, put, before, after):
    comment = reported(post(), 3 if before == "hidden" else 1)
    if before == "held":
        put(comment, Comment.State.HELD)
    comment.dismiss_reports(moderator)
    comment.refresh_from_db()
    assert comment.state == after
    assert not comment.open_reports.exists()


def test_a_removal_has_a_reason(post, moderator):
    comment = post()
    with pytest.raises(IntegrityError, match="decision_removal_has_reason"), transaction.atomic():
        comment.remove(moderator, "")
    comment.refresh_from_db()
    assert comment.is_visible


@pytest.mark.parametrize("verb", ["approve", "remove", "dismiss_reports"])
def test_the_same_again_is_the_same_decision(post, reported, moderator, verb):
    comment = reported(post(), 1)
    reason = ["spam"] if verb == "remove" else []
    first = getattr(comment, verb)(moderator, *reason)
    before = Discussion.objects.values().get()
    assert getattr(comment, verb)(moderator, *reason) == first
    assert Discussion.objects.values().get() == before
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("by", ["moderator", "other_moderator"])
def test_other_words_or_another_reason_are_a_decision_more(post, moderator, by, request):
    comment, by = post(), request.getfixturevalue(by)
    comment.remove(moderator, "spam", "It sells boats.")
    comment.remove(by, "spam", "It sells boats.")
    comment.remove(by, "spam")
    assert comment.decisions.count() == 1
    comment.remove(by, "spam", "And it names a street.")
    comment.remove(by, "private")
    assert [(each.reason, each.words) for each in comment.decisions.all()] == [
        ("spam", "It sells boats."),
        ("spam", "And it names a street."),
        ("private", ""),
    ]
    assert comment.state == "removed" and Discussion.objects.get().visible_count == 0


def test_the_same_form_sent_again_with_other_words_is_told_and_not_swallowed(post, reported, moderator):
    comment = reported(post(), 1)
    seen = Seen.now(comment)
    first = comment.remove(moderator, "spam", "It sells boats.", seen=seen)
    with pytest.raises(AlreadyDecided) as told:
        comment.remove(moderator, "spam", "It names a street.", seen=seen)
    assert told.value.decision == first


def test_a_double_click_by_one_moderator_is_no_conflict(post, reported, moderator):
    comment = reported(post(), 1)
    seen = Seen.now(comment)
    first = comment.remove(moderator, "spam", seen=seen)
    assert comment.remove(moderator, "spam", seen=seen) == first


@pytest.mark.parametrize("verb", ["approve", "remove", "dismiss_reports"])
def test_the_second_of_two_moderators_changes_nothing_and_is_told(
    post, reported, moderator, other_moderator, verb
):
    comment = reported(post(), 3)
    seen_by_both = Seen.now(comment)
    first = comment.remove(moderator, "abuse", seen=seen_by_both)
    reason = ["spam"] if verb == "remove" else []
    with pytest.raises(AlreadyDecided) as told:
        getattr(comment, verb)(other_moderator, *reason, seen=seen_by_both)
    assert told.value.decision == first
    assert list(comment.decisions.exclude(moderator=None)) == [first]
    comment.refresh_from_db()
    assert comment.state == "removed"


def test_who_has_seen_the_first_decision_can_decide_otherwise(post, reported, moderator, other_moderator):
    comment = reported(post(), 1)
    comment.remove(moderator, "abuse")
    comment.approve(other_moderator, seen=Seen.now(comment))
    assert comment.is_visible
    assert [decision.action for decision in comment.decisions.all()] == ["remove", "approve"]


def test_a_hide_by_the_rule_meanwhile_is_no_other_moderator(post, reported, moderator):
    comment = reported(post(), 2)
    seen = Seen.now(comment)
    reported(comment, 1)
    comment.remove(moderator, "abuse", seen=seen)
    assert comment.state == "removed"


def test_a_hide_by_the_rule_does_not_cover_another_moderators_decision(
    post, reported, moderator, other_moderator
):
    comment = reported(post(), 1)
    seen_by_both = Seen.now(comment)
    dismissed = comment.dismiss_reports(moderator, seen=seen_by_both)
    reported(comment, 3)
    with pytest.raises(AlreadyDecided) as told:
        comment.approve(other_moderator, seen=seen_by_both)
    assert told.value.decision == dismissed
    comment.refresh_from_db()
    assert comment.state == "hidden"


def test_a_report_that_came_while_the_moderator_was_reading_stays_open(post, reported, moderator):
    comment = reported(post(), 1)
    seen = Seen.now(comment)
    reported(comment, 1, reason="illegal")
    comment.approve(moderator, seen=seen)
    assert comment.open_reports.get().reason == "illegal"
    assert comment in Comment.objects.waiting()


@pytest.mark.parametrize("verb", ["approve", "remove", "dismiss_reports"])
def test_what_its_author_withdrew_stays_withdrawn_whatever_is_decided(post, reported, moderator, verb):
    comment = reported(post(), 1)
    comment.withdraw(comment.author)
    getattr(comment, verb)(moderator, *(["spam"] if verb == "remove" else []))
    comment.refresh_from_db()
    assert comment.state == "withdrawn"
    assert not comment.open_reports.exists()


def test_a_decision_about_a_stale_comment_reads_it_again(post, moderator, other_moderator):
    stale = post()
    Comment.objects.get(pk=stale.pk).remove(moderator, "spam")
    stale.remove(other_moderator, "spam")
    assert Discussion.objects.get().visible_count == 0
    assert Decision.objects.count() == 1


def test_the_author_is_told_of_the_removal_even_after_later_reports_were_dismissed(post, reported, moderator):
    comment = reported(post(), 1)
    seen = Seen.now(comment)
    reported(comment, 1)
    comment.remove(moderator, "abuse", "Insults.", seen=seen)
    comment.dismiss_reports(moderator)
    assert comment.removal.words == "Insults."


# Rule 11


@pytest.mark.parametrize("of", ["comment", "discussion", "article", "author"])
def test_nothing_that_a_decision_or_report_is_about_can_be_deleted(post, reported, moderator, of):
    comment = reported(post(), 1)
    comment.remove(moderator, "spam")
    kept = {
        "comment": comment,
        "discussion": comment.discussion,
        "article": comment.discussion.article,
        "author": comment.author,
    }[of]
    with pytest.raises(models.ProtectedError):
        kept.delete()


def test_a_moderator_or_reporter_who_leaves_leaves_the_record(post, reader, moderator):
    comment = post()
    report = comment.report("spam", by=reader)
    decision = comment.remove(moderator, "spam")
    reader.delete()
    moderator.delete()
    report.refresh_from_db()
    decision.refresh_from_db()
    assert report.reporter is decision.moderator is None
    assert report.decision == decision


def test_no_policy_is_older_than_its_decision_says(post, moderator):
    before = timezone.now()
    assert post().remove(moderator, "spam").created_at == before


@pytest.mark.parametrize("reason", Reason)
def test_a_removal_says_why_in_every_sentence(post, moderator, reason):
    decision = post().remove(moderator, reason)
    lower = reason.label.lower()
    assert str(decision) == f"Removed by OttoLind, Jul 6, 2013 1:12 AM EDT ({lower})"
    assert decision.outcome == f"Removed ({lower})"
    assert decision.outcome_in_sentence == f"removed ({lower})"


@pytest.mark.parametrize("action", [each for each in Action if each != Action.REMOVE])
def test_every_other_action_has_its_words_too(post, moderator, action):
    decision = Decision(comment=post(), action=action, created_at=PUBLISHED)
    assert str(decision) == f"{action.label}, Jul 6, 2013 1:12 AM EDT"
    assert decision.outcome == action.label
    assert decision.outcome_in_sentence == action.label.lower()
