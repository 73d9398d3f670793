"""A comment's page in the admin: everything one decides by, and one form to decide with."""

import re

import pytest
from django.db import connection
from django.forms import model_to_dict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments.models import Comment, Decision, Discussion
from comments.moderation.admin.around import thread_around
from comments.moderation.decisions import Seen
from newsroom.tests.support.statements import watched


@pytest.fixture
def desk(client, moderator):
    client.force_login(moderator)
    return client


def at(comment):
    return reverse("admin:comments_comment_change", args=[comment.pk])


def words_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def section(page, name):
    """One part of the page as text, by the id of its heading."""
    start = page.index(f'aria-labelledby="{name}"')
    return words_of(page[start : page.index("</section>", start)].partition(">")[2])


def carried(page):
    """What the form carries along of what the moderator has seen."""
    return dict(re.findall(r'name="(decision|report)" value="(\d+)"', page))


def decide(client, comment, action, page=None, **typed):
    page = page or client.get(at(comment)).content.decode()
    return client.post(at(comment), {"action": action} | carried(page) | typed)


def state(comment):
    return Comment.objects.get(pk=comment.pk).state


def buttons(page):
    return re.findall(r'name="action" value="(\w+)"', page)


def test_it_shows_the_comment_as_readers_saw_it_with_story_and_state(desk, post, reported, article):
    comment = reported(post("One <b>word</b>\n\nhttps://e.example/x"), 3)
    page = desk.get(at(comment)).content.decode()
    assert comment.html in page
    assert article.headline in page
    assert article.get_absolute_url() in page
    assert "State: Hidden by reports" in words_of(page)


def test_every_report_with_reason_words_time_and_by_whom(desk, post, readers):
    comment = post()
    [reader] = readers(1)
    comment.report("other", "It copies <i>a book</i>.", by=reader)
    comment.report("illegal", network="192.0.2.7")
    said = section(desk.get(at(comment)).content.decode(), "reports-title")
    assert "Reports: 2 open" in said
    assert (
        f"Something else It copies &lt;i&gt;a book&lt;/i&gt;. {reader.username} Jul 6, 2013 1:12 AM EDT open"
        in said
    )
    assert "Illegal content without an account" in said


def test_the_thread_around_it(desk, post):
    thread = post("It begins.")
    replies = [post(f"Reply {number:02}.", parent=thread) for number in range(1, 13)]
    comment = post("In question.", parent=replies[1])
    post("Far off.", parent=thread)
    hanging = post("Hanging on it.", parent=comment)
    page = desk.get(at(comment)).content.decode()
    said = section(page, "thread-title")
    order = [
        "It begins.",
        "…",
        "Reply 02.",
        "…",
        "Reply 11.",
        "Reply 12.",
        "wrote this comment",
        "Far off.",
        "Hanging on it.",
    ]
    assert re.findall("|".join(map(re.escape, [*sorted(set(order)), "Reply 03."])), said) == order
    assert f"in reply to {replies[1].author}" in said
    assert at(hanging) in page


def test_what_begins_a_thread_shows_what_hangs_on_it(desk, post):
    thread = post("It begins.")
    for number in range(1, 21):
        post(f"Reply {number:02}.", parent=thread)
    said = section(desk.get(at(thread)).content.decode(), "thread-title")
    assert "Reply 10." in said
    assert "Reply 11." not in said


def cost(comment):
    """Of its thread: SQLite's own steps, or the rows that PostgreSQL looked at, taken or not."""
    if connection.vendor == "sqlite":
        with watched() as statements:
            thread_around(Comment.objects.get(pk=comment.pk))
        return sum(each.steps for each in statements)
    with CaptureQueriesContext(connection) as asked:
        thread_around(Comment.objects.get(pk=comment.pk))
    with connection.cursor() as cursor:
        plans = [
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {each['sql']}").fetchone()[0]
            for each in asked.captured_queries
        ]
    return sum(rows(plan["Plan"]) for (plan,) in plans)


def rows(plan):
    looked_at = (
        plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0) if "Scan" in plan["Node Type"] else 0
    )
    return looked_at * plan["Actual Loops"] + sum(map(rows, plan.get("Plans", ())))


def test_the_thread_around_it_costs_the_same_however_long_it_is_and_however_many_were_before(post):
    older = [post(), post()]
    thread = post()
    comments = [thread, *(post(parent=thread) for _ in range(20))]
    looked_at = (thread, comments[10], comments[-1])

    def lengthen(thread, numbers):
        like = model_to_dict(comments[-1], exclude=["id", "position"])
        like |= {"thread": thread.pk, "parent": thread.pk, "number": thread.number}
        like = {Comment._meta.get_field(name).attname: value for name, value in like.items()}
        Comment.objects.bulk_create(Comment(**like, position=number) for number in numbers)

    few = list(map(cost, looked_at))
    lengthen(older[0], range(1, 2001))
    newest = post()
    lengthen(newest, range(1, 2001))
    lengthen(thread, range(21, 2021))
    with connection.cursor() as cursor:
        # What a server does by itself, in a paper that has been there for an hour.
        cursor.execute("ANALYZE")
    many = list(map(cost, (newest, *looked_at)))
    assert max(many) < 1.5 * max(few), (few, many)


