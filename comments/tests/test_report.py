"""Reports by readers, and the rule that hides what three of them reported."""

from comments.models import Decision, Discussion
from comments.tests import PUBLISHED


def test_a_report_is_kept_open_with_its_reason_and_words(post, reader):
    report = post().report("other", " It copies a book. ", by=reader)
    report.refresh_from_db()
    assert (report.reason, report.words, report.reporter) == ("other", "It copies a book.", reader)
    assert (report.created_at, report.decision, report.address_hash) == (PUBLISHED, None, "")


def said(comment):
    return list(comment.reports.values_list("reason", "words"))


def test_the_same_report_by_the_same_reader_is_the_first_while_that_is_open(post, reader, moderator, clock):
    comment = post()
    first = comment.report("spam", "Again.", by=reader)
    clock.shift(3600)
    assert comment.report("spam", " Again. ", by=reader) == first
    comment.dismiss_reports(moderator)
    assert comment.report("spam", "Again.", by=reader) != first


def test_what_a_reader_adds_is_kept_beside_their_first_report(post, reader):
    comment = post()
    comment.report("spam", by=reader)
    comment.report("abuse", "And more.", by=reader)
    comment.report("spam", "It sells boats.", by=reader)
    assert said(comment) == [("spam", ""), ("abuse", "And more."), ("spam", "It sells boats.")]


def test_people_behind_one_address_are_each_heard(post):
    comment = post()
    comment.report("spam", network="192.0.2.7")
    comment.report("abuse", network="192.0.2.7")
    comment.report("spam", "It names my street.", network="192.0.2.7")
    assert said(comment) == [("spam", ""), ("abuse", ""), ("spam", "It names my street.")]


def test_the_same_from_one_address_within_ten_minutes_is_one_report(post, clock):
    comment, other = post(), post()
    first = comment.report("spam", "Again.", network="192.0.2.7")
    assert comment.report("spam", " Again.\n", network="192.0.2.7") == first
    assert comment.report("spam", "Again.", network="192.0.2.8") != first
    assert other.report("spam", "Again.", network="192.0.2.7") != first
    clock.shift(599)
    assert comment.report("spam", "Again.", network="192.0.2.7") == first
    clock.shift(1)
    assert comment.report("spam", "Again.", network="192.0.2.7") != first


def test_an_address_is_kept_only_as_a_hash_and_not_at_all_of_who_is_signed_in(post, reader):
    comment = post()
    anonymous = comment.report("spam", network="192.0.2.7")
    assert "192.0.2.7" not in str(vars(anonymous))
    assert len(anonymous.address_hash) == 64
    assert comment.report("spam", by=reader, network="192.0.2.9").address_hash == ""


def test_two_reports_leave_it_standing_and_the_third_hides_it(post, reported):
    comment = reported(post(), 2)
    assert comment.is_visible
    assert reported(comment, 1).state == "hidden"
    assert Discussion.objects.get().visible_count == 0


def test_that_is_a_decision_too_by_no_moderator(post, reported):
    comment = reported(post(), 3)
    decision = comment.decisions.get()
    assert (decision.action, decision.moderator, decision.created_at) == (
        Decision.Action.HIDE,
        None,
        PUBLISHED,
    )
    assert comment.open_reports.count() == 3


def test_the_same_reader_three_times_is_one(post, reader):
    comment = post()
    for _ in range(3):
        comment.report("spam", by=reader)
    assert comment.is_visible


def test_one_reader_with_three_reasons_is_one_reader(post, reported, reader):
    comment = post()
    for reason in ("spam", "abuse", "illegal"):
        comment.report(reason, by=reader)
    comment.refresh_from_db()
    assert comment.is_visible
    assert reported(comment, 1).is_visible
    assert reported(comment, 1).state == "hidden"


def test_whose_report_was_dismissed_does_not_count_again(post, readers, moderator, reported):
    comment, three = post(), readers(3)
    for reader in three:
        comment.report("spam", by=reader)
    comment.dismiss_reports(moderator)
    for reader in three:
        comment.report("spam", "I say it again.", by=reader)
    comment.refresh_from_db()
    assert comment.is_visible and comment.open_reports.count() == 3
    assert reported(comment, 2).is_visible
    assert reported(comment, 1).state == "hidden"


def test_reports_without_an_account_hide_nothing_whatever_they_say(post):
    comment = post()
    for number in range(5):
        comment.report("abuse", f"For the {number}th time.", network="192.0.2.7")
    comment.refresh_from_db()
    assert comment.is_visible and comment.open_reports.count() == 5


def test_reports_without_an_account_only_queue(post):
    comment = post()
    for number in range(5):
        comment.report("spam", network=f"192.0.2.{number}")
    comment.refresh_from_db()
    assert comment.is_visible
    assert comment.open_reports.count() == 5
    assert not comment.decisions.exists()


def test_readers_without_a_confirmed_address_or_deactivated_only_queue(post, reported):
    comment = reported(post(), 2)
    reported(comment, 2, confirmed=False)
    reported(comment, 2, is_active=False)
    comment.report("spam", network="192.0.2.7")
    comment.refresh_from_db()
    assert comment.is_visible
    assert reported(comment, 1).state == "hidden"


def test_two_addresses_of_one_reader_are_one_reader(post, reported, readers):
    comment = reported(post(), 1)
    [reader] = readers(1)
    reader.emailaddress_set.create(email="second@readers.example", verified=True)
    comment.report("spam", by=reader)
    assert comment.is_visible


def test_what_a_moderator_approved_is_not_hidden_again(post, reported, moderator):
    comment = reported(post(), 3)
    comment.approve(moderator)
    assert reported(comment, 4).is_visible
    assert comment.open_reports.count() == 4


def test_after_dismissed_reports_only_new_ones_count(post, reported, moderator):
    comment = reported(post(), 2)
    comment.dismiss_reports(moderator)
    assert reported(comment, 2).is_visible
    assert reported(comment, 1).state == "hidden"


def test_what_is_hidden_is_not_hidden_twice(post, reported):
    comment = reported(post(), 5)
    assert comment.decisions.count() == 1
    assert comment.open_reports.count() == 5


def test_what_was_removed_stays_removed_whatever_is_reported(post, reported, moderator):
    comment = post()
    comment.remove(moderator, "spam")
    assert reported(comment, 3).state == "removed"


def test_a_report_changes_nothing_that_a_reader_could_see(post, reader):
    comment = post()
    before = Discussion.objects.values().get()
    comment.report("spam", by=reader)
    assert Discussion.objects.values().get() == before
