import logging

import pytest
from django.test import Client

from articles import lists
from comments.tests import FROM_HERE
from core.subjects import PAPER
from newsroom import errors


def test_a_page_that_is_not_there_has_the_papers_design(client, db):
    response = client.get("/nothing/here/")
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()
    assert 'class="nameplate"' in response.content.decode()


def test_its_number_is_in_the_papers_digits(client, db, settings):
    settings.DIGITS = "٠١٢٣٤٥٦٧٨٩"
    assert '<p class="section-label">٤٠٤</p>' in client.get("/no-such-page/").content.decode()


def test_who_asks_for_much_in_vain_costs_little(
    client, article, admin_client, django_assert_num_queries, monkeypatch
):
    """A thousand a second: the paper's version, one look for a former address, no template, no line in the log."""
    paths = ["/nothing/", f"/{'nested/' * 200}", "/static/nothing.css", "/media/nothing.jpg"]
    first = client.get("/nothing/").content
    asked, read = [], PAPER.read
    monkeypatch.setattr(PAPER, "read", lambda: asked.append(1) or read())
    with django_assert_num_queries(len(paths)):
        answers = [client.get(path) for path in paths]
    assert len(asked) == len(paths)
    assert [answer.content for answer in answers] == [first] * len(paths)
    assert not any(answer.templates for answer in answers)
    assert not logging.getLogger("django.request").isEnabledFor(logging.WARNING), "as which Django logs a 404"
    assert b"World" in first and b"Sign in" in first
    assert b"Sign out" in admin_client.get("/nothing/").content, "who is signed in sees that"
    admin_client.post(f"/admin/articles/section/{article.section_id}/change/", {"name": "Planet"})
    assert b"Planet" in client.get("/nothing/").content


def test_our_own_fault_is_told_without_asking_the_database(rf, settings):
    """No database mark on this test: a query would fail it."""
    response = errors.server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()
    assert settings.SITE_NAME in response.content.decode()


def test_a_view_that_fails_shows_that_page(client, db, monkeypatch, settings):
    def fail(now):
        raise RuntimeError

    monkeypatch.setattr(lists, "listed", fail)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()


def test_five_megabytes_of_comment_are_refused_in_plain_words(article, reader):
    client = Client(enforce_csrf_checks=True)
    client.force_login(reader)
    response = client.post(f"{article.get_absolute_url()}comment/", {"text": "x" * 5_000_000}, **FROM_HERE)
    assert response.status_code == 413
    assert "A comment has at most 5,000 characters" in response.content.decode()


def test_a_page_that_is_not_open_to_somebody_has_the_papers_design(rf, db):
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/")
    request.user = AnonymousUser()
    response = errors.forbidden(request, None)
    assert response.status_code == 403
    assert "This page is not open to you" in response.content.decode()


@pytest.mark.parametrize(
    "path",
    ["/media/../settings.py", "/media/ab/x.webp", "/media/ab/ab-1.svg", f"/media/ab/{'ab' * 10}-400.webp"],
)
def test_media_serves_nothing_but_renditions(client, db, path):
    assert client.get(path).status_code == 404
