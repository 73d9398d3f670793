"""Each page of a discussion or of a thread is one, with an address of its own, and leads to where comments are."""

import re

import pytest
from django.test import Client

from comments.models import Discussion


def page_of(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.fixture
def address(article):
    return article.get_absolute_url()


def heads(page):
    """(canonical address, title, whether machines may list it)"""
    canonical = re.search(r'<link rel="canonical"\s+href="https?://[^/]+([^"]*)">', page)
    title = " ".join(re.search(r"<title>(.*?) – ", page, re.DOTALL)[1].split())
    return canonical and canonical[1], title, "noindex" not in page


def test_each_page_of_a_discussion_names_itself(client, address, article, crowd):
    crowd(51)
    name = article.headline
    assert heads(page_of(client, address)) == (address, name, True)
    assert heads(page_of(client, f"{address}?page=1")) == (address, name, True)
    for number in (2, 3):
        at = f"{address}?page={number}"
        assert heads(page_of(client, at)) == (at, f"{name}, page {number} of the comments", True)


def test_each_page_of_a_thread_names_itself(client, article, post):
    thread = post()
    for _ in range(51):
        post(parent=thread)
    at, name = thread.thread_address, f"Thread 1 of the comments: {article.headline}"
    assert heads(page_of(client, at)) == heads(page_of(client, f"{at}?page=1")) == (at, name, True)
    name = f"Thread 1 of the comments, page 2: {article.headline}"
    assert heads(page_of(client, f"{at}?page=2")) == (f"{at}?page=2", name, True)


def test_pages_lead_to_one_another_by_the_addresses_they_name(client, address, crowd, post):
    [*_, thread] = crowd(51)
    for _ in range(101):
        post(parent=thread)
    for where in (address, thread.thread_address):
        links = {
            number: set(re.findall(r'<a href="([^"]*)#comments" rel="(prev|next)">', page_of(client, at)))
            for number, at in ((1, where), (2, f"{where}?page=2"), (3, f"{where}?page=3"))
        }
        assert links == {
            1: {(f"{where}?page=2", "next")},
            2: {(where, "prev"), (f"{where}?page=3", "next")},
            3: {(f"{where}?page=2", "prev")},
        }


@pytest.mark.parametrize("number", ["", "0", "01", "abc", "-1", "+2", "2%20", "%D9%A2", "1e1", "9" * 18])
def test_what_is_no_page_is_none_for_anybody(client, reader, address, post, number):
    """Through the page cache too: see test_page_cache."""
    thread = post()
    for where in (address, thread.thread_address):
        answers = [Client().get(f"{where}?page={number}").status_code]
        client.force_login(reader)
        answers.append(client.get(f"{where}?page={number}").status_code)
        assert answers == [404, 404], where


def test_a_discussion_that_is_off_has_no_second_page(client, address, crowd, editor):
    crowd(26)
    assert client.get(f"{address}?page=2").status_code == 200
    Discussion.objects.get().set_window(editor, "off")
    assert client.get(address).status_code == 200
    assert client.get(f"{address}?page=2").status_code == 404


def leads_to(page):
    """From a page on which nothing is left."""
    found = re.search(r'<p class="absent">No \w+ on this page is shown any more.\s<a href="([^"]*)">', page)
    return found and found[1]


def test_a_page_on_which_nothing_is_left_leads_to_where_comments_are(client, address, crowd, put):
    threads = crowd(76)
    assert leads_to(page_of(client, address)) is None
    for each in threads[:50]:
        put(each, "removed")
    assert "Comments (26)" in page_of(client, address)
    assert leads_to(page_of(client, address)) == f"{address}?page=3#comments"
    assert leads_to(page_of(client, f"{address}?page=2")) == f"{address}?page=3#comments"
    put(threads[75], "withdrawn")
    assert leads_to(page_of(client, f"{address}?page=4")) == f"{address}?page=3#comments"
    put(threads[0], "visible")
    assert leads_to(page_of(client, address)) is None
    for each in threads[50:75]:
        put(each, "removed")
    assert leads_to(page_of(client, f"{address}?page=3")) == f"{address}#comments"


def test_where_nothing_is_left_at_all_no_page_leads_to_another(client, address, crowd, put):
    for each in crowd(26):
        put(each, "removed")
    for where in (address, f"{address}?page=2"):
        page = page_of(client, where)
        assert "Comments (0)" in page
        assert leads_to(page) is None
        assert "pager" not in page


def test_a_page_of_a_thread_on_which_no_reply_is_left_leads_on(client, post, put):
    thread = post()
    replies = [post(parent=thread) for _ in range(51)]
    for each in replies[:50]:
        put(each, "removed")
    at = thread.thread_address
    assert leads_to(page_of(client, at)) == f"{at}?page=2#comments"
    assert leads_to(page_of(client, f"{at}?page=2")) is None
    put(replies[50], "removed")
    assert leads_to(page_of(client, at)) is None
