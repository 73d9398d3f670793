"""What the pages of a comment and of a report answer to a script, and what the server keeps while somebody signs in."""

import pytest

from comments.models import Comment
from comments.views import LONGEST_DRAFT

FETCHED = {"HTTP_X_REQUESTED_WITH": "fetch"}


@pytest.fixture
def address(article):
    return f"{article.get_absolute_url()}comment/"


@pytest.fixture
def signed_in(client, reader):
    client.force_login(reader)
    return client


def test_a_script_is_told_where_the_comment_is_found(signed_in, address):
    response = signed_in.post(address, {"text": "Well said."}, **FETCHED)
    assert (response.status_code, response["Location"]) == (201, Comment.objects.get().get_absolute_url())


def test_and_of_its_report(signed_in, post):
    where = f"{post().get_absolute_url()}report/"
    response = signed_in.post(where, {"reason": "spam"}, **FETCHED)
    assert (response.status_code, response["Location"]) == (201, f"{where}thanks/")


def test_a_refusal_is_the_same_page(signed_in, address):
    assert signed_in.post(address, {"text": ""}, **FETCHED).status_code == 422


def test_a_text_that_waits_for_its_writer_is_shown_to_nobody_else(client, address, reader, other_reader):
    client.post(address, {"text": "RedFern’s own.", "writer": "RedFern"})
    # Whoever signs in keeps the session in which it waits.
    client.force_login(other_reader)
    assert "RedFern’s own." not in client.get(address).content.decode()


def test_its_writer_finds_it_until_it_is_posted(client, address, reader):
    client.post(address, {"text": "RedFern’s own.", "writer": "RedFern"})
    client.force_login(reader)
    assert "RedFern’s own." in client.get(address).content.decode()
    client.post(address, {"text": "RedFern’s own.", "writer": "RedFern"})
    assert "RedFern’s own." not in client.get(address).content.decode()


def test_too_long_to_wait_comes_back_at_once(client, address, reader):
    text = "x" * LONGEST_DRAFT + "!"
    response = client.post(address, {"text": text, "writer": "RedFern"})
    page = response.content.decode()
    assert response.status_code == 422
    assert f"{text}</textarea>" in page
    assert "You are not signed in" in page
    assert "writing.js" not in page
    # Nothing of it is stored.
    assert "sessionid" not in client.cookies
    # As long as that it waits.
    response = client.post(address, {"text": text[:-1], "writer": "RedFern"})
    assert response.status_code == 302
    client.force_login(reader)
    assert f"{text[:-1]}</textarea>" in client.get(address).content.decode()


def test_anonymous_pages_load_nothing_for_writers(client, address, post, article, reader):
    comment = post()
    pages = [article.get_absolute_url(), comment.thread_address, f"{comment.get_absolute_url()}report/"]
    for where in pages:
        page = client.get(where).content.decode()
        assert "writing.js" not in page, where
    client.force_login(reader)
    for where in [*pages[:2], address]:
        assert "writing.js" in client.get(where).content.decode()
