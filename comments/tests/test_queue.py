"""The moderators' list: what waits, in which order, with what one decides by; and decisions about many at once."""

import re
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from comments.models import Comment, Decision, Discussion

LIST = "/admin/comments/comment/"


@pytest.fixture
def desk(client, moderator):
    client.force_login(moderator)
    return client


def listed(client, query=""):
    """The comments in the list, in its order."""
    response = client.get(LIST + query)
    assert response.status_code == 200, response
    return [each.pk for each in response.context["cl"].result_list]


def row(client, comment, query=""):
    page = client.get(LIST + query).content.decode()
    [found] = [
        each for each in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if f"/{comment.pk}/change/" in each
    ]
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def form_of(client, query=""):
    """What the list's form would send of its own: what each row said when it was loaded."""
    page = client.get(LIST + query).content.decode()
    return dict(re.findall(r'name="(seen-\d+)" value="([\d-]+)"', page))


def run(client, action, comments, form=None):
    data = {"action": action, "index": "0", "_selected_action": [each.pk for each in comments]}
    response = client.post(LIST, data | (form_of(client) if form is None else form), follow=True)
    return [str(message) for message in response.context["messages"]]


def state(comment):
    return Comment.objects.get(pk=comment.pk).state


def test_the_queue_is_what_is_reported_hidden_or_held(desk, post, reported, put, moderator):
    quiet, answered, seen, hidden, held, removed = (post() for _ in range(6))
    reported(answered, 1).dismiss_reports(moderator)
    reported(seen, 1)
    reported(hidden, 3)
    put(held, "held")
    removed.remove(moderator, "spam")
    assert set(listed(desk)) == {seen.pk, hidden.pk, held.pk}
    assert set(Comment.objects.waiting()) == {seen, hidden, held}


def test_a_report_that_is_open_waits_though_the_comment_was_removed(desk, post, reported, put):
    comment = put(reported(post(), 1), "removed")
    assert listed(desk) == [comment.pk]


def test_what_its_author_took_back_waits_for_nobody(desk, post, reported, put):
    put(reported(post(), 3), "withdrawn")
    assert listed(desk) == []


def test_the_most_reported_comes_first_and_then_what_waited_longest(desk, post, reported, put, clock):
    written_first, reported_first, twice, held = (post() for _ in range(4))
    put(held, "held")
    reported(reported_first, 1)
    clock.shift(60)
    reported(written_first, 1)
    reported(twice, 2)
    assert listed(desk) == [twice.pk, reported_first.pk, written_first.pk, held.pk]


def test_one_with_much_to_say_is_no_crowd(desk, post, reported, reader, clock):
    by_one, by_two, by_address, erased = (post() for _ in range(4))
    for reason in ("spam", "abuse", "illegal"):
        by_one.report(reason, by=reader)
        by_address.report(reason, network="192.0.2.7")
    clock.shift(60)
    reported(by_two, 2)
    reported(erased, 3, is_active=False)
    erased.reports.update(reporter=None)
    assert listed(desk) == [erased.pk, by_two.pk, by_one.pk, by_address.pk]
    # Each is there to be read.
    assert "Abuse or hate, Illegal content, Spam or advertising" in row(desk, by_address)


def test_a_filter_shows_the_others(desk, post, reported, moderator):
    visible, hidden, removed = (post() for _ in range(3))
    reported(hidden, 3)
    removed.remove(moderator, "spam")
    assert listed(desk, "?show=all") == [removed.pk, hidden.pk, visible.pk]
    assert listed(desk, "?show=removed") == [removed.pk]
    assert listed(desk, "?show=hidden") == [hidden.pk]
    assert listed(desk, "?show=visible") == [visible.pk]
    assert listed(desk, "?show=waiting") == [hidden.pk]


def test_a_search_for_an_address_finds_its_comment(desk, post):
    post()
    sought = post("Sought.")
    post()
    for address in (sought.get_absolute_url(), sought.address, f"/comments/{sought.pk}/report/"):
        for term in (address, f"https://news.example{address}", f" news.example{address} "):
            assert listed(desk, f"?{urlencode({'q': term})}") == [sought.pk], term
    assert listed(desk, "?q=/comments/99999999/") == []


