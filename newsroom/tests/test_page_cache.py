"""Pages from the cache in front of Django: never an old one, the same bytes for everybody, made once for a crowd."""

import datetime
import gzip
import io
import random
import sys
import threading

import brotli
import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.utils import timezone

from articles.models import Section
from articles.subjects import STORY
from comments.models import Discussion, Policy
from core.page_versions import Declaration
from core.subjects import PAPER
from newsroom.page_cache.application import PageCache


class Counted:
    """Django, and how often it was asked."""

    def __init__(self):
        self.django, self.asked = WSGIHandler(), 0

    def __call__(self, environ, start_response):
        self.asked += 1
        return self.django(environ, start_response)


class Process:
    """One process's cache, asked as gunicorn asks it."""

    def __init__(self, **options):
        self.django = Counted()
        self.cache = PageCache(self.django, **options)

    def get(self, address, method="GET", **headers):
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "HTTP_HOST": "testserver",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
        } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        said = []
        body = self.cache(environ, lambda status, headers, exc_info=None: said.extend((status, headers)))
        assert len(dict(said[1])) == len(said[1]), "a header twice"
        return said[0], dict(said[1]), b"".join(body)


@pytest.fixture(autouse=True)
def _one_connection(db, monkeypatch):
    """A request begins and ends without closing the connection that this test's transaction is on."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


@pytest.fixture
def process(db):
    return Process()


def text(answer):
    return answer[2].decode()


def test_a_page_is_made_once(process, article, post):
    comment = post("A comment.")
    for address in (
        article.get_absolute_url(),
        comment.thread_address,
        comment.get_absolute_url(),
        f"{comment.get_absolute_url()}report/",
        f"{comment.get_absolute_url()}report/thanks/",
        "/",
        "/section/world/",
        "/comment-policy/",
    ):
        first, before = process.get(address), process.django.asked
        assert process.get(address) == first, address
        assert process.django.asked == before, address


@pytest.mark.parametrize("number", ["", "0", "01", "abc", "%D9%A2", "2&page="])
def test_what_is_no_page_is_none_here_too(process, article, post, client, reader, number):
    thread = post()
    for _ in range(25):
        post()
    client.force_login(reader)
    for address in (article.get_absolute_url(), thread.thread_address):
        process.get(address)
        for _ in range(2):
            assert process.get(f"{address}?page={number}")[0].startswith("404")
        assert client.get(f"{address}?page={number}").status_code == 404


def test_a_permalink_says_at_once_that_its_comment_is_gone_or_back(process, post, moderator):
    comment = post("The text that is gone.")
    address = comment.get_absolute_url()
    assert process.get(address)[0].startswith("302")
    comment.remove(moderator, "spam")
    first = process.get(address)
    assert first[0].startswith("410") and "The text that is gone." not in text(first)
    asked = process.django.asked
    assert process.get(address) == first and process.django.asked == asked
    comment.approve(moderator)
    assert process.get(address)[0].startswith("302")


def test_it_is_the_page_that_django_gives(process, article, post, client):
    post("A comment.")
    assert process.get(article.get_absolute_url())[2] == client.get(article.get_absolute_url()).content
    _, headers, _ = process.get(article.get_absolute_url())
    assert headers["Content-Security-Policy"] and headers["Cache-Control"]
    assert "Cookie" in headers["Vary"] and "Accept-Encoding" in headers["Vary"]


def test_in_the_encoding_that_was_asked_for_and_not_again_when_it_is_known(process, article):
    address = article.get_absolute_url()
    plain = process.get(address)
    tags = {plain[1]["ETag"]}
    for asked, decode in (("gzip", gzip.decompress), ("br, gzip", brotli.decompress)):
        status, headers, body = process.get(address, accept_encoding=asked)
        assert headers["Content-Encoding"] == asked[:4].rstrip(",") or headers["Content-Encoding"] == "br"
        assert decode(body) == plain[2] and len(body) < len(plain[2])
        assert int(headers["Content-Length"]) == len(body)
        status, unchanged, body = process.get(
            address, accept_encoding=asked, if_none_match=f'W/"x", {headers["ETag"]}'
        )
        assert status.startswith("304") and not body and "Content-Length" not in unchanged
        assert unchanged["ETag"] == headers["ETag"] and "Cookie" in unchanged["Vary"]
        tags.add(headers["ETag"])
    assert len(tags) == 3
    assert process.django.asked == 1


def test_only_of_a_page_that_is_there_it_is_said_that_it_is_as_it_was(process, article, post, editor):
    permalink = post("A comment.").get_absolute_url()
    assert process.get(permalink, if_none_match=process.get(permalink)[1]["ETag"])[0].startswith("302")
    article.kill(editor, "")
    gone = process.get(article.get_absolute_url())
    assert gone[0].startswith("410") and gone[2]
    assert process.get(article.get_absolute_url(), if_none_match=gone[1]["ETag"]) == gone


def test_a_redirect_has_no_body_in_any_encoding(process, post):
    address = post("A comment.").get_absolute_url()
    for asked in ("", "gzip", "br"):
        status, headers, body = process.get(address, accept_encoding=asked)
        assert status.startswith("302") and body == b"" and headers["Content-Length"] == "0"
        assert "Content-Encoding" not in headers


def test_head_is_the_same_without_the_body(process, article):
    status, headers, body = process.get(article.get_absolute_url(), method="HEAD")
    assert status.startswith("200") and not body
    assert process.get(article.get_absolute_url())[1] == headers


def test_who_is_signed_in_asks_django_each_time(process, article, reader, client):
    client.force_login(reader)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    process.get(article.get_absolute_url())
    for _ in range(2):
        _, headers, body = process.get(article.get_absolute_url(), cookie=cookie)
        assert headers["Cache-Control"] == "private, no-cache" and b"RedFern" in body
    assert b"RedFern" not in process.get(article.get_absolute_url())[2]
    assert process.django.asked == 3


def test_questions_that_no_page_asks_make_no_other_page(process, article):
    address = article.get_absolute_url()
    assert process.get(f"{address}?utm_source=x&fbclid=y") == process.get(address)
    assert process.django.asked == 1
    assert process.get(f"{address}?page=7")[0].startswith("404")


def test_what_is_not_there_is_not_kept(process, make_article, editor):
    story = make_article()
    later = timezone.now() + datetime.timedelta(minutes=5)
    story.publish(editor, at=later)
    address = story.get_absolute_url()
    assert process.get(address)[0].startswith("404")
    with time_machine.travel(later, tick=False):
        assert process.get(address)[0].startswith("200")


def test_a_host_that_is_not_ours_gets_nothing_from_memory(process, article):
    process.get(article.get_absolute_url())
    assert process.get(article.get_absolute_url(), host="elsewhere.example")[0].startswith("400")


def test_the_closing_instant_itself_has_the_closed_page(process, article):
    closes = Discussion.of(article).closes_at
    with time_machine.travel(closes - datetime.timedelta(milliseconds=1), tick=False):
        assert "now closed" not in text(process.get(article.get_absolute_url()))
    with time_machine.travel(closes, tick=False):
        assert "now closed" in text(process.get(article.get_absolute_url()))


def test_a_window_changed_while_the_page_was_made_is_not_missed(process, article, editor, monkeypatch):
    """Between the reading of its end and of the versions, another process gives the discussion another end."""
    now, real, changes = timezone.now(), STORY.until, ["once"]

    def until(story, at):
        found = real(story, at)
        if changes:
            changes.clear()
            Discussion.of(article).set_window(editor, "until", now + datetime.timedelta(minutes=1))
        return found

    monkeypatch.setattr(STORY, "until", until)
    process.get(article.get_absolute_url())
    with time_machine.travel(now + datetime.timedelta(minutes=1), tick=False):
        assert "now closed" in text(process.get(article.get_absolute_url()))


def test_a_scheduled_story_comes_beside_the_others_at_its_instant(process, article, make_article, editor):
    at = timezone.now() + datetime.timedelta(hours=1)
    process.get(article.get_absolute_url())
    make_article(headline="To come").publish(editor, at=at)
    assert "To come" not in text(process.get(article.get_absolute_url()))
    with time_machine.travel(at, tick=False):
        assert "To come" in text(process.get(article.get_absolute_url()))


def test_lists_lag_by_five_seconds_and_not_more(process, article, make_article, editor, stopwatch):
    assert "Newer" not in text(process.get("/"))
    make_article(headline="Newer").publish(editor)
    stopwatch.shift(4.9)
    assert "Newer" not in text(process.get("/"))
    stopwatch.shift(0.1)
    assert "Newer" in text(process.get("/")) and "Newer" in text(process.get("/section/world/"))


def test_a_clock_set_back_keeps_no_killed_story_on_lists(process, article, editor, stopwatch):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert article.revision.headline in text(process.get("/"))
        article.kill(editor, "Withdrawn.")
        clock.shift(-3600)
        stopwatch.shift(5)
        assert article.revision.headline not in text(process.get("/"))


def test_what_stands_on_every_page(process, article, post, admin_client, moderator):
    """Sections, contributors, the policy, somebody's name or standing: changed at the desk, seen at once."""
    comment = post("A comment.")
    address = article.get_absolute_url()
    section = Section.objects.get()
    process.get(address)
    admin_client.post(f"/admin/articles/section/{section.pk}/change/", {"name": "Planet", "position": 1})
    assert "Planet" in text(process.get(address))
    admin_client.post("/admin/comments/policy/add/", {"short": "Be short.", "whole": "<p>Be kind.</p>"})
    assert Policy.objects.current().short == "Be short."
    assert "Be short." in text(process.get(address)) and "Be kind." in text(process.get("/comment-policy/"))
    name = comment.author.username
    assert name in text(process.get(address))
    comment.author.erase()
    assert name not in text(process.get(address))


