"""What each answer says to a browser besides its content, whoever gives it."""

import re

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from articles import lists
from articles.models import Photo
from newsroom.tests.test_page_cache import Process, _one_connection  # noqa: F401


@pytest.fixture
def photo(db, jpeg, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        photo = Photo.objects.ingest(jpeg(900, 600)).photo
    photo.refresh_from_db()
    return photo


@pytest.fixture
def answers(article, photo, reader, settings, monkeypatch):
    """{what is answered: (the status expected, the answer)}, each from a client of its own."""
    settings.WHITENOISE_AUTOREFRESH = True
    (settings.STATIC_ROOT / "a.css").write_text("a {}")
    signed_in = Client()
    signed_in.force_login(reader)

    def failing(error):
        def fail(now):
            raise error

        with monkeypatch.context() as patched:
            patched.setattr(lists, "listed", fail)
            return Client(raise_request_exception=False).get("/")

    def by_host_and_scheme(address, **options):
        settings.SECURE_SSL_REDIRECT = True
        try:
            return Client().get(address, **options)
        finally:
            settings.SECURE_SSL_REDIRECT = False

    def get(address, **options):
        return Client().get(address, **options)

    story, tag = article.get_absolute_url(), get("/")["ETag"]
    return {
        "a page": (200, get(story)),
        "a page that did not change": (304, get("/", headers={"If-None-Match": tag})),
        "a page of somebody’s own": (200, signed_in.get("/comments/mine/")),
        "a page for HEAD": (200, Client().head(story)),
        "a static file": (200, get("/static/a.css")),
        "a photograph": (200, get(photo.renditions_of["webp"][0].url)),
        "a way on": (302, get("/admin/")),
        "a way to the right address": (301, get(story.rstrip("/"))),
        "a way to https": (301, by_host_and_scheme("/")),
        "another host": (400, get("/", headers={"host": "elsewhere.example"})),
        "another host’s way to https": (400, by_host_and_scheme("/", headers={"host": "elsewhere.example"})),
        "a form without its token": (403, Client(enforce_csrf_checks=True).post(f"{story}comment/")),
        "nothing": (404, get("/nothing/here/")),
        "no such file": (404, get("/static/none.css")),
        "no such photograph": (404, get(f"/media/ab/{'ab' * 10}-400.webp")),
        "a method that is not": (405, Client().post("/")),
        "too much": (413, signed_in.post(f"{story}comment/", {"text": "x" * 5_000_000})),
        "our fault": (500, failing(RuntimeError())),
        "no database": (503, failing(OperationalError())),
        "health": (200, get("/health/")),
        "health without TLS": (200, by_host_and_scheme("/health/", headers={"host": "10.0.0.7"})),
        "health of the parts, for another method": (405, Client().post("/health/parts/")),
        "a report’s refusal": (405, get("/csp-report/")),
    }


def test_each_answer_takes_all_powers_away_and_is_read_as_what_it_is(answers):
    """Each says it once, and the same."""
    expected = {
        "Permissions-Policy": settings.EVERYWHERE["Permissions-Policy"],
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    for what, (status, answer) in answers.items():
        assert answer.status_code == status, what
        found = {name: answer.headers.get(name) for name in expected}
        assert found == expected, what


def test_each_page_has_the_policy_whatever_went_wrong(answers):
    pages = {
        what: answer
        for what, (_, answer) in answers.items()
        if answer.headers.get("Content-Type", "").startswith("text/html") and answer.content
    }
    assert len(pages) > 8
    for what, answer in pages.items():
        assert "default-src 'none'" in answer.headers.get("Content-Security-Policy", ""), what


@pytest.mark.parametrize("address", ["/", "the story", "a comment"])
def test_a_page_that_is_kept_says_it_too(db, article, post, address):
    comment = post("A comment.")
    address = {"the story": article.get_absolute_url(), "a comment": f"/comments/{comment.pk}/"}.get(
        address, address
    )
    process = Process()
    made, kept = process.get(address), process.get(address)
    assert process.django.asked == 1
    for _, headers, _ in (made, kept):
        for name, value in settings.EVERYWHERE.items():
            assert headers[name] == value
        for name in ("X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"):
            assert headers[name]


def test_every_power_is_named_once_and_left_to_nobody():
    parts = settings.EVERYWHERE["Permissions-Policy"].split(", ")
    assert len(set(parts)) == len(parts) > 20
    assert all(re.fullmatch(r"[a-z-]+=\(\)", part) for part in parts)
    for power in ("camera", "microphone", "geolocation", "payment", "usb"):
        assert f"{power}=()" in parts


def test_a_browser_knows_each_power_and_grants_none(desktop, article):
    said = []
    desktop.on("console", lambda message: said.append(message.text))
    desktop.goto(article.get_absolute_url())
    assert said == []
    off = {part.partition("=")[0] for part in settings.EVERYWHERE["Permissions-Policy"].split(", ")}
    assert not off & set(desktop.evaluate("document.featurePolicy.allowedFeatures()"))