def test_a_search_is_for_a_pen_name_in_full_among_all(desk, post, make_reader):
    theirs = post(author=make_reader("Kestrel_9"))
    post(author=make_reader("Kestrel_99"))
    assert listed(desk, "?q=kestrel_9") == [theirs.pk]
    assert listed(desk, "?q=Kestrel") == []


def test_one_authors_and_one_storys_comments(desk, post, reader, make_article, editor, clock):
    elsewhere = make_article(headline="Another story")
    elsewhere.publish(editor)
    theirs, other = post(author=reader), post()
    clock.shift(60)
    there = post(author=reader, on=elsewhere)
    assert listed(desk, f"?show=all&author__id__exact={reader.pk}") == [there.pk, theirs.pk]
    assert listed(desk, f"?show=all&discussion__id__exact={other.discussion_id}") == [other.pk, theirs.pk]


def test_a_row_says_what_one_decides_by(desk, post, reported, reader, moderator, clock, article):
    post("An older one.", author=reader).remove(moderator, "spam")
    clock.shift(60)
    parent = post()
    comment = post("x" * 200, author=reader, parent=parent)
    reported(comment, 2, reason="abuse")
    reported(comment, 1, reason="spam")
    said = row(desk, comment)
    assert "x" * 159 + "…" in said
    assert "x" * 160 not in said
    assert f"reply 1 in thread 2, to {parent.author}" in said
    assert "RedFern 2 comments, 1 removed" in said
    assert article.headline in said
    assert "Abuse or hate (2), Spam or advertising" in said
    assert "Hidden by reports" in said


def test_what_was_typed_is_text_here_too(desk, post, reported):
    reported(post("<script>alert(1)</script>"), 1)
    page = desk.get(LIST).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_two_rows_and_sixty_take_the_same_number_of_queries(
    desk, post, reported, reader, django_assert_num_queries, django_assert_max_num_queries
):
    thread = post()
    for _ in range(2):
        post(parent=thread).report("spam", by=reader, at=thread.created_at)
    desk.get(LIST)
    with django_assert_max_num_queries(14) as two:
        assert len(listed(desk)) == 2
    for number in range(58):
        post(parent=thread).report("spam", network=f"192.0.2.{number}")
    with django_assert_num_queries(len(two)):
        assert len(listed(desk)) == 50
    with django_assert_num_queries(len(two)):
        assert len(listed(desk, "?show=all")) == 50


# Decisions about many at once


@pytest.mark.parametrize(
    ("action", "after", "decision"),
    [
        ("approve", "visible", Decision.Action.APPROVE),
        ("dismiss_reports", "visible", Decision.Action.DISMISS),
        ("remove_as_spam", "removed", Decision.Action.REMOVE),
    ],
)
def test_each_is_decided_by_its_verb_with_a_decision_of_its_own(
    desk, post, reported, moderator, action, after, decision
):
    comments = [reported(post(), 3) for _ in range(3)]
    told = run(desk, action, comments[:2])
    assert [state(each) for each in comments] == [after, after, "hidden"]
    made = Decision.objects.exclude(moderator=None)
    assert {(each.comment_id, each.action, each.moderator) for each in made} == {
        (each.pk, decision, moderator) for each in comments[:2]
    }
    assert len(told) == 1
    assert "2 comments" in told[0]
    assert set(made.values_list("reason", flat=True)) == {"spam" if decision == "remove" else ""}


def test_what_another_moderator_decided_meanwhile_is_left_alone_and_told(
    desk, post, reported, other_moderator
):
    mine, theirs = reported(post(), 1), reported(post(), 1)
    form = form_of(desk)
    theirs.remove(other_moderator, "abuse")
    told = run(desk, "approve", [mine, theirs], form)
    assert state(theirs) == "removed"
    assert theirs.decisions.count() == 1
    assert any("AdaMeer has already decided: Removed (abuse or hate)" in each for each in told)
    assert "1 comment approved." in told


def test_what_was_not_on_the_page_is_not_decided(desk, post, reported):
    comment = reported(post(), 1)
    for form in ({}, {f"seen-{comment.pk}": "x-1"}):
        assert run(desk, "remove_as_spam", [comment], form) == ["Nothing was changed."]
    assert state(comment) == "visible"


