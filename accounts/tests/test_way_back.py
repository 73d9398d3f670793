"""Whoever registers or signs in from a story is back at the story after it, by whatever way they came in."""

import html
import re

import pytest
from django.test import Client

from accounts.tests.conftest import sign_in

CODE_PAGE = "/accounts/confirm-email/"
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "///evil.example",
    "javascript:alert(1)",
    "https:evil.example",
    "http://testserver.evil.example/",
    " //evil.example",
    "evil",
]


def link(page, words):
    found = re.findall(rf'<a href="([^"]*)"[^>]*>{words}</a>', page)
    assert found, words
    return html.unescape(found[0])


@pytest.fixture
def enter(article, client):
    """enter("Register") -> (the address behind that link of the story's page, the page there)."""

    def enter(words):
        address = link(client.get(article.get_absolute_url()).content.decode(), words)
        return address, client.get(address).content.decode()

    return enter


def hidden(page):
    """What the page's first form carries along."""
    form = page[page.index('<form class="form"') :].partition("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="(next)" value="([^"]*)"', form))


@pytest.mark.parametrize("words", ["Register", "Write comments: register"])
def test_who_registers_from_a_story_is_back_there(client, article, enter, typed, code, words):
    address, page = enter(words)
    assert client.post(address, typed | hidden(page)).url.startswith(CODE_PAGE)
    assert client.post(CODE_PAGE, {"code": code()}).url == article.get_absolute_url()


def test_who_typed_a_wrong_address_and_registers_again_too(client, article, enter, typed, code):
    address, page = enter("Register")
    client.post(address, typed | hidden(page))
    again = client.post("/accounts/signup/again/").url
    page = client.get(again).content.decode()
    client.post(again, typed | {"email": "right@readers.example"} | hidden(page))
    assert client.post(CODE_PAGE, {"code": code()}).url == article.get_absolute_url()


def test_who_has_a_code_sent_once_more_too(client, article, enter, typed, code):
    address, page = enter("Register")
    client.post(address, typed | hidden(page))
    answer = client.post(CODE_PAGE, {"action": "resend"})
    assert answer.status_code == 302
    assert client.post(answer.url, {"code": code()}).url == article.get_absolute_url()


def test_who_signs_in_from_a_story_is_back_there(client, article, enter, reader):
    address, page = enter("Sign in")
    answer = client.post(address, {"login": "RedFern", "password": "harbour-light-9"} | hidden(page))
    assert answer.url == article.get_absolute_url()


def test_who_has_an_account_after_all_or_has_none_yet_is_led_on_with_it(client, article, enter):
    _, page = enter("Register")
    address = link(page, "sign in")
    assert hidden(client.get(address).content.decode())["next"] == article.get_absolute_url()
    address = link(client.get(address).content.decode(), "register")
    assert hidden(client.get(address).content.decode())["next"] == article.get_absolute_url()


def test_who_signs_in_with_a_code_is_back_there(client, article, enter, reader, code):
    _, page = enter("Sign in")
    address = link(page, "have a code sent to you")
    page = client.get(address).content.decode()
    address = client.post(address, {"email": reader.email} | hidden(page)).url
    page = client.get(address).content.decode()
    assert client.post(address, {"code": code()} | hidden(page)).url == article.get_absolute_url()


def test_who_chooses_a_new_password_is_back_there(client, article, enter, reader, code):
    _, page = enter("Sign in")
    address = link(page, "choose a new password")
    page = client.get(address).content.decode()
    address = client.post(address, {"email": reader.email} | hidden(page)).url
    page = client.get(address).content.decode()
    address = client.post(address, {"code": code()} | hidden(page)).url
    page = client.get(address).content.decode()
    new = {"password1": "another-light-7", "password2": "another-light-7"}
    answer = client.post(address, new | hidden(page))
    while answer.status_code == 302 and answer.url.startswith("/accounts/"):
        answer = client.get(answer.url)
    assert answer.url == article.get_absolute_url()


def test_who_signs_in_another_way_after_asking_for_a_code_is_back_there(client, article, enter, reader):
    _, page = enter("Sign in")
    address = link(page, "have a code sent to you")
    address = client.post(address, {"email": reader.email} | hidden(client.get(address).content.decode())).url
    page = client.get(address).content.decode()
    other_way = html.unescape(re.search(r'name="next" value="(/accounts/login/[^"]*)"', page)[1])
    address = client.post("/accounts/logout/", {"next": other_way}).url
    answer = sign_in(client, "RedFern", **hidden(client.get(address).content.decode()))
    assert answer.url == article.get_absolute_url()


@pytest.mark.parametrize("next_", ELSEWHERE)
def test_nobody_is_led_to_another_site(client, db, register, code, next_, reader):
    register(next=next_)
    assert client.post(CODE_PAGE, {"code": code()}).url in ("/comments/mine/", "/accounts/")
    other = Client()
    assert sign_in(other, "RedFern", next=next_).url in ("/comments/mine/", "/accounts/")


def test_a_page_of_comments_and_a_thread_lead_back_to_themselves(client, article, post):
    first = post()
    for _ in range(25):
        post()
    story = article.get_absolute_url()
    for address in (
        f"{story}?page=2",
        first.thread_address,
        "/comment-policy/",
        f"/section/{article.section.slug}/",
    ):
        page = client.get(address).content.decode()
        for words in ("Sign in", "Register"):
            assert hidden(client.get(link(page, words)).content.decode())["next"] == address


def test_what_is_no_number_of_a_page_gets_into_no_link(client, article):
    section = article.section.get_absolute_url()
    for address in (
        f"{section}?page=7",
        f"{article.get_absolute_url()}?page=1&x=y",
        "/comment-policy/?page=7",
    ):
        page = client.get(address).content.decode()
        assert "page%3D" not in page and "x%3D" not in page
