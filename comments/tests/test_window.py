"""Rule 2: when a discussion is shown and open, at the very instant."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from comments.models import CommentRejected, Discussion
from comments.tests import PUBLISHED

Mode = Discussion.Mode
MICROSECOND = datetime.timedelta(microseconds=1)
DAY = datetime.timedelta(days=1)


def window(article, now):
    """As a page would find it that is asked for at that instant."""
    article.refresh_from_db()
    return Discussion.of(article).window(now)


def is_open(article, now):
    return window(article, now).open


def test_it_opens_with_first_publication(make_article, editor, clock):
    draft = make_article()
    assert not window(draft, PUBLISHED).shown
    draft.publish(editor)
    assert not window(draft, PUBLISHED - MICROSECOND).shown
    assert window(draft, PUBLISHED).shown
    assert is_open(draft, PUBLISHED)


def test_a_draft_says_of_no_time_that_it_will_close_then(make_article):
    assert Discussion(article=make_article()).closes_at is None


@pytest.mark.parametrize("days", [1, 14])
def test_it_closes_the_sites_number_of_days_later_and_that_instant_is_closed(article, settings, days):
    settings.COMMENTS_OPEN_DAYS = days
    closing = PUBLISHED + days * DAY
    assert window(article, PUBLISHED).closes_at == closing
    assert is_open(article, closing - MICROSECOND)
    assert not is_open(article, closing)
    assert window(article, closing).shown


def test_no_days_close_it_at_once(article, settings):
    settings.COMMENTS_OPEN_DAYS = 0
    assert not is_open(article, PUBLISHED)
    assert window(article, PUBLISHED).shown


def test_an_empty_setting_never_closes_it(article, settings):
    settings.COMMENTS_OPEN_DAYS = None
    assert is_open(article, PUBLISHED + 10_000 * DAY)
    assert window(article, PUBLISHED).closes_at is None


def test_the_setting_is_read_from_the_environment():
    """0 is a number of days, empty is none."""
    import runpy

    from django.conf import settings

    def read(value):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("COMMENTS_OPEN_DAYS", value)
            return runpy.run_path(str(settings.BASE_DIR / "newsroom" / "settings.py"))["COMMENTS_OPEN_DAYS"]

    assert read("0") == 0
    assert read("") is None
    assert read("7") == 7


def test_updates_and_corrections_do_not_move_it(article, editor, clock):
    for day, verb in ((3, article.publish_update), (5, article.publish_correction)):
        clock.move_to(PUBLISHED + day * DAY)
        article.body += "<p>More.</p>"
        article.save()
        verb(editor, "A name was wrong.")
    assert article.history[-1].number == 3
    assert window(article, PUBLISHED + 5 * DAY).closes_at == PUBLISHED + 14 * DAY
    assert is_open(article, PUBLISHED + 14 * DAY - MICROSECOND)
    assert not is_open(article, PUBLISHED + 14 * DAY)


def test_killing_and_bringing_back_does_not_move_it(article, editor, clock):
    clock.move_to(PUBLISHED + DAY)
    article.kill(editor)
    clock.move_to(PUBLISHED + 2 * DAY)
    article.bring_back(editor)
    assert window(article, PUBLISHED + 2 * DAY).closes_at == PUBLISHED + 14 * DAY


def test_the_discussion_of_a_killed_story_is_shut_and_hidden(article, editor, discussion):
    discussion.set_window(editor, Mode.OPEN)
    article.kill(editor)
    found = window(article, PUBLISHED)
    assert (found.shown, found.open) == (False, False)
    article.bring_back(editor)
    assert is_open(article, PUBLISHED)


@pytest.mark.parametrize("mode", [Mode.AUTOMATIC, Mode.OPEN])
def test_a_scheduled_story_has_none_before_its_instant(make_article, editor, clock, mode):
    story = make_article()
    story.publish(editor, at=PUBLISHED + DAY)
    Discussion.of(story).set_window(editor, mode)
    before = window(story, PUBLISHED + DAY - MICROSECOND)
    assert (before.shown, before.open) == (False, False)
    assert is_open(story, PUBLISHED + DAY)


def test_a_scheduled_storys_days_count_from_its_own_instant(make_article, editor, clock):
    story = make_article()
    story.publish(editor, at=PUBLISHED + DAY)
    assert is_open(story, PUBLISHED + 15 * DAY - MICROSECOND)
    assert not is_open(story, PUBLISHED + 15 * DAY)


# The editor's override, in its five forms, wins over the site's number of days.


def test_open_until_a_time_that_may_come_sooner_or_later_than_the_days(article, editor, discussion):
    for until in (PUBLISHED + DAY, PUBLISHED + 100 * DAY):
        discussion.set_window(editor, Mode.UNTIL, until)
        assert window(article, PUBLISHED).closes_at == until
        assert is_open(article, until - MICROSECOND)
        assert not is_open(article, until)
        assert window(article, until).shown


@pytest.mark.parametrize("days", [0, 14])
def test_always_open(article, editor, discussion, settings, days):
    settings.COMMENTS_OPEN_DAYS = days
    discussion.set_window(editor, Mode.OPEN)
    assert is_open(article, PUBLISHED + 10_000 * DAY)
    assert window(article, PUBLISHED).closes_at is None


def test_closed_now_is_closed_and_still_to_be_read(article, editor, discussion):
    discussion.set_window(editor, Mode.CLOSED)
    found = window(article, PUBLISHED)
    assert (found.shown, found.open) == (True, False)


def test_closed_by_hand_it_speaks_of_no_limited_time(client, article, editor, discussion, post):
    thread = post()
    discussion.set_window(editor, Mode.CLOSED)
    for address in (article.get_absolute_url(), thread.thread_address):
        page = client.get(address).content.decode()
        assert "This discussion is now closed." in page
        assert "limited time" not in page


def test_closed_by_time_it_says_why(client, article, clock, post):
    post()
    clock.move_to(PUBLISHED + 14 * DAY)
    for address in (article.get_absolute_url(), Discussion.objects.get().comments.get().thread_address):
        page = client.get(address).content.decode()
        assert "This discussion is now closed." in page
        assert "Comments are taken for a limited time after a story is published." in page


@pytest.mark.parametrize("how", ["by hand", "by time"])
def test_the_editors_own_words_stand_wherever_it_says_that_it_is_closed(
    client, article, editor, reader, discussion, post, clock, how
):
    thread = post()
    if how == "by hand":
        discussion.set_window(editor, Mode.CLOSED, note=" We begin <anew> tomorrow. ")
    else:
        discussion.set_window(editor, Mode.UNTIL, PUBLISHED + DAY, note="We begin <anew> tomorrow.")
        assert "We begin" not in client.get(article.get_absolute_url()).content.decode()
        clock.move_to(PUBLISHED + DAY)
    client.force_login(reader)
    form = f"{article.get_absolute_url()}comment/"
    for address in (article.get_absolute_url(), thread.thread_address, form):
        page = client.get(address).content.decode()
        assert "We begin &lt;anew&gt; tomorrow." in page, address
        assert "limited time" not in page
    assert "We begin &lt;anew&gt; tomorrow." in client.post(form, {"text": "Late."}).content.decode()


def test_the_words_are_part_of_the_version_and_stay_until_others_are_given(article, editor, discussion):
    def now():
        found = Discussion.objects.get()
        return found.mode, found.note, found.version

    discussion.set_window(editor, Mode.CLOSED, note="Until tomorrow.")
    assert now() == (Mode.CLOSED, "Until tomorrow.", 1)
    discussion.set_window(editor, Mode.CLOSED, note="Until tomorrow.")
    discussion.set_window(editor, Mode.CLOSED)
    assert now() == (Mode.CLOSED, "Until tomorrow.", 1)
    discussion.set_window(editor, Mode.OPEN)
    assert now() == (Mode.OPEN, "Until tomorrow.", 2)
    discussion.set_window(editor, Mode.CLOSED, note="")
    assert now() == (Mode.CLOSED, "", 3)


def test_off_is_no_discussion_at_all(article, editor, discussion):
    discussion.set_window(editor, Mode.OFF)
    found = window(article, PUBLISHED)
    assert (found.shown, found.open) == (False, False)


def test_back_to_automatic_forgets_the_time(article, editor, discussion):
    discussion.set_window(editor, Mode.UNTIL, PUBLISHED + DAY)
    discussion.set_window(editor, Mode.AUTOMATIC, PUBLISHED + DAY)
    assert Discussion.objects.get().until is None
    assert window(article, PUBLISHED).closes_at == PUBLISHED + 14 * DAY


def test_setting_the_window_leaves_the_counts_alone(article, editor, discussion, post):
    """Not even one that was read before a comment came."""
    post()
    discussion.refresh_from_db()
    stale = Discussion.objects.get()
    post()
    stale.set_window(editor, Mode.CLOSED)
    found = Discussion.objects.get()
    assert (found.mode, found.visible_count, found.last_thread_number) == (Mode.CLOSED, 2, 2)


def test_setting_it_twice_is_once(editor, discussion):
    discussion.set_window(editor, Mode.CLOSED)
    discussion.set_window(editor, Mode.CLOSED)
    assert Discussion.objects.get().version == 1


@pytest.mark.parametrize(("mode", "until"), [(Mode.UNTIL, None), (Mode.OPEN, PUBLISHED)])
def test_the_database_takes_no_other_mode_with_a_time_and_no_until_without(article, mode, until):
    with pytest.raises(IntegrityError, match="discussion_until_has_a_time"), transaction.atomic():
        Discussion.objects.create(article=article, mode=mode, until=until)


# Rule 3: the instant of the write decides.


def test_a_comment_sent_one_microsecond_before_the_end_is_stored_with_that_time(post, clock):
    clock.move_to(PUBLISHED + 14 * DAY - MICROSECOND)
    assert post().created_at == PUBLISHED + 14 * DAY - MICROSECOND


@pytest.mark.parametrize("mode", [Mode.AUTOMATIC, Mode.UNTIL, Mode.CLOSED])
def test_at_the_closing_instant_nothing_is_stored_and_the_writer_is_told(
    article, editor, discussion, post, clock, mode
):
    closing = PUBLISHED + 14 * DAY
    discussion.set_window(editor, mode, closing)
    clock.move_to(closing)
    with pytest.raises(CommentRejected, match="now closed") as refusal:
        post()
    assert refusal.value.try_again_at is None
    assert not discussion.comments.exists()


@pytest.fixture
def while_waiting(monkeypatch):
    """while_waiting(move the clock) -> it moves while a write waits for the discussion's lock."""
    lock = Discussion.lock

    def wait(move):
        def locked(discussion):
            lock(discussion)
            move()

        monkeypatch.setattr(Discussion, "lock", locked)

    return wait


