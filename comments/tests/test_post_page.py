"""The page on which a comment or a reply is written."""

import datetime
import re

import pytest
from django.test import Client

from comments.models import Comment, Discussion
from comments.tests import FROM_HERE, PUBLISHED


@pytest.fixture
def address(article):
    return f"{article.get_absolute_url()}comment/"


@pytest.fixture
def signed_in(client, reader):
    client.force_login(reader)
    return client


@pytest.fixture
def typed():
    """typed(response) -> what stands in the text field."""

    def read(response):
        page = response.content.decode()
        field = page[page.index("<textarea") : page.index("</textarea>")]
        return field.partition(">")[2].removeprefix("\n")

    return read


def test_a_comment_is_stored_and_its_writer_led_to_it(signed_in, address, article, reader):
    response = signed_in.post(address, {"text": "Well said.\r\n\r\nIndeed."})
    comment = Comment.objects.get()
    assert (comment.author, comment.text) == (reader, "Well said.\n\nIndeed.")
    assert response["Location"] == f"{article.get_absolute_url()}#{comment.anchor}"


def test_a_reply_is_stored_below_what_it_answers(signed_in, post, article):
    parent = post()
    response = signed_in.post(f"{parent.get_absolute_url()}reply/", {"text": "I agree."})
    reply = Comment.objects.get(parent=parent)
    assert reply.text == "I agree."
    assert response["Location"] == f"{article.get_absolute_url()}#{reply.anchor}"


def test_a_reply_beyond_the_first_three_leads_to_the_threads_own_page(signed_in, post):
    parent = post()
    for _ in range(3):
        post(parent=parent)
    response = signed_in.post(f"{parent.get_absolute_url()}reply/", {"text": "I agree."})
    assert response["Location"] == f"{parent.thread_address}#{Comment.objects.latest('pk').anchor}"


def test_looking_stores_nothing(signed_in, address, post):
    parent = post()
    before = Discussion.objects.values().get()
    for where in (address, f"{parent.get_absolute_url()}reply/"):
        assert signed_in.get(f"{where}?text=Hello").status_code == 200
        assert signed_in.put(where).status_code == 405
    assert Comment.objects.count() == 1
    assert Discussion.objects.values().get() == before


