"""An author takes a comment back."""

import pytest
from django.core.exceptions import PermissionDenied

from comments.models import Discussion


def test_its_author_withdraws_it_and_again_is_the_same(post):
    comment = post()
    comment.withdraw(comment.author)
    before = Discussion.objects.values().get()
    comment.withdraw(comment.author)
    comment.refresh_from_db()
    assert comment.state == "withdrawn"
    assert Discussion.objects.values().get() == before
    assert before["visible_count"] == 0


def test_nobody_else_does(post, other_reader, moderator):
    comment = post()
    for other in (other_reader, moderator):
        with pytest.raises((PermissionError, PermissionDenied)):
            comment.withdraw(other)
    comment.refresh_from_db()
    assert comment.is_visible


def test_what_reports_hid_can_be_withdrawn_and_stays_so(post, reported, moderator):
    comment = reported(post(), 3)
    comment.withdraw(comment.author)
    comment.approve(moderator)
    comment.refresh_from_db()
    assert comment.state == "withdrawn"


def test_what_a_moderator_removed_stays_removed(post, moderator):
    comment = post()
    comment.remove(moderator, "spam")
    comment.withdraw(comment.author)
    comment.refresh_from_db()
    assert comment.state == "removed"


def test_its_reports_wait_for_a_moderator_all_the_same(post, reported):
    comment = reported(post(), 1)
    comment.withdraw(comment.author)
    assert comment.open_reports.count() == 1