def test_a_report_that_came_meanwhile_stays_open(desk, post, reported):
    comment = reported(post(), 1)
    form = form_of(desk)
    reported(comment, 1)
    run(desk, "dismiss_reports", [comment], form)
    assert comment.open_reports.count() == 1


def test_dismissing_where_nothing_is_reported_makes_no_decision(desk, post):
    comment = post()
    form = form_of(desk, "?show=all")
    data = {"action": "dismiss_reports", "index": "0", "_selected_action": [comment.pk]}
    desk.post(f"{LIST}?show=all", data | form)
    assert not Decision.objects.exists()


def test_nobody_decides_about_all_pages_at_once(desk, post, reported):
    for _ in range(51):
        reported(post(), 1)
    page = desk.get(LIST).content.decode()
    assert "51 comments" in page
    assert "Select all" not in re.sub(r'aria-label="[^"]*"', "", page)


def test_the_list_of_actions_is_not_announced_as_wrong_before_one_is_chosen(desk, post, reported):
    comment = reported(post(), 1)
    choices = re.search(r'<select name="action"[^>]*>', desk.get(LIST).content.decode())[0]
    assert "required" not in choices
    assert run(desk, "", [comment]) == ["No action selected."]


# Who may


def test_editors_see_and_do_not_decide(client, editor, post, reported):
    comment = reported(post(), 1)
    client.force_login(editor)
    assert listed(client) == [comment.pk]
    assert 'name="action"' not in client.get(LIST).content.decode()
    run(client, "remove_as_spam", [comment])
    assert state(comment) == "visible"
    assert not Decision.objects.exists()


def test_readers_do_not_come_in(client, reader, comment_page):
    client.force_login(reader)
    for address in (LIST, comment_page):
        assert client.get(address).status_code in (302, 403)


@pytest.fixture
def comment_page(post):
    return reverse("admin:comments_comment_change", args=[post().pk])


def test_looking_changes_nothing(desk, post, reported):
    comment = reported(post(), 3)
    before = Discussion.objects.values().get()
    desk.get(f"{LIST}?action=remove_as_spam&_selected_action={comment.pk}&index=0")
    desk.get(f"{LIST}{comment.pk}/change/?action=approve")
    assert Discussion.objects.values().get() == before
    assert state(comment) == "hidden"


# Rule 11


def superuser(make_reader):
    return make_reader("TheOwner", is_staff=True, is_superuser=True)


@pytest.mark.parametrize("model", ["comment", "report", "decision", "policy"])
def test_nothing_is_deleted_not_even_by_the_owner(client, make_reader, post, reported, moderator, model):
    from django.apps import apps

    reported(post(), 1).remove(moderator, "spam")
    client.force_login(superuser(make_reader))
    rows = apps.get_model("comments", model).objects
    record = rows.first()
    where = f"/admin/comments/{model}/"
    assert "delete_selected" not in client.get(where).content.decode()
    client.post(
        where, {"action": "delete_selected", "index": "0", "_selected_action": [record.pk], "post": "yes"}
    )
    assert client.post(f"{where}{record.pk}/delete/", {"post": "yes"}).status_code == 403
    assert rows.filter(pk=record.pk).exists()


@pytest.mark.parametrize("model", ["comment", "report", "decision"])
def test_nothing_is_added_or_changed_not_even_by_the_owner(
    client, make_reader, post, reported, moderator, model
):
    from django.apps import apps

    reported(post(), 1).remove(moderator, "spam")
    client.force_login(superuser(make_reader))
    rows = apps.get_model("comments", model).objects
    before = list(rows.values())
    where = f"/admin/comments/{model}/"
    assert client.get(f"{where}add/").status_code == 403
    assert client.post(f"{where}add/", {"text": "x"}).status_code == 403
    page = client.get(f"{where}{rows.first().pk}/change/").content.decode()
    assert 'name="_save"' not in page
    client.post(
        f"{where}{rows.first().pk}/change/", {"text": "Changed", "words": "Changed", "reason": "other"}
    )
    assert list(rows.values()) == before