def test_sent_twice_is_posted_once_and_answered_alike(signed_in, address):
    first, second = (signed_in.post(address, {"text": "Once."}) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Comment.objects.count() == 1


def form_of(page):
    """What a browser would send of it, but for the text."""
    return dict(re.findall(r'<input type="hidden" name="(writer|opened)" value="([^"]*)">', page))


def test_thanks_to_two_readers_are_two_replies(signed_in, post, clock):
    parents = [post(), post()]
    for parent in parents:
        clock.shift(20)
        where = f"{parent.get_absolute_url()}reply/"
        form = form_of(signed_in.get(where).content.decode())
        assert signed_in.post(where, form | {"text": "Thank you!"}).status_code == 302
    assert [each.parent for each in Comment.objects.filter(text="Thank you!").order_by("pk")] == parents


def test_a_form_sent_twice_leads_to_its_comment_and_another_form_is_told(signed_in, address, clock, typed):
    form = form_of(signed_in.get(address).content.decode())
    assert set(form) == {"writer", "opened"}
    clock.shift(30)
    first, second = (signed_in.post(address, form | {"text": "Once."}) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    clock.shift(30)
    form = form_of(signed_in.get(address).content.decode())
    response = signed_in.post(address, form | {"text": "Once."})
    assert response.status_code == 422
    page = response.content.decode()
    assert "You wrote the same here already. It was not stored again." in page
    assert f'<a href="{Comment.objects.get().get_absolute_url()}">It stands here.</a>' in page
    assert typed(response) == "Once."


@pytest.mark.parametrize("opened", ["", "x", "nan", "inf", "-1e400", "1e300", "9" * 400])
def test_a_form_that_does_not_know_when_it_was_made_is_taken(signed_in, address, opened):
    for _ in range(2):
        assert signed_in.post(address, {"text": "Once.", "opened": opened}).status_code == 302
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("fields", [{"confirmed": False}])
def test_who_has_not_confirmed_an_address_is_refused_and_keeps_the_text(
    client, address, make_reader, typed, fields
):
    client.force_login(make_reader("Stranger", **fields))
    response = client.post(address, {"text": "Mine."})
    assert response.status_code == 422
    assert typed(response) == "Mine."
    assert not Comment.objects.exists()


def test_a_deactivated_reader_is_signed_out_at_once(signed_in, address, reader):
    type(reader).objects.update(is_active=False)
    assert signed_in.post(address, {"text": "Mine."}).status_code == 302
    assert not Comment.objects.exists()


@pytest.mark.parametrize("mode", ["automatic", "closed"])
def test_a_page_opened_before_the_end_and_sent_after_keeps_the_text(
    signed_in, address, editor, discussion, clock, typed, mode
):
    assert 'type="submit">Post comment' in signed_in.get(address).content.decode()
    if mode == "closed":
        discussion.set_window(editor, "closed")
    else:
        clock.move_to(PUBLISHED + datetime.timedelta(days=14))
    response = signed_in.post(address, {"text": "Long & considered."})
    assert response.status_code == 422
    assert "now closed" in response.content.decode()
    assert typed(response) == "Long &amp; considered."
    assert "Post comment" not in response.content.decode()
    assert not Comment.objects.exists()


def test_the_discussion_is_off(signed_in, address, editor, discussion, typed):
    discussion.set_window(editor, "off")
    response = signed_in.post(address, {"text": "Late."})
    assert response.status_code == 422
    assert typed(response) == "Late."
    assert not Comment.objects.exists()


def test_too_soon_says_when_to_try_again_and_keeps_the_text(signed_in, address, clock, typed):
    signed_in.post(address, {"text": "First."})
    clock.shift(14)
    response = signed_in.post(address, {"text": "Second."})
    assert response.status_code == 429
    assert "1:12:15am EDT" in response.content.decode()
    assert typed(response) == "Second."
    clock.shift(1)
    assert signed_in.post(address, {"text": "Second."}).status_code == 302


@pytest.mark.parametrize("text", ["", " \n ", "x" * 5001])
def test_a_text_that_is_no_comment_comes_back(signed_in, address, typed, text):
    response = signed_in.post(address, {"text": text})
    assert response.status_code == 422
    assert typed(response) == text
    assert not Comment.objects.exists()


@pytest.mark.parametrize("text, has_words", [(" \n", False), ("word " * 1001, True)])
def test_a_refusal_promises_the_text_below_where_there_is_one(signed_in, address, text, has_words):
    response = signed_in.post(address, {"text": text})
    assert response.status_code == 422
    assert ("Your text is below" in response.content.decode()) is has_words


def test_without_djangos_token_nothing_is_stored(reader, address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(reader)
    response = client.post(address, {"text": "Forged."}, **FROM_HERE)
    assert response.status_code == 403
    assert not Comment.objects.exists()


def test_e_mail_addresses_are_on_no_page(signed_in, address, post, article):
    parent = post()
    for where in (article.get_absolute_url(), address, f"{parent.get_absolute_url()}reply/"):
        assert parent.author.email not in signed_in.get(where).content.decode()


def test_it_takes_as_many_queries_after_many_comments_as_after_none(
    client, reader, article, post, clock, django_assert_num_queries
):
    client.force_login(reader)
    # story, discussion; session, reader; then held: the reader, the discussion; their address, their
    # last hour, the story; the comment, the count; begin and end. The first makes the discussion: four more, and
    # reads the paper and its pages
    for number in range(3):
        with django_assert_num_queries(13 if number else 19):
            client.post(f"{article.get_absolute_url()}comment/", {"text": f"What I have to say, {number}."})
        for _ in range(10):
            post()
        clock.shift(60)
