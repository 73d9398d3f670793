"""What the pages of a comment and of a report answer to a script, and to whom they send one."""

import pytest

from comments.models import Comment

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


def test_anonymous_pages_load_nothing_for_writers(client, address, post, article, reader):
    comment = post()
    pages = [article.get_absolute_url(), comment.thread_address, f"{comment.get_absolute_url()}report/"]
    for where in pages:
        page = client.get(where).content.decode()
        assert "writing.js" not in page, where
    client.force_login(reader)
    for where in [*pages[:2], address]:
        assert "writing.js" in client.get(where).content.decode()