def test_the_instant_that_decides_is_the_one_at_which_the_locks_are_held(post, reader, clock, while_waiting):
    clock.move_to(PUBLISHED + 14 * DAY - MICROSECOND)
    while_waiting(lambda: clock.move_to(PUBLISHED + 14 * DAY))
    with pytest.raises(CommentRejected, match="now closed"):
        post(author=reader)


def test_and_is_what_is_stored(post, reader, moderator, clock, while_waiting):
    while_waiting(lambda: clock.shift(60))
    minute = datetime.timedelta(minutes=1)
    comment = post()
    assert comment.created_at == PUBLISHED + minute
    assert comment.report("spam", by=reader).created_at == PUBLISHED + 2 * minute
    assert comment.remove(moderator, "spam").created_at == PUBLISHED + 3 * minute


def test_no_comment_where_there_is_no_discussion(article, editor, discussion, post):
    discussion.set_window(editor, Mode.OFF)
    with pytest.raises(CommentRejected, match="no discussion"):
        post()


def test_no_comment_on_a_story_killed_since_the_page_was_opened(article, editor, discussion, reader):
    discussion.article.headline  # noqa: B018 - read before the kill
    article.__class__.objects.get().kill(editor)
    with pytest.raises(CommentRejected, match="no discussion"):
        discussion.post(reader, "Written before the kill.")


def test_a_window_closed_since_the_page_was_opened_is_closed(article, editor, post, reader):
    post()
    opened = Discussion.objects.get()
    Discussion.objects.get().set_window(editor, Mode.CLOSED)
    with pytest.raises(CommentRejected, match="now closed"):
        opened.post(reader, "Written while it closed.")


def test_after_the_end_it_is_still_read_reported_moderated_and_withdrawn(post, reader, moderator, clock):
    comments = [post() for _ in range(2)]
    clock.move_to(PUBLISHED + 20 * DAY)
    comments[0].report("spam", by=reader)
    comments[0].remove(moderator, "spam")
    comments[1].withdraw(comments[1].author)
    assert [comment.state for comment in comments] == ["removed", "withdrawn"]
