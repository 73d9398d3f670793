"""A story is killed on a page that asks, with the note; nothing beside the buttons that publish does it."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from playwright.sync_api import expect

from articles.models import Article


@pytest.fixture
def asks(article):
    return f"/admin/articles/article/{article.pk}/kill/"


def test_the_form_leads_to_the_page_in_a_new_window_and_has_no_such_button(desk, article, address_of, asks):
    page = desk.get(address_of(article)).content.decode()
    assert f'href="{asks}" target="_blank"' in page
    assert "Kill" not in page[page.index('<div class="submit-row">') :]


def test_to_look_at_the_page_kills_nothing(desk, article, asks):
    page = desk.get(asks).content.decode()
    assert "Kill this story?" in page
    assert article.headline in page
    assert not Article.objects.get().is_killed


def test_it_kills_with_the_note_and_the_history_says_so(desk, client, article, asks, address_of):
    response = desk.post(asks, {"note": "It could not be verified."})
    assert response.url == address_of(article)
    page = client.get(article.get_absolute_url())
    assert page.status_code == 410
    assert "It could not be verified." in page.content.decode()
    assert (
        LogEntry.objects.get().get_change_message() == "Killed: its address now says that it was withdrawn."
    )


def test_a_note_that_is_too_long_comes_back(desk, asks):
    page = desk.post(asks, {"note": "x" * 1001}).content.decode()
    assert "x" * 1001 in page
    assert "at most 1000 characters" in page
    assert not Article.objects.get().is_killed


def test_the_second_who_kills_is_told_and_has_the_note_back(desk, article, editor, asks):
    article.kill(editor, "The first.")
    page = desk.post(asks, {"note": "The second."}).content.decode()
    assert "It is killed already." in page
    assert "The second." in page
    assert Article.objects.get().kill_note == "The first."


def test_what_was_never_out_is_not_killed(desk, make_article):
    story = make_article()
    page = desk.post(f"/admin/articles/article/{story.pk}/kill/").content.decode()
    assert "Only a story that was published can be killed." in page
    assert not Article.objects.get().is_killed


def test_the_note_is_there_again_when_the_session_is_over(desk, asks):
    desk.logout()
    response = desk.post(asks, {"note": "It could not be verified."})
    assert response.status_code == 403
    assert "It could not be verified." in response.content.decode()


def test_nobody_else_kills(client, moderator, reader, article, asks):
    assert client.post(asks).status_code in (302, 403)
    for person, status in ((moderator, 403), (reader, 302)):
        other = Client()
        other.force_login(person)
        assert other.post(asks, {"note": "x"}).status_code in (status, 403)
    assert not Article.objects.get().is_killed


def test_a_story_that_is_not_there_is_not_found(desk, asks):
    assert desk.get("/admin/articles/article/999999/kill/").status_code == 302


@pytest.mark.parametrize("javascript", [True, False])
def test_in_a_browser_nothing_typed_in_the_form_is_lost(
    article, editor, open_page, signed_in, address_of, javascript
):
    page = signed_in(open_page(java_script_enabled=javascript), editor)
    page.goto(address_of(article))
    page.get_by_label("Headline").fill("An hour of thought")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Kill …").click()
    question = opened.value
    question.get_by_label("Public note").fill("It could not be verified.")
    question.get_by_role("button", name="Kill it").click()
    expect(question.get_by_text("Killed: its address now says")).to_be_visible()
    expect(page.get_by_label("Headline")).to_have_value("An hour of thought")
    assert Article.objects.get().kill_note == "It could not be verified."
