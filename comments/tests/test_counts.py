"""Rules 4 and 5: what is kept by the verbs is what a naive count of the rows finds, whatever happened."""

import random

import pytest

from comments.models import Comment, CommentRejected, Decision, Discussion


def what_rows_say(discussion):
    """(visible_count, {comment: (visible_replies, on_page, previewed)}), worked out from states and parents alone."""
    comments = list(Comment.objects.filter(discussion=discussion).order_by("number", "position"))
    visible = {each.pk for each in comments if each.state == "visible"}
    expected, led = {}, {}
    for each in comments:
        below = [
            other.pk
            for other in comments
            if (other.parent_id == each.pk if each.position else other.thread_id == each.pk)
        ]
        on_page = each.pk in visible or any(pk in visible for pk in below)
        previewed = each.position == 0
        if each.position and on_page:
            led[each.number] = led.get(each.number, 0) + 1
            previewed = led[each.number] <= 3
        replies = 0 if each.position else sum(pk in visible for pk in below)
        expected[each.pk] = (replies, on_page, previewed)
    return len(visible), expected


def what_is_kept(discussion):
    rows = Comment.objects.filter(discussion=discussion)
    kept = {each.pk: (each.visible_replies, each.on_page, each.previewed) for each in rows}
    return Discussion.objects.get(pk=discussion.pk).visible_count, kept


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_some_hundred_verbs_every_count_is_right(post, readers, moderator, clock, seed):
    chance = random.Random(seed)
    authors, witnesses = readers(6), readers(5)
    comments = [post(author=authors[0])]
    discussion = comments[0].discussion

    def reply():
        comments.append(post(parent=chance.choice(comments), author=chance.choice(authors)))

    def begin():
        comments.append(post(author=chance.choice(authors)))

    def withdraw():
        comment = chance.choice(comments)
        comment.withdraw(comment.author)

    def report():
        comment = chance.choice(comments)
        for witness in chance.sample(witnesses, chance.randint(1, 3)):
            comment.report("abuse", by=witness)

    verbs = {
        reply: 8,
        begin: 1,
        withdraw: 1,
        report: 4,
        lambda: chance.choice(comments).remove(moderator, "spam"): 3,
        lambda: chance.choice(comments).approve(moderator): 3,
        lambda: chance.choice(comments).dismiss_reports(moderator): 2,
    }
    for _ in range(250):
        clock.shift(300)
        [verb] = chance.choices(list(verbs), weights=verbs.values())
        try:
            verb()
        except CommentRejected:
            continue
        assert what_is_kept(discussion) == what_rows_say(discussion)
    done = set(Decision.objects.values_list("action", flat=True))
    assert done == set(Decision.Action), "Not every verb had something to do."
    assert Comment.objects.filter(state="withdrawn").exists()


def test_only_what_everybody_can_read_is_counted(post, moderator, reported, put):
    comments = [post() for _ in range(5)]
    comments[0].remove(moderator, "spam")
    comments[1].withdraw(comments[1].author)
    reported(comments[2], 3)
    put(comments[3], Comment.State.HELD)
    assert Discussion.objects.get().visible_count == 1
    assert list(Comment.objects.visible()) == [comments[4]]


def test_the_query_and_the_question_of_visibility_agree(post, put):
    for state in Comment.State:
        comment = post()
        put(comment, state)
        assert comment.is_visible is (comment in Comment.objects.visible())
        assert bool(comment.absence) is not comment.is_visible


def test_a_comment_that_is_gone_keeps_its_place_while_a_visible_reply_hangs_on_it(post, moderator):
    thread = post()
    reply = post(parent=thread)
    to_reply = post(parent=reply)

    def on_page():
        return [each.pk for each in Comment.objects.on_page()]

    reply.remove(moderator, "spam")
    thread.remove(moderator, "spam")
    assert on_page() == [thread.pk, reply.pk, to_reply.pk]
    to_reply.remove(moderator, "spam")
    assert on_page() == []
    to_reply.approve(moderator)
    assert on_page() == [thread.pk, reply.pk, to_reply.pk]


def test_when_a_previewed_reply_goes_the_next_one_is_previewed(post, moderator):
    thread = post()
    replies = [post(parent=thread) for _ in range(5)]

    def previewed():
        return list(Comment.objects.filter(position__gt=0, previewed=True).values_list("position", flat=True))

    replies[1].remove(moderator, "spam")
    assert previewed() == [1, 3, 4]
    replies[1].approve(moderator)
    assert previewed() == [1, 2, 3]
