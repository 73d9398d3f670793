"""What was typed comes back where a form is refused for its token: on forms of writing, from our own pages alone."""

import html
import re

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import URLResolver, get_resolver

from comments.models import Comment, Report
from comments.tests import FROM_HERE
from newsroom.errors import WOULD

TEXT = "An hour of <thought>."
FIELDS = {"text": TEXT, "words": TEXT, "reason": "spam", "email": "evil@evil.example", "login": "Evil-Name"}
FROM_ELSEWHERE = [
    {"HTTP_ORIGIN": "https://elsewhere.example", "HTTP_SEC_FETCH_SITE": "cross-site"},
    {"HTTP_ORIGIN": "https://elsewhere.example"},
    {"HTTP_ORIGIN": "null"},
    {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-site"},
    {},
]


@pytest.fixture
def comment(post, reader):
    return post("Mine.", author=reader)


@pytest.fixture
def client():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def signed_in(client, reader):
    client.force_login(reader)
    return client


@pytest.fixture
def pages(comment, article):
    """Of every kind that takes a form, those of writing first."""
    own = comment.get_absolute_url()
    writing = [f"{article.get_absolute_url()}comment/", f"{own}reply/", f"{own}report/"]
    accounts = ["login/", "logout/", "signup/", "signup/again/", "login/code/", "password/reset/", "email/"]
    others = [f"{own}withdraw/", *(f"/accounts/{each}" for each in [*accounts, "erase/"])]
    return writing, [*others, "/", article.get_absolute_url(), "/admin/", "/admin/auth/group/"]


def token(page):
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    return found and found[1]


def hidden(page):
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def typed(page, name):
    found = re.search(rf'<textarea name="{name}"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    return html.unescape(found[1])


@pytest.mark.parametrize("headers", FROM_ELSEWHERE)
@pytest.mark.parametrize("who", ["signed_in", "client"])
def test_another_sites_form_gets_neither_text_nor_token_nor_cookie(request, pages, who, headers):
    client = request.getfixturevalue(who)
    for address in [*pages[0], *pages[1]]:
        response = client.post(address, FIELDS, **headers)
        assert response.status_code == 403, address
        page = response.content.decode()
        assert "thought" not in page and "vil" not in page and token(page) is None, address
        assert not response.cookies, address
    assert not Report.objects.exists()


def test_ours_gives_nothing_back_where_nobody_writes(signed_in, pages):
    """One click on what it gave back would withdraw a comment, or sign out."""
    for address in pages[1]:
        page = signed_in.post(address, FIELDS, **FROM_HERE).content.decode()
        assert "thought" not in page and token(page) is None, address


def test_a_comment_comes_back_and_who_would_post_it_is_said(signed_in, pages, reader):
    for address in pages[0][:2]:
        response = signed_in.post(address, {"text": TEXT, "writer": "RedFern"}, **FROM_HERE)
        assert response.status_code == 403
        page = response.content.decode()
        assert "You would post this as RedFern." in page
        fields = hidden(page) | {"text": typed(page, "text")}
        assert fields["writer"] == "RedFern"
        # Two comments in a row need no pause between them here.
        Comment.objects.update(created_at="2020-01-01T00:00Z")
        assert signed_in.post(address, fields, **FROM_HERE).status_code == 302
    assert Comment.objects.filter(text=TEXT, author=reader).count() == 2


def test_so_does_a_report(signed_in, pages, reader):
    page = signed_in.post(pages[0][2], {"reason": "abuse", "words": TEXT}, **FROM_HERE).content.decode()
    assert "You would report this as RedFern." in page
    signed_in.post(pages[0][2], hidden(page) | {"words": typed(page, "words")}, **FROM_HERE)
    report = Report.objects.get()
    assert (report.reporter, report.reason, report.words) == (reader, "abuse", TEXT)


def test_who_has_been_signed_out_is_told_so_and_the_text_waits_for_its_writer(client, pages, reader):
    address = pages[0][0]
    page = client.post(address, {"text": TEXT, "writer": "RedFern"}, **FROM_HERE).content.decode()
    assert "You are not signed in." in page and "You would post" not in page
    assert client.post(address, hidden(page) | {"text": typed(page, "text")}, **FROM_HERE).status_code == 302
    client.force_login(reader)
    assert typed(client.get(address).content.decode(), "text") == TEXT


def test_who_has_signed_in_elsewhere_since_is_named(client, pages, other_reader):
    client.force_login(other_reader)
    page = client.post(pages[0][0], {"text": TEXT, "writer": "RedFern"}, **FROM_HERE).content.decode()
    assert "You would post this as Northwind." in page


def test_an_empty_form_gets_nothing_to_send_again(signed_in, pages):
    page = signed_in.post(pages[0][0], {"text": " ", "writer": "RedFern"}, **FROM_HERE).content.decode()
    assert "<textarea" not in page and token(page) is None


@pytest.mark.parametrize("fault", [RuntimeError, OperationalError])
def test_a_fault_of_ours_gives_another_sites_form_nothing_either(client, pages, monkeypatch, fault):
    """The report's page asks for its comment before it asks whose form it is."""

    def fail(*arguments, **options):
        raise fault

    monkeypatch.setattr("comments.views.get_object_or_404", fail)
    client.raise_request_exception = False
    for headers in FROM_ELSEWHERE:
        page = client.post(pages[0][2], FIELDS, **headers).content.decode()
        assert "thought" not in page and "spam" not in page and token(page) is None
    assert "thought" in client.post(pages[0][2], FIELDS, **FROM_HERE).content.decode()


@pytest.mark.parametrize(
    "link",
    [
        "signup/?email=evil@evil.example&username=Evil-Name",
        "login/?login=Evil-Name",
        "password/reset/?email=evil@evil.example",
    ],
)
def test_no_link_fills_in_a_form_of_accounts(client, db, link):
    page = client.get(f"/accounts/{link}").content.decode()
    assert "<form" in page and "vil-Name" not in page and "evil.example" not in page


def test_nor_one_of_writing(signed_in, pages):
    for address in pages[0]:
        page = signed_in.get(f"{address}?text=thought&words=thought&reason=spam").content.decode()
        assert "<form" in page and "thought" not in page and "checked" not in page


def test_no_answer_with_a_form_can_be_framed(signed_in, pages):
    for address in [*pages[0], *pages[1]]:
        for response in (signed_in.get(address), signed_in.post(address, FIELDS, **FROM_HERE)):
            assert "frame-ancestors 'none'" in response["Content-Security-Policy"], address
            assert response["X-Frame-Options"] == "DENY", address


def views(patterns):
    for each in patterns:
        yield from views(each.url_patterns) if isinstance(each, URLResolver) else [each.callback]


def test_of_each_form_for_writing_it_is_said_what_it_would_do():
    writing = [view.writing for view in views(get_resolver().url_patterns) if hasattr(view, "writing")]
    assert {verb for verb, _ in writing} == set(WOULD)
