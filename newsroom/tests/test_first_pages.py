"""What a new paper's own pages say at first: true, in its language, with gaps for what only it can say; made once."""

import datetime
import re
from importlib import import_module

import pytest
from allauth.core.internal.ratelimit import parse_rates
from django.apps import apps
from django.conf import settings as site
from django.urls import resolve
from django.utils import translation
from django.utils.translation import get_language

from accounts import known_browser, sessions
from accounts.models import invitation, sign_in
from accounts.models.user import SIGN_UP_DAYS
from comments import drafts as texts
from core.models import Page
from core.page_addresses import validate_page_slug
from core.rich_text.sanitising import sanitise
from newsroom.background import retries
from newsroom.first_pages import about, privacy
from newsroom.first_pages.drafts import drafts
from newsroom.server import worker

MIGRATION = import_module("newsroom.migrations.0002_first_pages")
DAY = 24 * 60 * 60


def said(html):
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def test_a_paper_begins_with_drafts_of_seven(db):
    pages = Page.objects.all()
    assert [page.slug for page in pages] == [
        *("about", "imprint", "contact", "ethics-and-corrections", "privacy", "accessibility", "ai")
    ]
    for page in pages:
        assert not page.is_public and page.gaps and page.problems(), page.slug
        assert sanitise(str(page.text)) == page.text, page.slug


def test_nobody_gets_again_what_was_deleted_or_renamed(db):
    """The migration is applied once; were it called again, it would change nothing that is there."""
    about_it = Page.objects.get(slug="about")
    about_it.title = "Mine"
    about_it.save()
    MIGRATION.add_first_pages(apps, None)
    assert Page.objects.count() == 7 and Page.objects.get(slug="about").title == "Mine"


def test_they_are_in_the_papers_own_language(settings, db, monkeypatch):
    Page.objects.all().delete()
    settings.LANGUAGE_CODE = "ar"
    monkeypatch.setattr(about, "_", lambda message: f"{get_language()}: <{message}>")
    with translation.override(None):
        MIGRATION.add_first_pages(apps, None)
    text = Page.objects.get(position=1).text
    assert text.startswith("<p>ar: &lt;This paper is [[")


def test_their_addresses_can_be_published(db):
    for draft in drafts():
        validate_page_slug(draft.slug)


def test_every_link_leads_somewhere(db):
    links = {link for draft in drafts() for link in re.findall('href="(/[^"]*)"', draft.text)}
    assert {"/accounts/", "/accounts/erase/", "/comments/mine/", "/comment-policy/"} == links
    for link in links:
        resolve(link)


# Privacy


def test_the_privacy_notice_has_the_codes_own_numbers():
    text = said(privacy.text())
    week = re.search(r"const WEEK = (\d+) \* 24 \* 3600_000;", read("comments/static/comments/js/writing.js"))
    desks = re.search(
        r"const WEEK = (\d+) \* 24 \* 3600_000;", read("articles/static/articles/js/admin/draft.js")
    )
    assert int(week[1]) == int(desks[1]) == privacy.BROWSER_DAYS
    visits = re.search(r"const MOST = (\d+);", read("core/static/core/js/last-visit.js"))
    assert int(visits[1]) == privacy.BROWSER_PAGES
    tries = sum(retries.RETRY_DELAYS, datetime.timedelta()) / datetime.timedelta(minutes=1)
    for sentence in (
        f"is deleted after {SIGN_UP_DAYS} days",
        f"at most {texts.MAX_DRAFTS} texts, for at most {site.SESSION_COOKIE_AGE // DAY} days",
        f"good for {site.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60} minutes",
        f"given up after about {-(-tries // 1):.0f} minutes",
        f"or after {site.SESSION_COOKIE_AGE // DAY} days; where nobody has signed in, after "
        f"{sessions.STRANGERS_AGE // 3600} hour.",
        f"a random number, for {site.CSRF_COOKIE_AGE // DAY} days",
        f"which accounts, at most {known_browser.MOST},",
        f"ends after {known_browser.AGE.days} days",
        f"or {week[1]} days have passed",
        f"at most {visits[1]} pages: of each when that was",
        f"at the latest 1 day and {worker.CLEANUP_INTERVAL.seconds // 60} minutes after the last attempt",
        f"is listed for {worker.RETENTION.days} days",
        f"signed in for {site.STAFF_SESSION_HOURS} hours, and while they work for at most "
        f"{2 * site.STAFF_SESSION_HOURS} hours",
    ):
        assert sentence in text, sentence


def test_what_it_says_of_staff_is_so():
    text = said(privacy.text())
    assert f"is kept for {sign_in.RETENTION.days} days with the time" in text
    assert f"good for {invitation.GOOD_FOR // datetime.timedelta(hours=1)} hours" in text
    assert f"is deleted {invitation.KEPT_FOR.days} days later" in text


def read(path):
    return (site.BASE_DIR / path).read_text()


def test_no_attempt_is_counted_longer_than_it_says():
    rates = [rate for each in site.ACCOUNT_RATE_LIMITS.values() for rate in parse_rates(each)]
    assert privacy.longest_count_days() * DAY == max(rate.duration for rate in rates)


@pytest.mark.parametrize(
    ("module", "name", "value", "sentence"),
    [
        ("newsroom.first_pages.privacy", "SIGN_UP_DAYS", 5, "is deleted after 5 days"),
        ("newsroom.first_pages.privacy", "STRANGERS_AGE", 7200, "nobody has signed in, after 2 hours"),
        ("accounts.known_browser", "AGE", datetime.timedelta(days=90), "ends after 90 days"),
        ("comments.drafts", "MAX_DRAFTS", 5, "at most 5 texts"),
    ],
)
def test_another_number_in_the_code_is_another_in_a_new_paper(monkeypatch, module, name, value, sentence):
    assert sentence not in said(privacy.text())
    monkeypatch.setattr(f"{module}.{name}", value)
    assert sentence in said(privacy.text())


def test_it_names_every_cookie_that_the_site_sets(client, reader, article):
    from newsroom.messages import CookieStorage

    names = {
        site.SESSION_COOKIE_NAME,
        site.CSRF_COOKIE_NAME,
        site.KNOWN_BROWSER_COOKIE_NAME,
        CookieStorage.cookie_name,
    }
    text = privacy.text()
    for name in names:
        assert f"<li>{re.sub('^__(Host|Secure)-', '', name)}:" in text
    assert text.count("<li>") == len(names) + 4
    client.get("/")
    client.get(article.get_absolute_url())
    assert not client.cookies
    client.post("/accounts/login/", {"login": reader.username, "password": "harbour-light-9"})
    client.get("/comments/mine/")
    assert set(client.cookies) <= names


def test_it_names_whatever_the_scripts_keep_in_a_browser():
    """Of readers: a text that is begun, the mark of a sign-out, whether times are one's own, and the last visits."""
    stores = re.compile(r"\b(localStorage|sessionStorage|indexedDB|document\.cookie)\b")
    used = {
        each.name for each in site.BASE_DIR.glob("*/static/*/js/**/*.js") if stores.search(each.read_text())
    }
    assert used == {"writing.js", "zone.js", "last-visit.js", "signed-in.js", "draft.js", "sign-out.js"}
    text = said(privacy.text())
    for sentence in (
        "A comment that you have begun",
        "after you have signed out, your pen name",
        "your own time zone",
        "what came since your last visit",
    ):
        assert sentence in text
