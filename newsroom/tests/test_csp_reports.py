"""What browsers report of the policy: one line a kind, and no more than so many, whatever strangers send."""

import itertools
import json

import pytest
from django.test import Client

from accounts.models.session import Session
from newsroom import csp_reports
from newsroom.csp_reports import KINDS_AN_HOUR, KINDS_REMEMBERED, MAX_BYTES, Heard

OLD, NEW = "application/csp-report", "application/reports+json"


@pytest.fixture(autouse=True)
def _nothing_heard(monkeypatch):
    monkeypatch.setattr(csp_reports, "heard", Heard())


@pytest.fixture
def an_hour_later(monkeypatch):
    """Sets the clock that nobody can set on: an_hour_later()"""
    hours = itertools.count()
    monkeypatch.setattr(csp_reports.time, "monotonic", lambda: now)

    def later():
        nonlocal now
        now = next(hours) * csp_reports.HOUR

    now = 0
    later()
    return later


@pytest.fixture
def said(caplog):
    """said() -> the lines of the log since the last time"""

    def said():
        lines = [record.getMessage() for record in caplog.records]
        caplog.clear()
        return lines

    return said


def send(content, type=OLD, **headers):
    """As a browser does, without a token."""
    client = Client(enforce_csrf_checks=True)
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    return client.post("/csp-report/", content, content_type=type, headers=headers)


def old(directive="script-src-elem", blocked="https://elsewhere.example/x.js", page="https://news.example/"):
    return {
        "csp-report": {
            "document-uri": page,
            "referrer": "",
            "violated-directive": directive,
            "effective-directive": directive,
            "original-policy": "default-src 'none'; report-uri /csp-report/",
            "blocked-uri": blocked,
            "status-code": 200,
            "script-sample": "",
        }
    }


def new(directive="script-src-elem", blocked="https://elsewhere.example/x.js", page="https://news.example/"):
    body = {"documentURL": page, "blockedURL": blocked, "effectiveDirective": directive, "statusCode": 200}
    return {"type": "csp-violation", "age": 1, "url": page, "user_agent": "Mozilla/5.0", "body": body}


def test_a_report_is_one_line_and_an_empty_answer(said):
    """No database mark on this test: nothing is stored."""
    answer = send(old())
    assert (answer.status_code, answer.content) == (204, b"")
    assert said() == [
        "The policy’s script-src-elem kept out https://elsewhere.example on a page of the kind front"
    ]


def test_both_ways_to_say_the_same_are_one_kind(said):
    send(old())
    assert send([new(), new(directive="img-src")], NEW).status_code == 204
    assert len(said()) == 2
    send([new(), new(directive="img-src")], NEW)
    send(old(blocked="https://ELSEWHERE.example/other.js?id=7"))
    assert said() == []


def test_of_the_page_its_kind_alone_is_said(said):
    for slug in ("ferry-link", "harbour"):
        send(old(page=f"https://news.example/2026/11/28/{slug}/?token=secret#part"))
    send(old(page="https://news.example/no/such/page/"))
    assert [line.rpartition(" kind ")[2] for line in said()] == ["articles:story", "something else"]


@pytest.mark.parametrize(
    "blocked, as_said",
    [
        ("inline", "inline"),
        ("EVAL", "eval"),
        ("data", "data"),
        ("https://reader:password@elsewhere.example/", "something else"),
        (
            "https://elsewhere.example:8443/path?address=somebody@example.org",
            "https://elsewhere.example:8443",
        ),
        ("wss://elsewhere.example", "wss://elsewhere.example"),
        (f"https://{'x' * 200}.example/", "something else"),
        ("https://elsewhere.example\r\n2026 ERROR root: forged", "something else"),
        ("https://else\x1b[31mwhere.example/", "something else"),
        ("javascript:alert(1)", "something else"),
        ("", "something else"),
    ],
)
def test_of_what_was_blocked_its_origin_alone_is_said(said, blocked, as_said):
    send(old(blocked=blocked))
    assert said() == [f"The policy’s script-src-elem kept out {as_said} on a page of the kind front"]


