"""Rule 8: a page for anonymous readers is the same bytes for everybody, and sets nothing."""

import datetime
import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles.models import Contributor, Tagging, Topic
from core.times import local
from newsroom.page_cache.dependencies import NEVER, versions_for


def archive_of(article):
    """Its pages on which the story is counted or listed."""
    return ["/archive/", *(f"/{article.url_date:{each}}/" for each in ("%Y", "%Y/%m", "%Y/%m/%d"))]


@pytest.fixture
def addresses(article, post, own_page, editor):
    comment = post("A comment on it.")
    contributor = Contributor.named("Ines Calloway")
    article.all_contributions.create(contributor=contributor)
    Tagging.objects.create(article=article, topic=Topic.named("Ferries"), position=1)
    article.publish_update(editor)
    return [
        "/",
        "/section/world/",
        "/topic/ferries/",
        contributor.get_absolute_url(),
        *archive_of(article),
        article.get_absolute_url(),
        comment.thread_address,
        f"{comment.get_absolute_url()}report/",
        f"{comment.get_absolute_url()}report/thanks/",
        "/comment-policy/",
        own_page.get_absolute_url(),
        "/never-written/",
    ]


def test_two_readers_as_far_apart_as_a_page_is_kept_get_the_same_bytes_and_no_cookie(
    addresses, client, article
):
    """Time alone changes no page before its `until`: the second comes a microsecond before, or ten days later."""
    # At noon, so that the day does not end at once.
    now = local(timezone.now()).replace(hour=12) + datetime.timedelta(days=1)
    far, ends = now + datetime.timedelta(days=10), {}
    for address in addresses:
        with time_machine.travel(now, tick=False):
            first = client.get(address, HTTP_ACCEPT_LANGUAGE="de", HTTP_USER_AGENT="One")
            kept = versions_for(address)
        ends[address] = min(kept.until if kept else NEVER, far.timestamp())
        with time_machine.travel(ends[address] - 1e-6, tick=False):
            second = Client().get(
                address, HTTP_ACCEPT_LANGUAGE="ar", HTTP_USER_AGENT="Another", REMOTE_ADDR="10.9.8.7"
            )
        assert first.content == second.content, address
        assert not first.cookies and not second.cookies, address
        assert "Cookie" in first["Vary"]
        assert first["Cache-Control"] == "public, max-age=0, s-maxage=1, must-revalidate"
        assert "csrf" not in first.content.decode()
        assert "nonce" not in first.content.decode() + first["Content-Security-Policy"]
    # Only lists end with the day.
    lists = {address for address, end in ends.items() if end < far.timestamp()}
    assert lists == {"/", "/section/world/", "/topic/ferries/", "/by/ines-calloway/", *archive_of(article)}


def test_whoever_is_signed_in_gets_private_pages(addresses, client, reader):
    client.force_login(reader)
    for address in addresses:
        assert client.get(address)["Cache-Control"] == "private, no-cache", address


def test_a_page_that_has_not_changed_is_not_sent_again(article, client):
    first = client.get(article.get_absolute_url())
    again = client.get(article.get_absolute_url(), HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304
    assert not again.content


def test_pages_take_scripts_and_styles_from_the_site_alone(addresses, client):
    for address in addresses:
        response = client.get(address)
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "script-src 'self';" in policy + ";"
        page = response.content.decode()
        # Data is no program: the policy does not ask about it.
        page = page.replace('<script type="application/ld+json">', "")
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page), address


def test_get_changes_nothing(addresses, client, django_assert_num_queries):
    """Rule 6: no page that is only looked at writes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for address in addresses:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        writing = [
            query["sql"] for query in queries if not query["sql"].lstrip().upper().startswith("SELECT")
        ]
        assert not writing, address


def test_pages_that_are_only_read_take_no_post(article, post, own_page, client):
    comment = post()
    for address in (
        "/",
        "/section/world/",
        "/comment-policy/",
        own_page.get_absolute_url(),
        *archive_of(article),
        article.get_absolute_url(),
        comment.thread_address,
        comment.get_absolute_url(),
        f"{comment.get_absolute_url()}report/thanks/",
    ):
        assert client.post(address).status_code == 405, address


def test_absolute_addresses_come_from_the_setting_never_from_the_request(article, client, settings):
    """Rule 12."""
    settings.SITE_URL = "https://paper.example"
    settings.ALLOWED_HOSTS = ["*"]
    page = client.get(article.get_absolute_url(), HTTP_HOST="elsewhere.example").content.decode()
    assert f'<link rel="canonical" href="https://paper.example{article.get_absolute_url()}">' in page
    assert "elsewhere.example" not in page
