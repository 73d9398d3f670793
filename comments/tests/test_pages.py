"""The discussion as readers see it: threads and replies, places kept, pages, permalinks, updates."""

import re

import pytest
from django.test import Client

from comments.models import Comment, Discussion
from core.fragment_cache import fragment_cache


def page_of(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def anchors(page):
    """What stands on a page, in its order."""
    return [int(pk) for pk in re.findall(r'id="comment-(\d+)"', page)]


def words_of(page):
    """Without markup, its spaces folded."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def address(article):
    return article.get_absolute_url()


def test_threads_stand_in_order_with_their_replies_below(client, address, post):
    first, second = post(), post()
    reply = post(parent=first)
    assert anchors(page_of(client, address)) == [first.pk, reply.pk, second.pk]


def test_a_page_has_twenty_five_threads_oldest_first(client, address, crowd):
    threads = [each.pk for each in crowd(51)]
    assert anchors(page_of(client, address)) == threads[:25]
    assert anchors(page_of(client, f"{address}?page=2")) == threads[25:50]
    assert anchors(page_of(client, f"{address}?page=3")) == threads[50:]


@pytest.mark.parametrize("page", ["0", "-1", "4", "1.5", "x", "", "９", "99999999999999999999"])
def test_what_is_no_page_is_not_found(client, address, crowd, page):
    crowd(51)
    assert client.get(f"{address}?page={page}").status_code == 404


def test_a_thread_that_is_gone_moves_no_other(client, address, crowd, moderator):
    threads = crowd(27)
    threads[0].remove(moderator, "spam")
    assert anchors(page_of(client, address)) == [each.pk for each in threads[1:25]]
    assert anchors(page_of(client, f"{address}?page=2")) == [each.pk for each in threads[25:]]


def test_three_replies_and_a_link_to_the_others(client, address, post):
    thread = post()
    replies = [post(parent=thread) for _ in range(5)]
    page = page_of(client, address)
    assert anchors(page) == [thread.pk, *(each.pk for each in replies[:3])]
    assert f"2 more replies in the thread of {thread.author}" in words_of(page)
    assert f'href="{thread.thread_address}"' in page
    own = page_of(client, thread.thread_address)
    assert anchors(own) == [thread.pk, *(each.pk for each in replies)]


def test_a_thread_of_three_needs_no_link(client, address, post):
    thread = post()
    for _ in range(3):
        post(parent=thread)
    assert "more repl" not in page_of(client, address)


def test_the_count_of_more_replies_is_of_what_can_be_read(client, address, post, moderator):
    thread = post()
    replies = [post(parent=thread) for _ in range(5)]
    replies[4].remove(moderator, "spam")
    assert "1 more reply in the thread" in words_of(page_of(client, address))
    replies[3].remove(moderator, "spam")
    assert "more repl" not in page_of(client, address)


def test_a_long_thread_has_pages_of_its_own(client, post):
    thread = post()
    replies = [post(parent=thread).pk for _ in range(51)]
    assert anchors(page_of(client, thread.thread_address)) == [thread.pk, *replies[:50]]
    assert anchors(page_of(client, f"{thread.thread_address}?page=2")) == [thread.pk, replies[50]]
    assert client.get(f"{thread.thread_address}?page=3").status_code == 404


def test_a_reply_says_whom_it_answers_and_links_there(client, address, post):
    thread = post()
    replies = [post(parent=thread) for _ in range(3)]
    post(parent=replies[2])
    page = page_of(client, address)
    assert page.count(f'in reply to <a href="#{thread.anchor}">{thread.author}</a>') == 3
    to_first_page = Comment.objects.latest("pk")
    own = page_of(client, to_first_page.thread_address)
    assert f'in reply to <a href="#{replies[2].anchor}">{replies[2].author}</a>' in own


def test_whom_it_answers_may_stand_on_another_page(client, post):
    thread = post()
    replies = [post(parent=thread) for _ in range(50)]
    post(parent=replies[0])
    page = page_of(client, f"{thread.thread_address}?page=2")
    assert f'in reply to <a href="{replies[0].get_absolute_url()}">{replies[0].author}</a>' in page


# Permalinks: they find the page, wherever that is by then.


def follow(client, comment):
    response = client.get(comment.get_absolute_url())
    assert response.status_code == 302
    address, _, anchor = response["Location"].partition("#")
    assert anchor == comment.anchor
    assert comment.pk in anchors(page_of(client, address))
    return address


def test_a_permalink_finds_each_comments_page(client, address, crowd, post):
    threads = crowd(26)
    replies = [post(parent=threads[25]) for _ in range(52)]
    assert follow(client, threads[0]) == address
    assert follow(client, threads[24]) == address
    assert follow(client, threads[25]) == f"{address}?page=2"
    assert follow(client, replies[2]) == f"{address}?page=2"
    assert follow(client, replies[3]) == threads[25].thread_address
    assert follow(client, replies[49]) == threads[25].thread_address
    assert follow(client, replies[50]) == f"{threads[25].thread_address}?page=2"


def test_a_permalink_follows_a_reply_that_moves_up(client, address, post, moderator):
    thread = post()
    replies = [post(parent=thread) for _ in range(4)]
    assert follow(client, replies[3]) == thread.thread_address
    replies[0].remove(moderator, "spam")
    assert follow(client, replies[3]) == address


@pytest.mark.parametrize(
    ("state", "status"), [("removed", 410), ("withdrawn", 410), ("hidden", 404), ("held", 404)]
)
def test_a_permalink_of_what_has_no_place_says_so_and_leads_to_the_discussion(
    client, address, crowd, post, put, state, status
):
    crowd(25)
    comment = put(post("The text that is gone."), state)
    response = client.get(comment.get_absolute_url())
    assert response.status_code == status
    page = response.content.decode()
    assert f'<a href="{address}?page=2#comments">' in page
    assert "The text that is gone." not in page and comment.author.username not in page


def test_what_is_held_and_what_reports_hid_are_answered_alike_and_so_are_the_two_that_are_gone(
    client, post, put
):
    comment = post()
    said = {}
    for state in ("held", "hidden", "removed", "withdrawn"):
        put(comment, state)
        said[state] = client.get(comment.get_absolute_url()).content
    assert said["held"] == said["hidden"] != said["removed"] == said["withdrawn"]


def test_a_permalink_of_what_never_was_is_not_found(client, post):
    post()
    response = client.get("/comments/999999/")
    assert response.status_code == 404
    assert "discussion" not in response.content.decode()


@pytest.mark.parametrize("state", ["visible", "removed", "held"])
def test_a_permalink_under_a_killed_story_says_that_the_story_is_gone(
    client, article, editor, post, put, state
):
    comment = put(post(), state)
    article.kill(editor)
    response = client.get(comment.get_absolute_url())
    assert response.status_code == 410
    assert "This story was withdrawn" in response.content.decode()


@pytest.mark.parametrize("ending", ["", "reply/", "report/"])
def test_permalinks_of_a_discussion_that_is_off_are_not_found(client, editor, post, ending):
    comment = post()
    Discussion.objects.get().set_window(editor, "off")
    assert client.get(comment.get_absolute_url() + ending).status_code == 404
    assert client.get(comment.thread_address).status_code == 404


# Rule 5


SAYS = {
    "held": "waiting for a moderator",
    "hidden": "hidden until a moderator has looked",
    "removed": "removed by a moderator",
    "withdrawn": "withdrawn by its author",
}


@pytest.mark.parametrize("state", SAYS)
def test_what_is_not_shown_keeps_its_place_without_text_and_name(client, address, post, put, state):
    thread = post("The text that is gone.")
    reply = post(parent=thread)
    put(thread, state)
    for where in (address, thread.thread_address):
        page = page_of(client, where)
        assert anchors(page) == [thread.pk, reply.pk]
        assert SAYS[state] in page
        assert "The text that is gone." not in page
        assert thread.author.username not in page
        assert "in reply to a comment that is not shown" in words_of(page)
    assert "Comments (1)" in page_of(client, address)


@pytest.mark.parametrize("state", SAYS)
def test_without_a_visible_reply_it_is_not_there(client, address, post, put, state):
    comment, other = post(), post()
    reply = post(parent=comment)
    put(comment, state)
    put(reply, state)
    page = page_of(client, address)
    assert anchors(page) == [other.pk]
    assert SAYS[state] not in page
    assert "Comments (1)" in page
    assert client.get(comment.thread_address).status_code == 404


def test_a_placeholder_can_be_neither_answered_nor_reported(client, reader, post, moderator):
    comment = post()
    post(parent=comment)
    comment.remove(moderator, "spam")
    client.force_login(reader)
    for ending in ("reply/", "report/"):
        assert client.get(comment.get_absolute_url() + ending).status_code == 404
        response = client.post(comment.get_absolute_url() + ending, {"text": "x", "reason": "spam"})
        assert response.status_code == 422
    assert not comment.reports.exists()


# Where the story was updated


def test_one_line_marks_where_the_story_was_updated(client, address, article, editor, post, clock):
    before = post()
    clock.shift(3600)
    article.body += "<p>More.</p>"
    article.save()
    article.publish_update(editor)
    after = post()
    page = page_of(client, address)
    assert page.count("Story updated") == 1
    between = page[page.index(before.anchor) : page.index(after.anchor)]
    assert "Story updated 2:12am EDT" in words_of(between)


# The same number of queries for 2 comments as for 2,000.


def queries_of(client, address, django_assert_max_num_queries):
    fragment_cache.clear()
    with django_assert_max_num_queries(30) as queries:
        page_of(client, address)
    return len(queries)


def many(discussion, author, revision, threads, replies):
    """Rows as the verbs would leave them, made in one go."""
    common = {
        "discussion": discussion,
        "author": author,
        "revision": revision,
        "text": "x",
        "html": "<p>x</p>",
    }
    common["created_at"] = discussion.article.published_at
    first = discussion.last_thread_number + 1
    begun = Comment.objects.bulk_create(
        Comment(**common, number=number, previewed=True, visible_replies=replies, last_position=replies)
        for number in range(first, first + threads)
    )
    Comment.objects.bulk_create(
        Comment(**common, number=each.number, position=place, thread=each, parent=each, previewed=place <= 3)
        for each in begun
        for place in range(1, replies + 1)
    )
    discussion.last_thread_number += threads
    discussion.visible_count += threads * (1 + replies)
    discussion.version += 1
    discussion.save()


def test_two_thousand_comments_take_no_more_queries_than_two(
    client, address, article, reader, post, django_assert_max_num_queries
):
    thread = post()
    post(parent=thread)
    two = queries_of(client, address, django_assert_max_num_queries)
    two_in_thread = queries_of(client, thread.thread_address, django_assert_max_num_queries)
    many(Discussion.objects.get(), reader, article.revision, threads=200, replies=9)
    assert len(anchors(page_of(client, address))) > 90
    assert queries_of(client, address, django_assert_max_num_queries) == two
    last = Comment.objects.filter(position=0).latest("number")
    assert queries_of(client, last.thread_address, django_assert_max_num_queries) == two_in_thread
    # A later page also looks at what stands before it.
    assert queries_of(client, f"{address}?page=5", django_assert_max_num_queries) == two + 1


def test_the_link_to_report_says_whose_comment(client, address, post):
    comment = post()
    page = page_of(Client(), address)
    link = re.search(rf'<a href="{comment.get_absolute_url()}report/"[^>]*>(.*?)</a>', page)[1]
    assert words_of(link) == f"Report as abuse (comment by {comment.author})"


def test_a_pen_name_is_text(client, address, post):
    thread = post()
    replies = [post(parent=thread) for _ in range(4)]
    type(thread.author).objects.filter(pk=thread.author_id).update(username="<i>&")
    for page in (page_of(client, address), page_of(client, replies[3].thread_address)):
        assert "<b>&lt;i&gt;&amp;</b>" in page
        assert "Reply to &lt;i&gt;&amp;" in words_of(page)
        assert "(comment by &lt;i&gt;&amp;)" in page
        assert f'in reply to <a href="#{thread.anchor}">&lt;i&gt;&amp;</a>' in page
        assert "<i>&" not in page
    assert "in the thread of &lt;i&gt;&amp;" in page_of(client, address)
