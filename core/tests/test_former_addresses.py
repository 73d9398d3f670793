"""An address that something had leads to where it is now, in one step, until something new takes it."""

from unicodedata import normalize

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Edition, FormerAddress


@pytest.fixture
def policy(db):
    """A page of the paper that things can lead to."""
    return reverse("comments:policy")


def led(client, address, **extra):
    answer = client.get(address, **extra)
    return answer.status_code, answer.headers.get("Location")


def test_a_former_address_answers_with_a_permanent_redirect(client, policy):
    FormerAddress.move("/old/", policy)
    assert led(client, "/old/") == (301, policy)
    assert client.head("/old/").status_code == 301
    assert client.get("/old/", follow=True).status_code == 200


def test_who_is_signed_in_is_led_too(client, policy, reader):
    client.force_login(reader)
    FormerAddress.move("/old/", policy)
    assert led(client, "/old/") == (301, policy)


def test_the_query_goes_along(client, policy):
    FormerAddress.move("/old/", policy)
    assert led(client, "/old/?before=7&utm_source=x") == (301, f"{policy}?before=7&utm_source=x")


def test_a_form_is_not_sent_on(client, policy):
    FormerAddress.move("/old/", policy)
    assert client.post("/old/", {"text": "A long answer."}).status_code == 404


@pytest.mark.parametrize(
    "typed",
    [
        "/section/la-cote-عربي/",
        "/section/la-cote-عربي",
        "/section/LA-COTE-عربي/",
        "/section/la-cote-%D8%B9%D8%B1%D8%A8%D9%8A/",
        "/section/la-cote-%25D8%25B9%25D8%25B1%25D8%25A8%25D9%258A/",
        "/section/la-cote-عربي/%3Futm_source=x",
        "/section/la-cote-عربي/%23top",
    ],
)
def test_an_address_is_known_in_every_spelling(client, policy, typed):
    FormerAddress.move("/section/la-cote-%D8%B9%D8%B1%D8%A8%D9%8A/", policy)
    assert led(client, typed) == (301, policy)


@pytest.mark.parametrize("stored", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", ["NFC", "NFD"])
def test_it_is_known_in_every_unicode_form(client, policy, stored, typed):
    FormerAddress.move(normalize(stored, "/한국-é/"), policy)
    assert led(client, normalize(typed, "/한국-é/")) == (301, policy)


def test_an_address_in_another_script_is_led_to_as_it_is_written_in_links(client, db):
    FormerAddress.move("/old/", "/section/العالم/")
    assert led(client, "/old/") == (301, "/section/%D8%A7%D9%84%D8%B9%D8%A7%D9%84%D9%85/")


def rows():
    return dict(FormerAddress.objects.values_list("path", "leads_to"))


def test_a_chain_is_one_step(db):
    FormerAddress.move("/a/", "/b/")
    FormerAddress.move("/b/", "/c/")
    assert rows() == {"/a/": "/c/", "/b/": "/c/"}


def test_what_comes_back_to_an_address_leads_from_the_other_one(db):
    FormerAddress.move("/a/", "/b/")
    FormerAddress.move("/b/", "/a/")
    assert rows() == {"/b/": "/a/"}


def test_no_round_trip_makes_a_loop(db):
    for old, new in ("ab", "bc", "ca", "ad", "db", "bb"):
        FormerAddress.move(f"/{old}/", f"/{new}/")
        found = rows()
        assert not found.keys() & set(found.values()), (old, new)
    assert rows() == {"/a/": "/b/", "/c/": "/b/", "/d/": "/b/"}


def test_moving_is_safe_to_repeat(db):
    for _ in range(2):
        FormerAddress.move("/a/", "/b/")
    assert rows() == {"/a/": "/b/"}


def test_an_address_that_is_taken_leads_nowhere_and_its_taker_is_told(client, policy):
    FormerAddress.move("/old/", policy)
    assert FormerAddress.successor("/old") == policy
    assert FormerAddress.free("/old/") == policy
    assert FormerAddress.free("/old/") is None
    assert led(client, "/old/") == (404, None)


@pytest.mark.parametrize("elsewhere", ["https://other.example/", "//other.example/", "other/"])
def test_nothing_leads_away_from_the_site(db, elsewhere):
    with pytest.raises(ValueError):
        FormerAddress.move("/old/", elsewhere)


def test_an_address_that_nobody_had_costs_one_query_more_and_a_long_one_none(client, db):
    client.get("/nothing/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get("/nothing/").status_code == 404
    assert len(asked) == 1 and "core_formeraddress" in asked[0]["sql"]
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/{'n' * 5000}/").status_code == 404
    assert not asked.captured_queries


def test_every_change_makes_the_pages_of_all_nodes_anew(db):
    Edition.bump()
    for verb, given in ((FormerAddress.move, ("/a/", "/b/")), (FormerAddress.free, ("/a/",))):
        before = Edition.objects.get().version
        verb(*given)
        assert Edition.objects.get().version > before


def test_what_leads_to_a_page_that_is_gone_says_so_after_one_step(client, db):
    FormerAddress.move("/old/", "/gone/")
    answer = client.get("/old/", follow=True)
    assert (answer.status_code, len(answer.redirect_chain)) == (404, 1)


def test_what_takes_an_address_leads_from_where_it_came_and_says_where_its_own_led(db):
    FormerAddress.move("/section/docks/", "/section/harbor/")
    assert FormerAddress.take("/section/docks/", "/section/quay/") == "/section/harbor/"
    assert FormerAddress.successor("/section/quay/") == "/section/docks/"
    assert FormerAddress.successor("/section/docks/") is None
    # Back again, and once more: where it came from is nobody else's.
    for _ in range(2):
        assert FormerAddress.take("/section/quay/", "/section/docks/") is None
    assert FormerAddress.successor("/section/docks/") == "/section/quay/"


def test_what_is_made_new_takes_an_address_from_nobody(db):
    assert FormerAddress.take("/section/docks/") is None
    assert not FormerAddress.objects.exists()
