"""What was typed comes back, whatever became of the story or the comment while somebody wrote.

Every state that a form can be overtaken by, for each form, signed in or not: one table.
"""

import datetime
import re

import pytest
from django.test import Client

from articles.models import Article
from comments.models import Comment, Discussion, Report
from comments.tests import FROM_HERE, PUBLISHED

TYPED = "An hour of thought, & <all> of it."
ON_THE_PAGE = "An hour of thought, &amp; &lt;all&gt; of it."
QUOTED = "What was taken from view."
HEADLINE = "Ferry link to reopen in spring"
NO_LONGER_THERE = "no longer there"
FORMS = ("comment", "reply", "report")


def with_answer(become):
    """The comment keeps its place, for a visible reply hangs on it."""

    def do(on):
        on.post(parent=on.comment)
        become(on)

    return do


def state(name):
    return lambda on: on.put(Comment.objects.get(pk=on.comment.pk), name)


def off(on):
    Discussion.of(on.article).set_window(on.editor, "off")


def call_back(on):
    """As no verb does it: a clock that was set back, or somebody at the database."""
    Article.objects.filter(pk=on.article.pk).update(
        published_at=None, url_date=None, revision=None, published_section=None
    )


def put_off(on):
    Article.objects.filter(pk=on.article.pk).update(published_at="2030-01-01T00:00Z")


# What happens, what readers are told of it, which forms it shuts, and whether the story stands as it did.
HAPPENS = {
    "held": (state("held"), NO_LONGER_THERE, FORMS[1:], True),
    "hidden": (state("hidden"), NO_LONGER_THERE, FORMS[1:], True),
    "removed": (state("removed"), NO_LONGER_THERE, FORMS[1:], True),
    "withdrawn": (state("withdrawn"), NO_LONGER_THERE, FORMS[1:], True),
    "held, answered": (with_answer(state("held")), NO_LONGER_THERE, FORMS[1:], True),
    "hidden, answered": (with_answer(state("hidden")), NO_LONGER_THERE, FORMS[1:], True),
    "removed, answered": (with_answer(state("removed")), NO_LONGER_THERE, FORMS[1:], True),
    "withdrawn, answered": (with_answer(state("withdrawn")), NO_LONGER_THERE, FORMS[1:], True),
    "discussion off": (off, "no discussion now", FORMS, True),
    "story killed": (lambda on: on.article.kill(on.editor, "It was wrong."), "was withdrawn", FORMS, False),
    "story a draft again": (call_back, "not any more|no longer there", FORMS, False),
    "story put off": (put_off, "not any more|no longer there", FORMS, False),
}
TABLE = [
    pytest.param(happens, form, who, id=f"{name}; {form}; {who}")
    for name, happens in HAPPENS.items()
    for form in happens[2]
    for who in ("reader", "nobody")
]


class Scene:
    def __init__(self, **parts):
        self.__dict__ |= parts


@pytest.fixture
def on(article, editor, post, put):
    return Scene(article=article, editor=editor, post=post, put=put, comment=post(QUOTED))


@pytest.fixture
def address(on):
    """address("reply") -> of that form."""
    comment = on.comment.get_absolute_url()
    forms = {"comment": f"{on.article.get_absolute_url()}comment/"}
    return lambda form: forms.get(form, f"{comment}{form}/")


def typed_in(page):
    field = page[page.index("<textarea") : page.index("</textarea>")]
    return field.partition(">")[2].removeprefix("\n")


def send(client, address):
    return client.post(
        address, {"text": TYPED, "words": TYPED, "reason": "abuse", "writer": "RedFern"}, **FROM_HERE
    )


@pytest.mark.parametrize(("happens", "form", "who"), TABLE)
def test_it_comes_back_with_the_reason_and_nothing_that_was_taken_from_view(
    client, on, address, reader, happens, form, who
):
    become, told, _, story_stands = happens
    if who == "reader":
        client.force_login(reader)
    client.get(address(form))
    become(on)
    before = Comment.objects.count()
    response = send(client, address(form))
    page = response.content.decode()
    assert response.status_code == 422
    assert typed_in(page) == ON_THE_PAGE
    refusal = re.search(r'<div class="form-errors" role="alert" id="refusal">(.*?)</div>', page, re.DOTALL)[1]
    assert re.search(told, refusal)
    assert QUOTED not in page and on.comment.author.username not in page and HEADLINE not in page
    assert (on.article.get_absolute_url() in page) is story_stands
    # Nothing to press: it would be in vain.
    assert 'type="submit"' not in page
    # writing.js knows the form by this.
    assert 'data-form="' in page
    assert Comment.objects.count() == before and not Report.objects.exists()