def test_a_crowd_has_it_made_once(article, settings):
    """Twenty at once, while Django is slow: one asks it, the others get what that one made."""
    begun, go_on = threading.Event(), threading.Event()

    def slow(environ, start_response):
        begun.set()
        go_on.wait(10)
        start_response("200 OK", [("Content-Type", "text/html"), ("Cache-Control", "public")])
        slow.asked += 1
        return io.BytesIO(b"page")

    slow.asked = 0
    process = Process()
    process.cache.application = slow
    answers = []
    # Lists need no database to be known, and this test's is in a transaction.
    crowd = [threading.Thread(target=lambda: answers.append(process.get("/"))) for _ in range(20)]
    for each in crowd:
        each.start()
    assert begun.wait(10)
    go_on.set()
    for each in crowd:
        each.join(10)
    assert slow.asked == 1
    assert [answer[2] for answer in answers] == [b"page"] * 20
    assert not process.cache._making


def test_memory_has_an_end_and_the_page_not_asked_for_longest_goes(make_article, editor):
    stories = [make_article() for _ in range(6)]
    for story in stories:
        story.publish(editor)
    size = one_kept(stories[0].get_absolute_url()).pages.bytes
    process = Process(max_bytes=int(3.5 * size))
    for story in stories[:3]:
        process.get(story.get_absolute_url())
    process.get(stories[0].get_absolute_url())
    process.get(stories[3].get_absolute_url())
    kept = {path for path, _ in process.cache.pages}
    assert kept == {stories[number].get_absolute_url() for number in (0, 2, 3)}
    assert process.cache.pages.bytes <= process.cache.pages.max_bytes


