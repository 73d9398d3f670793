"""`manage.py recount`: what the verbs keep is what the rules say; what is spoiled is found, said and mended."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article, Section
from comments import recounting
from comments.models import Comment, CommentRejected, Discussion
from comments.recounting import recount_discussions
from comments.tests import PUBLISHED
from comments.threads import DerivedComment, DerivedDiscussion

VERBS = {
    "begin": lambda on, comment, by: on.post(author=by),
    "reply": lambda on, comment, by: on.post(parent=comment, author=by),
    "withdraw": lambda on, comment, by: comment.withdraw(comment.author),
    "report": lambda on, comment, by: [comment.report("abuse", by=each) for each in on.witnesses],
    "remove": lambda on, comment, by: comment.remove(on.moderator, "spam"),
    "approve": lambda on, comment, by: comment.approve(on.moderator),
    "dismiss": lambda on, comment, by: comment.dismiss_reports(on.moderator),
}
# Replies are what most rules are about.
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["begin", "reply", "reply", "reply", *VERBS]), st.integers(0, 99), st.integers(0, 2)
    ),
    min_size=3,
    max_size=25,
)
BOUNDED = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
COUNTERS = [name for name in DerivedComment._fields if name not in ("number", "position", "thread")]


class Story:
    def __init__(self, post, readers, moderator, clock):
        self.post, self.moderator, self.clock = post, moderator, clock
        self.authors, self.witnesses = readers(3), readers(3)
        # Of what an example stores nothing stays; this does.
        self.first = post(author=self.authors[0])

    def tell(self, steps):
        self.clock.move_to(PUBLISHED)
        comments = [Comment.objects.get(pk=self.first.pk)]
        for verb, which, who in steps:
            self.clock.shift(300)
            try:
                done = VERBS[verb](self, comments[which % len(comments)], self.authors[who])
            except CommentRejected:
                continue
            if isinstance(done, Comment):
                comments.append(done)


@pytest.fixture
def story(post, readers, moderator, clock):
    return Story(post, readers, moderator, clock)


@pytest.fixture
def told(story):
    """A thread with five replies, one of which answers another, and a second thread."""
    steps = [("reply", 0, 1), ("reply", 1, 2), ("begin", 0, 1)]
    story.tell([*steps, *[("reply", 0, number % 3) for number in range(3)], ("remove", 1, 0)])
    return list(Comment.objects.order_by("pk"))


def command(*options):
    out = io.StringIO()
    call_command("recount", *options, stdout=out)
    return out.getvalue()


def differences():
    return [each for discussion in recount_discussions() for each in discussion.differences]


def kept():
    return (
        list(Discussion.objects.order_by("pk").values_list(*DerivedDiscussion._fields[:2])),
        list(Comment.objects.order_by("pk").values_list("pk", *DerivedComment._fields)),
    )


@BOUNDED
@given(steps=STEPS)
def test_whatever_verbs_did_there_is_nothing_to_find(story, steps):
    with transaction.atomic():
        story.tell(steps)
        assert differences() == []
        transaction.set_rollback(True)


@BOUNDED
@given(steps=STEPS, data=st.data())
def test_whatever_is_spoiled_is_found_and_becomes_what_it_was(story, steps, data):
    with transaction.atomic():
        story.tell(steps)
        before = kept()
        keys = [row[0] for row in before[1]]
        wrong = st.tuples(st.sampled_from(keys), st.sampled_from(COUNTERS), st.integers(0, 99))
        for pk, field, value in data.draw(st.lists(wrong, max_size=8)):
            is_a_count = field in ("visible_replies", "last_position")
            Comment.objects.filter(pk=pk).update(**{field: value if is_a_count else bool(value % 2)})
        Discussion.objects.update(
            last_thread_number=data.draw(st.integers(0, 99)), visible_count=data.draw(st.integers(0, 99))
        )
        is_spoiled = kept() != before
        assert bool(differences()) is is_spoiled
        list(recount_discussions(repair=True))
        assert kept() == before
        assert differences() == []
        transaction.set_rollback(True)


@BOUNDED
@given(steps=STEPS, data=st.data())
def test_an_address_that_is_wrong_becomes_what_it_was(story, steps, data):
    with transaction.atomic():
        story.tell(steps)
        before = kept()
        chosen = data.draw(st.sampled_from(list(Comment.objects.order_by("pk"))))
        field = data.draw(
            st.sampled_from(["number", "position", "thread"] if chosen.position else ["number"])
        )
        wrong = data.draw(
            st.sampled_from([row[0] for row in before[1]] if field == "thread" else range(1, 99))
        )
        with transaction.atomic():
            try:
                Comment.objects.filter(pk=chosen.pk).update(**{field: wrong})
            except IntegrityError:
                # Another one stands there.
                transaction.set_rollback(True)
        list(recount_discussions(repair=True))
        assert kept() == before
        transaction.set_rollback(True)


def test_two_that_have_each_others_place_change_back(told):
    before = kept()
    replies = [each for each in told if each.position][:2]
    for each, place in (
        (replies[0], 90),
        (replies[1], replies[0].position),
        (replies[0], replies[1].position),
    ):
        Comment.objects.filter(pk=each.pk).update(position=place)
    assert {each.field for each in differences()} >= {"position"}
    command("--repair")
    assert {row[3] for row in kept()[1]} == {row[3] for row in before[1]}
    assert differences() == []


def test_a_hole_is_nothing_that_differs(told):
    Comment.objects.filter(number=2).update(number=7)
    Discussion.objects.update(last_thread_number=7)
    assert differences() == []


def test_it_says_what_differs_and_ends_with_status_1(told):
    Discussion.objects.update(visible_count=40)
    Comment.objects.filter(pk=told[0].pk).update(visible_replies=9)
    out = io.StringIO()
    with pytest.raises(CommandError, match="2 values differ; with --repair they are mended.") as refusal:
        call_command("recount", stdout=out)
    assert refusal.value.returncode == 1
    discussion = Discussion.objects.get()
    assert f"discussion {discussion.pk}: visible_count is 40, right is 6" in out.getvalue()
    assert f"comment {told[0].pk}: visible_replies is 9, right is 4" in out.getvalue()
    assert "Recounting comments: 7 of 7 (100%)" in out.getvalue()
    assert discussion.visible_count == 40, "It only looked."


def test_a_story_that_stands_in_another_section_than_its_revision_is_put_right(article):
    elsewhere = Section.objects.create(name="Harbor", slug="harbor", position=2)
    Article.objects.filter(pk=article.pk).update(published_section=elsewhere)
    with pytest.raises(CommandError, match="1 values differ"):
        call_command("recount", stdout=io.StringIO())
    said = command("--repair")
    assert f"story {article.pk}: published_section is {elsewhere.pk}, right is {article.section_id}" in said
    article.refresh_from_db()
    assert article.published_section_id == article.section_id
    assert "Nothing differs." in command()


def test_where_there_are_drafts_stories_are_counted_to_the_end(article, make_article):
    make_article(headline="Still a draft")
    assert "Recounting stories: 2 of 2 (100%)" in command()


def test_what_was_mended_is_said_and_raises_the_version_once(told):
    before = Discussion.objects.get().version
    Comment.objects.filter(position__gt=0).update(previewed=True, on_page=False)
    said = command("--repair")
    assert "previewed is True, right is False" in said
    assert said.endswith("values were mended.\n")
    assert Discussion.objects.get().version == before + 1
    assert command("--repair").endswith("Nothing differs.\n")
    assert command().endswith("Nothing differs.\n")
    assert Discussion.objects.get().version == before + 1


def test_a_page_that_was_kept_shows_what_is_right(client, told):
    address = told[0].discussion.article.get_absolute_url()
    Discussion.objects.update(visible_count=40, version=100)
    assert "Comments (40)" in client.get(address).content.decode()
    command("--repair")
    assert "Comments (6)" in client.get(address).content.decode()


def test_a_reply_whose_parent_is_elsewhere_is_named_and_left_alone(told, make_article, editor, post):
    other = make_article(headline="Another story")
    other.publish(editor)
    elsewhere = post(on=other)
    astray = told[-1]
    Comment.objects.filter(pk=astray.pk).update(parent=elsewhere)
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 values differ"):
        call_command("recount", "--repair", stdout=out)
    assert (
        f"comment {astray.pk}: parent is {elsewhere.pk}, and nobody can tell what is right" in out.getvalue()
    )


def test_a_discussion_without_comments_is_counted_too(article, discussion, editor):
    discussion.set_window(editor, Discussion.Mode.OPEN)
    Discussion.objects.update(last_thread_number=3, visible_count=2)
    assert [each.field for each in differences()] == ["last_thread_number", "visible_count"]
    command("--repair")
    assert kept()[0] == [(0, 0)]


def test_it_goes_on_from_batch_to_batch(monkeypatch, make_article, editor, post):
    monkeypatch.setattr(recounting, "BATCH", 2)
    for number in range(5):
        story = make_article(headline=f"Story {number}")
        story.publish(editor)
        post(on=story)
    Discussion.objects.update(visible_count=0)
    assert [each.rows for each in recount_discussions()] == [1] * 5
    assert len(differences()) == 5
    command("--repair")
    assert differences() == []


def test_looking_is_two_queries_a_batch(told, django_assert_num_queries):
    # And one more, which finds no other batch.
    with django_assert_num_queries(3):
        list(recount_discussions())


def test_what_somebody_mended_meanwhile_is_left_as_it_is(told, monkeypatch):
    """Between the look and the lock another one may have done it, or a verb may have written."""
    Discussion.objects.update(visible_count=40)
    lock, version = Discussion.lock, Discussion.objects.get().version

    def lock_late(discussion):
        Discussion.objects.update(visible_count=6)
        lock(discussion)

    monkeypatch.setattr(Discussion, "lock", lock_late)
    assert command("--repair").endswith("Nothing differs.\n")
    assert Discussion.objects.get().version == version


def test_what_goes_astray_meanwhile_is_named_and_left_alone(told, make_article, editor, post, monkeypatch):
    other = make_article(headline="Another story")
    other.publish(editor)
    elsewhere, astray, lock = post(on=other), told[-1], Discussion.lock
    Discussion.objects.filter(pk=astray.discussion_id).update(visible_count=40)

    def lock_late(discussion):
        Comment.objects.filter(pk=astray.pk).update(parent=elsewhere)
        lock(discussion)

    monkeypatch.setattr(Discussion, "lock", lock_late)
    with pytest.raises(CommandError, match="1 values differ"):
        command("--repair")
    assert Discussion.objects.get(pk=astray.discussion_id).visible_count == 40
