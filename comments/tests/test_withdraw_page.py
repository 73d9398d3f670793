"""A reader's own comments, what became of them, and taking one back."""

import datetime
import re

import pytest
from django.test import Client

from comments.models import Comment, Discussion

MINE = "/comments/mine/"


@pytest.fixture
def comment(post, reader):
    return post("Regretted.", author=reader)


@pytest.fixture
def address(comment):
    return f"{comment.get_absolute_url()}withdraw/"


@pytest.fixture
def signed_in(client, reader):
    client.force_login(reader)
    return client


def state(comment):
    return Comment.objects.get(pk=comment.pk).state


def test_its_author_is_asked_and_then_it_is_withdrawn(signed_in, address, comment, article):
    assert "Regretted." in signed_in.get(address).content.decode()
    assert state(comment) == "visible"
    assert signed_in.post(address)["Location"] == MINE
    assert state(comment) == "withdrawn"
    assert "Regretted." not in signed_in.get(article.get_absolute_url()).content.decode()


def test_twice_is_once(signed_in, address, comment):
    for _ in range(2):
        assert signed_in.post(address)["Location"] == MINE
    assert state(comment) == "withdrawn"


def test_also_after_the_discussion_has_closed(signed_in, address, comment, clock):
    clock.shift(30 * 24 * 3600)
    signed_in.post(address)
    assert state(comment) == "withdrawn"


def test_nobody_else_can(client, address, comment, other_reader, moderator):
    assert client.post(address).status_code == 302
    for other in (other_reader, moderator):
        client.force_login(other)
        assert client.get(address).status_code == client.post(address).status_code == 404
    assert state(comment) == "visible"


def test_without_djangos_token_it_stays(reader, address, comment):
    client = Client(enforce_csrf_checks=True)
    client.force_login(reader)
    assert client.post(address).status_code == 403
    assert state(comment) == "visible"


def test_what_reports_hid_can_be_withdrawn(signed_in, address, comment, reported):
    reported(comment, 3)
    assert address in signed_in.get(MINE).content.decode()
    signed_in.post(address)
    assert state(comment) == "withdrawn"


def test_what_was_removed_is_not_said_to_be_withdrawn(signed_in, address, comment, moderator):
    comment.remove(moderator, "abuse", "Insults.")
    response = signed_in.post(address, follow=True)
    assert "was withdrawn" not in response.content.decode()
    assert "was not withdrawn: a moderator had removed it already." in response.content.decode()
    assert state(comment) == "removed"


def test_the_author_is_told_why_it_was_removed(signed_in, comment, moderator):
    comment.remove(moderator, "abuse", "It insults <b>a reader</b>.")
    page = signed_in.get(MINE).content.decode()
    assert "Removed by a moderator" in page
    assert "Removed for this reason: abuse or hate. It insults &lt;b&gt;a reader&lt;/b&gt;." in page
    assert moderator.username not in page


def test_and_still_after_later_reports_were_dismissed(signed_in, comment, moderator, reported):
    comment.remove(moderator, "abuse", "Insults.")
    reported(comment, 1)
    comment.dismiss_reports(moderator, "Nothing more to do.")
    page = signed_in.get(MINE).content.decode()
    assert "Removed for this reason: abuse or hate. Insults." in page


def test_one_sees_ones_own_alone_and_only_signed_in(signed_in, comment, post):
    post("Somebody else's.")
    page = signed_in.get(MINE).content.decode()
    assert "Regretted." in page
    assert "Somebody else" not in page
    assert Client().get(MINE).status_code == 302


def test_older_ones_follow_by_position(signed_in, reader, post, clock):
    comments = []
    for number in range(27):
        clock.shift(300)
        comments.append(post(f"Number {number:02}.", author=reader))
    first = signed_in.get(MINE).content.decode()
    assert "Number 26." in first
    assert "Number 02." in first
    assert "Number 01." not in first
    second = signed_in.get(f"{MINE}?before={comments[2].pk}").content.decode()
    assert "Number 01." in second
    assert "Number 02." not in second
    assert f"?before={comments[2].pk}" in first
    assert "Older comments" not in second


def test_they_stand_by_time_whatever_came_into_the_table_first(signed_in, reader, post, article, clock):
    """An import of older ones, and some of one instant."""
    comments = []
    for number, hours in enumerate([5, 1, 3, 3, 3, 4, 2] * 4):
        clock.shift(300)
        comments.append(post(f"{number:02}.", author=reader))
        comments[-1].created_at = article.published_at - datetime.timedelta(hours=hours)
        comments[-1].save(update_fields=["created_at"])
    right = sorted(comments, key=lambda each: (each.created_at, each.pk), reverse=True)
    first = signed_in.get(MINE).content.decode()
    second = signed_in.get(MINE + re.search(r'href="(\?before=\d+)"', first)[1]).content.decode()
    seen = re.findall(r"<p[^>]*>(\d\d\.)</p>", first + second)
    assert seen == [each.text for each in right]
    assert "Older comments" not in second


@pytest.mark.parametrize("before", ["", "0", "01", "abc", "999999"])
def test_older_than_what_is_none_of_ones_own_is_no_page(signed_in, comment, before):
    assert signed_in.get(f"{MINE}?before={before}").status_code == 404


def test_nor_than_anothers(signed_in, comment, post):
    assert signed_in.get(f"{MINE}?before={post().pk}").status_code == 404
    assert signed_in.get(f"{MINE}?before={comment.pk}").status_code == 200


def test_of_a_killed_story_neither_the_headline_nor_that_one_can_read_it(signed_in, comment, article, editor):
    page = signed_in.get(MINE).content.decode()
    assert article.headline in page and '<span class="became">Visible</span>' in page
    article.kill(editor)
    page = signed_in.get(MINE).content.decode()
    assert article.headline not in page
    assert "Visible" not in page and comment.get_absolute_url() + '"' not in page
    assert "a story that was withdrawn" in page and "Not shown, like the story" in page
    assert "Regretted." in page
    # Still one's own to take back.
    address = f"{comment.get_absolute_url()}withdraw/"
    assert address in page
    assert article.headline not in signed_in.get(address).content.decode()
    signed_in.post(address)
    assert state(comment) == "withdrawn"


def test_what_moderators_did_is_still_told_under_a_killed_story(
    signed_in, comment, article, editor, moderator
):
    comment.remove(moderator, "abuse", "Insults.")
    article.kill(editor)
    page = signed_in.get(MINE).content.decode()
    assert "Removed by a moderator" in page and "Insults." in page


def test_where_the_discussion_is_off_nobody_can_read_it(signed_in, comment, article, editor):
    Discussion.objects.get().set_window(editor, "off")
    page = signed_in.get(MINE).content.decode()
    assert article.headline in page
    assert "Visible" not in page and comment.get_absolute_url() + '"' not in page
    assert "Not shown: the story has no discussion now" in page


def test_the_same_number_of_queries_for_one_and_for_many(
    signed_in,
    reader,
    post,
    comment,
    moderator,
    clock,
    django_assert_num_queries,
    django_assert_max_num_queries,
):
    comment.remove(moderator, "spam")
    with django_assert_max_num_queries(12) as one:
        signed_in.get(MINE)
    for number in range(20):
        clock.shift(datetime.timedelta(minutes=5))
        post(f"Number {number}.", author=reader).remove(moderator, "spam")
    with django_assert_num_queries(len(one)):
        signed_in.get(MINE)