def one_kept(address):
    process = Process()
    process.get(address)
    return process.cache


def test_what_was_made_for_another_encoding_counts_too(process, article):
    address, pages = article.get_absolute_url(), process.cache.pages
    process.get(address, accept_encoding="gzip")
    before = pages.bytes
    body = process.get(address, accept_encoding="br")[2]
    assert pages.bytes == before + len(body)
    assert pages.bytes == sum(page.counted for page in pages._pages.values())


def test_redirects_count_with_their_headers_and_addresses(process, post):
    addresses = [post(f"Comment {number}.").get_absolute_url() for number in range(3)]
    pages = process.cache.pages
    for number, address in enumerate(addresses, 1):
        assert process.get(address)[0].startswith("302")
        assert len(pages) == number and pages.bytes > number * 2000


def test_so_many_pages_and_no_more_however_small(post):
    process = Process(max_pages=2)
    for number in range(4):
        process.get(post(f"Comment {number}.").get_absolute_url())
    assert len(process.cache.pages) == 2


def test_many_threads_at_once_disturb_nobody(monkeypatch):
    """Some take pages from memory while others put new ones in."""
    monkeypatch.setattr("newsroom.page_cache.application.versions_for", lambda path: Always())
    process = Process(max_bytes=200_000)
    process.cache.application = lambda environ, start_response: (
        start_response("200 OK", [("Content-Type", "text/html")]) or io.BytesIO(b"x" * 100)
    )
    faults = []

    def ask(seed):
        dice = random.Random(seed)
        for _ in range(3000):
            try:
                # Some of them often, or none would be found in memory.
                process.get(f"/section/a-{int(dice.paretovariate(0.4)) % 5000}/")
            except Exception as fault:
                faults.append(repr(fault))
                return

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        crowd = [threading.Thread(target=ask, args=(seed,)) for seed in range(8)]
        for each in crowd:
            each.start()
        for each in crowd:
            each.join()
    finally:
        sys.setswitchinterval(before)
    assert not faults
    pages = process.cache.pages
    assert pages.bytes <= 200_000
    assert pages.bytes == sum(page.counted for page in pages._pages.values())


class Always:
    """What never changes."""

    declaration, versions, until, lags_until = Declaration(PAPER), (), float("inf"), float("inf")

    def is_current(self, now):
        return True