@pytest.mark.parametrize("directive", ["", "x" * 3000, "script-src\nforged", "no-such-src", "\x1b[2J"])
def test_a_directive_that_there_is_not_is_not_repeated(said, directive):
    send(old(directive=directive))
    assert [line.startswith("The policy’s something else kept out") for line in said()] == [True]


def test_a_whole_directive_counts_by_its_name(said):
    send(old(directive="style-src 'self'"))
    assert "style-src kept" in said()[0]


@pytest.mark.parametrize(
    "status, content, type",
    [
        (400, b" ", OLD),
        (400, b"null", OLD),
        (400, b"[]", OLD),
        (400, b"{}", NEW),
        (400, b'{"csp-report": null}', OLD),
        (400, b'{"csp-report": {"blocked-uri": 7}}', OLD),
        (400, b'{"csp-report": {"blocked-uri": "\xff"}}', OLD),
        (400, b'{"csp-report": {"blocked-uri": "\\ud800"}}', OLD),
        (400, b"[" * 9000, NEW),
        (400, b'{"a":' * 1900, OLD),
        (413, b" " * (MAX_BYTES + 1), OLD),
        (413, b" " * 400_000, NEW),
        (415, b"{}", "application/json"),
        (415, b"csp-report=x", "application/x-www-form-urlencoded"),
        (415, b"{}", "multipart/form-data; boundary=x"),
    ],
)
def test_anything_else_is_refused_without_a_word_in_the_log(said, status, content, type):
    answer = send(content, type)
    assert (answer.status_code, answer.content) == (status, b"")
    assert said() == []


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "options"])
def test_it_is_only_sent_to(client, said, method):
    answer = getattr(client, method)("/csp-report/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert said() == []


def test_the_longest_that_is_taken(said):
    content = json.dumps(old()).encode()
    assert send(content + b" " * (MAX_BYTES - len(content))).status_code == 204
    assert len(said()) == 1


def test_it_sets_no_cookie_and_touches_no_session(client, reader):
    client.force_login(reader)
    before = set(Session.objects.values_list("session_key", "expire_date", "session_data"))
    answer = client.post("/csp-report/", json.dumps(old()), content_type=OLD)
    assert answer.status_code == 204
    assert not answer.cookies
    assert "private" in answer["Cache-Control"]
    assert set(Session.objects.values_list("session_key", "expire_date", "session_data")) == before


def test_an_hour_has_an_end_to_its_lines_and_the_next_one_begins_anew(said, an_hour_later):
    for number in range(10 * KINDS_AN_HOUR):
        assert send(old(blocked=f"https://host{number}.example/")).status_code == 204
    assert len(said()) == KINDS_AN_HOUR
    an_hour_later()
    send(old(blocked="https://host0.example/"))
    assert said() == [], "said before"
    send(old(blocked="https://another.example/"))
    assert len(said()) == 1


def test_what_is_remembered_has_an_end_too(an_hour_later):
    heard = Heard()
    for hour in range(2 * KINDS_REMEMBERED // KINDS_AN_HOUR):
        assert all(heard.says((hour, number)) for number in range(KINDS_AN_HOUR))
        an_hour_later()
    assert len(heard.kinds) == KINDS_REMEMBERED


def test_the_policy_is_as_strict_as_it_would_be_without_reports(client, article):
    sent = client.get("/")["Content-Security-Policy"]
    policy = dict(part.partition(" ")[::2] for part in sent.split("; "))
    assert policy.pop("report-uri") == "/csp-report/"
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


def test_a_browser_reports_what_it_kept_out(desktop, article, said):
    desktop.goto(article.get_absolute_url())
    with desktop.expect_request("**/csp-report/") as report:
        desktop.evaluate(
            "document.body.append(Object.assign(document.createElement('img'), {src: 'https://x.invalid/'}))"
        )
    assert report.value.response().status == 204
    desktop.complaints.clear()
    assert "The policy’s img-src kept out https://x.invalid on a page of the kind articles:story" in said()