def test_the_authors_history_and_what_became_of_it(desk, post, reader, moderator, clock):
    older = post("An older one.", author=reader)
    older.remove(moderator, "abuse", "Insults.")
    clock.shift(60)
    comment = post(author=reader)
    page = desk.get(at(comment)).content.decode()
    said = section(page, "author-title")
    assert "RedFern so far 2 comments, 1 of them removed" in said
    assert "An older one." in said
    assert "Removed by a moderator ; removed (abuse or hate)" in said
    assert f"?show=all&amp;author__id__exact={reader.pk}" in page


def test_all_decisions_so_far(desk, post, reported, moderator):
    comment = reported(post(), 3)
    comment.remove(moderator, "abuse", "Insults.")
    comment.approve(moderator, "A quotation, after all.")
    said = section(desk.get(at(comment)).content.decode(), "decisions-title")
    assert "Hidden until looked at the rule" in said
    assert "Removed OttoLind Jul 6, 2013 1:12 AM EDT Abuse or hate. Insults. 3" in said
    assert said.index("Removed") < said.index("Approved") < said.index("A quotation, after all.")


def test_the_rules_own_words_are_said_when_shown_and_not_stored(desk, post, reported):
    comment = reported(post(), 3)
    assert comment.decisions.get().words == ""
    assert "the rule Jul 6, 2013 1:12 AM EDT 3 readers reported it." in section(
        desk.get(at(comment)).content.decode(), "decisions-title"
    )


def test_rows_that_were_stored_with_the_rules_words_say_them_once(desk, post, reported):
    comment = reported(post(), 3)
    comment.decisions.update(words="3 readers reported it.")
    page = desk.get(at(comment)).content.decode()
    assert page.count("3 readers reported it.") == 1


@pytest.mark.parametrize(
    ("action", "typed", "after"),
    [
        ("approve", {"words": "Fair comment."}, "visible"),
        ("dismiss", {"words": "Unfounded."}, "visible"),
        ("remove", {"words": "Insults.", "reason": "abuse"}, "removed"),
        ("remove", {"reason": "abuse"}, "removed"),
    ],
)
def test_a_button_calls_its_verb_with_what_was_typed(desk, post, reported, moderator, action, typed, after):
    comment = reported(post(), 3)
    assert decide(desk, comment, action, **typed).status_code == 302
    assert state(comment) == after
    decision = comment.decisions.latest("pk")
    assert (decision.action, decision.moderator) == (action, moderator)
    assert (decision.words, decision.reason) == (typed.get("words", ""), typed.get("reason", ""))
    assert not comment.open_reports.exists()


@pytest.mark.parametrize("typed", [{}, {"reason": "dislike"}, {"reason": "other", "words": " "}])
def test_removing_without_a_reason_to_tell_is_refused_and_keeps_the_words(desk, post, reported, typed):
    comment = reported(post(), 1)
    response = decide(desk, comment, "remove", **({"words": "Insults."} | typed))
    assert response.status_code == 422
    page = response.content.decode()
    assert "Nothing was decided yet." in page
    assert typed.get("words", "Insults.").strip() in page
    assert state(comment) == "visible"
    assert not Decision.objects.exists()


def test_after_a_decision_comes_the_next_that_waits_with_a_message(desk, post, reported):
    most, first, second = reported(post(), 2), reported(post(), 1), reported(post(), 1)
    response = decide(desk, first, "approve")
    assert response["Location"] == at(most)
    assert f"Approved: the comment by {first.author}." in desk.get(response["Location"]).content.decode()
    assert decide(desk, most, "approve")["Location"] == at(second)
    response = decide(desk, second, "approve")
    assert response["Location"] == "/admin/comments/comment/"
    assert "Nothing else is waiting." in desk.get(response["Location"]).content.decode()


def test_who_came_from_another_list_goes_back_to_it(desk, post, reported):
    comment, _ = post(), reported(post(), 1)
    page = desk.get(at(comment)).content.decode()
    response = desk.post(
        f"{at(comment)}?_changelist_filters=show%3Dall",
        {"action": "remove", "reason": "spam"} | carried(page),
    )
    assert response["Location"] == "/admin/comments/comment/?show=all"


# Two moderators at once


def test_the_second_is_told_who_decided_what_and_when_and_keeps_what_was_typed(
    desk, post, reported, moderator, other_moderator, clock
):
    comment = reported(post(), 1)
    page = desk.get(at(comment)).content.decode()
    clock.shift(60)
    comment.approve(other_moderator, "A quotation.")
    response = decide(desk, comment, "remove", page, reason="abuse", words="My own words.")
    assert response.status_code == 409
    said = response.content.decode()
    assert (
        "AdaMeer has already decided: Approved, Jul 6, 2013 1:13 AM EDT. Nothing of yours was stored" in said
    )
    assert "My own words." in said
    assert '<option value="abuse" selected>' in said
    assert "A quotation." in section(said, "decisions-title")
    assert state(comment) == "visible"
    assert comment.decisions.count() == 1
    # Now they have seen it, and may decide otherwise.
    assert decide(desk, comment, "remove", said, reason="abuse").status_code == 302
    assert state(comment) == "removed"