@pytest.mark.parametrize(("happens", "form", "who"), TABLE)
def test_who_only_looks_is_answered_as_before(client, on, address, reader, happens, form, who):
    become, _, _, _ = happens
    become(on)
    if who == "reader":
        client.force_login(reader)
    response = client.get(address(form))
    if become is off and form == "comment":
        # The story is there, and its form says that it takes none.
        assert response.status_code == (200 if who == "reader" else 302)
    else:
        assert response.status_code == (410 if HAPPENS["story killed"][0] is become else 404)
    assert QUOTED not in response.content.decode()


@pytest.mark.parametrize("who", ["reader", "nobody"])
def test_a_story_that_is_not_out_answers_like_one_that_never_was(
    client, make_article, editor, reader, clock, who
):
    story = make_article()
    story.publish(editor, at=PUBLISHED + datetime.timedelta(days=1))
    story.refresh_from_db()
    if who == "reader":
        client.force_login(reader)
    there = send(client, f"{story.get_absolute_url()}comment/")
    never = send(client, "/2013/07/07/never-was/comment/")
    assert there.status_code == never.status_code == 422
    assert there.content == never.content
    for form in ("reply", "report"):
        response = send(client, f"/comments/999999/{form}/")
        assert response.status_code == 422
        assert typed_in(response.content.decode()) == ON_THE_PAGE


@pytest.mark.parametrize("form", ["comment", "reply"])
@pytest.mark.parametrize("who", ["reader", "nobody"])
def test_a_discussion_that_closed_meanwhile_gives_it_back_at_once(
    client, on, address, reader, editor, form, who
):
    if who == "reader":
        client.force_login(reader)
    Discussion.of(on.article).set_window(editor, "closed")
    response = send(client, address(form))
    page = response.content.decode()
    assert response.status_code == 422
    assert typed_in(page) == ON_THE_PAGE
    assert "now closed" in page
    # Nobody signs in for that.
    assert "Sign in in another window" not in page


@pytest.mark.parametrize("name", ["removed", "story killed"])
def test_what_waited_for_signing_in_is_shown_where_its_form_is_gone(client, on, address, reader, name):
    assert send(client, address("reply")).status_code == 302
    HAPPENS[name][0](on)
    client.force_login(reader)
    response = client.get(address("reply"))
    assert response.status_code == (410 if name == "story killed" else 404)
    page = response.content.decode()
    assert typed_in(page) == ON_THE_PAGE
    assert QUOTED not in page and HEADLINE not in page


def test_what_another_site_sends_is_not_given_back(client, on, address, moderator):
    on.comment.remove(moderator, "spam")
    response = client.post(address("report"), {"words": TYPED}, HTTP_ORIGIN="https://elsewhere.example")
    assert response.status_code == 403
    assert ON_THE_PAGE not in response.content.decode()


def test_without_djangos_token_nobody_signed_in_is_shown_it(on, address, reader, moderator):
    on.comment.remove(moderator, "spam")
    client = Client(enforce_csrf_checks=True)
    client.force_login(reader)
    for form in ("reply", "report"):
        assert send(client, address(form)).status_code == 403


def test_in_the_instant_between_looking_and_locking_too(client, on, address, reader, editor, monkeypatch):
    """The view found the story, and the verb finds it killed."""
    client.force_login(reader)
    lock = Discussion.lock

    def killed_first(discussion):
        Article.objects.get(pk=on.article.pk).kill(editor)
        lock(discussion)

    monkeypatch.setattr(Discussion, "lock", killed_first)
    response = send(client, address("reply"))
    page = response.content.decode()
    assert response.status_code == 422
    assert typed_in(page) == ON_THE_PAGE
    assert QUOTED not in page and HEADLINE not in page
