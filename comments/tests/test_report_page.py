"""The page on which anybody reports a comment."""

import re

import pytest
from django.test import Client

from comments.models import Report
from comments.moderation.reports import TooManyReports
from comments.tests import FROM_HERE


@pytest.fixture
def comment(post):
    return post("The reported text.")


@pytest.fixture
def address(comment):
    return f"{comment.get_absolute_url()}report/"


def test_it_shows_the_comment_and_every_reason(client, address):
    page = client.get(address).content.decode()
    assert "The reported text." in page
    assert re.findall(r'name="reason" value="(\w+)"', page) == list(Report.Reason.values)


def test_no_reason_is_called_wrong_before_one_was_sent(client, address):
    page = client.get(address).content.decode()
    assert 'role="radiogroup" aria-required="true"' in page
    assert "aria-invalid" not in page
    # A browser takes a choice that is required and not made for a wrong one.
    assert not re.search(r"<input[^>]* required", page)


def test_what_is_wrong_is_said_in_one_box_that_leads_there(client, address):
    page = client.post(address, {"reason": "other"}, **FROM_HERE).content.decode()
    box = re.search(r'<div class="form-errors" role="alert">(.*?)</div>', page, re.DOTALL)[1]
    assert '<a href="#id_words">In your words</a>: Please say in a few words what is wrong.' in box
    page = client.post(address, {}, **FROM_HERE).content.decode()
    box = re.search(r'<div class="form-errors" role="alert">(.*?)</div>', page, re.DOTALL)[1]
    assert '<a href="#id_reason">What is wrong with it?</a>: Please choose what is wrong with it.' in box
    assert 'id="id_reason" role="radiogroup" aria-required="true" aria-invalid="true"' in page


def test_who_is_signed_in_reports_under_their_name_and_is_thanked(client, address, comment, reader):
    client.force_login(reader)
    response = client.post(address, {"reason": "spam", "words": "Again."})
    assert response["Location"] == f"{address}thanks/"
    report = Report.objects.get()
    assert (report.comment, report.reporter, report.reason, report.words) == (
        comment,
        reader,
        "spam",
        "Again.",
    )
    assert "Thank you" in client.get(response["Location"]).content.decode()


def test_so_does_who_is_not_without_token_or_cookie(address, client):
    client = Client(enforce_csrf_checks=True)
    assert "csrf" not in client.get(address).content.decode()
    response = client.post(address, {"reason": "spam"}, REMOTE_ADDR="192.0.2.7", **FROM_HERE)
    assert response["Location"] == f"{address}thanks/"
    assert not client.cookies
    assert (Report.objects.get().reporter, len(Report.objects.get().address_hash)) == (None, 64)


@pytest.mark.parametrize("who", ["reader", "nobody"])
def test_a_second_report_is_thanked_and_not_counted(client, address, reader, who):
    if who == "reader":
        client.force_login(reader)
    answers = [client.post(address, {"reason": "spam"}, **FROM_HERE) for _ in range(2)]
    assert {answer["Location"] for answer in answers} == {f"{address}thanks/"}
    assert Report.objects.count() == 1


def test_two_people_behind_one_address_are_both_kept(address, comment):
    for words in ("It names my street.", "It names my child."):
        answer = Client().post(address, {"reason": "private", "words": words}, **FROM_HERE)
        assert answer["Location"] == f"{address}thanks/"
    assert [report.words for report in comment.reports.all()] == ["It names my street.", "It names my child."]


def test_looking_reports_nothing(client, address):
    for where in (address, f"{address}thanks/"):
        assert client.get(f"{where}?reason=spam").status_code == 200
    assert client.put(address).status_code == 405
    assert client.post(f"{address}thanks/").status_code == 405
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_ORIGIN": "https://elsewhere.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "http://testserver"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "https://elsewhere.example"},
    ],
)
def test_what_another_site_sends_is_refused(client, address, headers):
    assert client.post(address, {"reason": "spam"}, **headers).status_code == 403
    assert not Report.objects.exists()


def test_who_is_signed_in_needs_djangos_token(reader, address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(reader)
    assert client.post(address, {"reason": "spam"}, **FROM_HERE).status_code == 403
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"reason": ""},
        {"reason": "dislike"},
        {"reason": "other", "words": "  "},
        {"reason": "spam", "words": "x" * 1001},
    ],
)
def test_without_a_reason_it_comes_back_with_what_was_typed(client, address, data):
    response = client.post(address, data, **FROM_HERE)
    assert response.status_code == 422
    assert not Report.objects.exists()
    assert 'class="error"' in response.content.decode()
    assert data.get("words", "") in response.content.decode()


def test_too_many_are_told_so(client, address, monkeypatch):
    def refuse(*args, **kwargs):
        raise TooManyReports

    monkeypatch.setattr(Report, "file", refuse)
    response = client.post(address, {"reason": "spam", "words": "Kept."}, **FROM_HERE)
    assert response.status_code == 429
    assert "wait a while" in response.content.decode()
    assert "Kept." in response.content.decode()


def test_the_third_reporter_is_thanked_after_the_comment_is_hidden(client, address, comment, readers):
    for reader in readers(3):
        client.force_login(reader)
        response = client.post(address, {"reason": "abuse"})
        assert client.get(response["Location"]).status_code == 200
    comment.refresh_from_db()
    assert comment.state == "hidden"
    assert client.get(address).status_code == 404


def test_nobody_learns_who_reported(client, address, article, comment, readers, other_reader):
    reporters = readers(2)
    for reader in reporters:
        comment.report("other", "Words of a witness.", by=reader)
    for viewer in (None, other_reader, comment.author):
        client.logout() if viewer is None else client.force_login(viewer)
        for where in (article.get_absolute_url(), address, f"{address}thanks/", "/comments/mine/"):
            page = client.get(where, follow=True).content.decode()
            assert "Words of a witness." not in page
            assert not any(reader.username in page for reader in reporters)


def test_a_comment_that_does_not_exist_has_no_such_page(client, db):
    for where in ("/comments/999999/report/", "/comments/999999/report/thanks/"):
        assert client.get(where).status_code == 404
