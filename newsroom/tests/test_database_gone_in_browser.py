"""A comment sent while the database can't be reached: its writer has the text before them, and sends it again."""

import pytest
from django.db import OperationalError
from playwright.sync_api import expect

from comments.models import Comment, Discussion


@pytest.fixture
def database(monkeypatch):
    """database.goes() and database.comes_back(), for whoever posts."""

    post = Discussion.post

    class Database:
        def goes(self):
            def refuse(*arguments, **options):
                raise OperationalError("connection refused")

            monkeypatch.setattr(Discussion, "post", refuse)

        def comes_back(self):
            monkeypatch.setattr(Discussion, "post", post)

    return Database()


def expected(page):
    """The browser itself says that it got a 503."""
    said = [line for line in page.complaints if "503" not in line]
    page.complaints.clear()
    assert said == []


def test_in_place_the_text_stays_where_it_is(desktop, signed_in, reader, article, database):
    page = signed_in(desktop, reader)
    page.goto(article.get_absolute_url())
    page.get_by_role("link", name="Write a comment").click()
    field = page.get_by_label("Your comment")
    field.fill("An hour of thought.")
    database.goes()
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator(".form-errors")).to_contain_text("nothing was stored")
    expect(field).to_have_value("An hour of thought.")
    expected(page)
    database.comes_back()
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator(".comment")).to_contain_text("An hour of thought.")
    assert Comment.objects.count() == 1


def test_without_javascript_the_text_comes_back_in_a_form(
    without_javascript, signed_in, reader, article, database
):
    page = signed_in(without_javascript, reader)
    page.goto(f"{article.get_absolute_url()}comment/")
    page.get_by_label("Your comment").fill("An hour of thought.")
    database.goes()
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_label("Your text, as you wrote it")).to_have_value("An hour of thought.")
    expected(page)
    database.comes_back()
    page.get_by_role("button", name="Send it again").click()
    expect(page.locator(".comment")).to_contain_text("An hour of thought.")