def test_a_mistake_in_the_form_does_not_keep_the_others_decision_back(desk, post, reported, other_moderator):
    comment = reported(post(), 1)
    page = desk.get(at(comment)).content.decode()
    comment.remove(other_moderator, "spam")
    response = decide(desk, comment, "remove", page, words="My own words.")
    assert response.status_code == 409
    assert "AdaMeer has already decided: Removed" in response.content.decode()
    assert "My own words." in response.content.decode()
    assert comment.decisions.count() == 1


def test_a_double_click_is_one_decision_and_no_conflict(desk, post, reported):
    comment = reported(post(), 1)
    page = desk.get(at(comment)).content.decode()
    for _ in range(2):
        assert decide(desk, comment, "remove", page, reason="spam").status_code == 302
    assert comment.decisions.count() == 1


def test_a_report_that_came_while_reading_stays_open(desk, post, reported):
    comment = reported(post(), 1)
    page = desk.get(at(comment)).content.decode()
    reported(comment, 1)
    decide(desk, comment, "approve", page)
    assert comment.open_reports.count() == 1


@pytest.mark.parametrize("missing", ["decision", "report", "action"])
@pytest.mark.parametrize("value", [None, "", "x", "-1"])
def test_a_form_without_what_was_seen_decides_nothing(desk, post, reported, missing, value):
    comment = reported(post(), 1)
    data = {"action": "approve", "decision": "0", "report": "1"}
    data.pop(missing)
    response = desk.post(at(comment), data if value is None else data | {missing: value})
    assert response.status_code == 422
    assert "nothing was stored" in response.content.decode()
    assert carried(response.content.decode()) == {"decision": "0", "report": str(Seen.now(comment).report)}
    assert not Decision.objects.exists()


# What is offered, and to whom


def test_only_what_would_change_something_is_offered(desk, post, reported, put):
    def offered(comment):
        return buttons(desk.get(at(comment)).content.decode())

    assert offered(post()) == ["approve", "remove"]
    assert offered(reported(post(), 1)) == offered(reported(post(), 3)) == ["approve", "dismiss", "remove"]
    assert offered(put(post(), "removed")) == ["approve"]
    assert offered(put(reported(post(), 1), "withdrawn")) == ["dismiss"]
    assert offered(put(post(), "withdrawn")) == []


def test_editors_read_without_the_names_of_reporters_and_decide_nothing(client, editor, post, readers):
    comment = post()
    [reader] = readers(1)
    comment.report("abuse", "Insults.", by=reader)
    client.force_login(editor)
    page = client.get(at(comment)).content.decode()
    assert "Insults." in page
    assert reader.username not in page
    assert buttons(page) == []
    response = client.post(
        at(comment), {"action": "remove", "reason": "spam", "decision": "0", "report": "9"}
    )
    assert response.status_code == 403
    assert state(comment) == "visible"


def test_other_staff_see_nothing(client, make_reader, post):
    client.force_login(make_reader("Printer", is_staff=True))
    assert client.get(at(post())).status_code == 403


def test_without_djangos_token_nothing_is_decided(moderator, post, reported):
    comment = reported(post(), 1)
    client = Client(enforce_csrf_checks=True)
    client.force_login(moderator)
    assert client.post(at(comment), {"action": "approve", "decision": "0", "report": "9"}).status_code == 403
    assert not Decision.objects.exists()


def test_looking_changes_nothing(desk, post, reported):
    comment = reported(post(), 3)
    before = Discussion.objects.values().get()
    desk.get(f"{at(comment)}?action=approve&decision=0&report=9")
    assert (state(comment), Discussion.objects.values().get()) == ("hidden", before)


def test_a_comment_that_does_not_exist_leads_away(desk):
    assert desk.get("/admin/comments/comment/999999/change/").status_code == 302
    assert desk.get("/admin/comments/comment/x/change/").status_code == 302


def test_its_page_has_no_script_or_style_of_its_own(desk, post, reported):
    response = desk.get(at(reported(post("<script>x</script>"), 1)))
    page = response.content.decode()
    assert "unsafe" not in response["Content-Security-Policy"]
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)


def test_much_around_it_takes_no_more_queries(
    desk, post, reported, reader, moderator, clock, django_assert_num_queries
):
    thread = post()
    comment = post(parent=thread, author=reader)
    reported(comment, 1)
    clock.shift(60)
    post(parent=comment, author=reader).remove(moderator, "spam")
    desk.get(at(comment))
    from django.db import connection

    with CaptureQueriesContext(connection) as few:
        desk.get(at(comment))
    assert len(few) < 25
    for _ in range(12):
        clock.shift(60)
        post(parent=comment, author=reader).remove(moderator, "spam")
        post(parent=comment)
    reported(comment, 10)
    comment.approve(moderator)
    comment.remove(moderator, "spam")
    with django_assert_num_queries(len(few)):
        desk.get(at(comment))
