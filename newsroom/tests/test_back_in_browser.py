"""Back after signing out shows nothing of one person; public pages are there at once, and what was typed."""

import pytest
from django.test import Client

from newsroom.tests.support.browser import FLAGS, find

OWN = [
    "/accounts/",
    "/accounts/second-factor/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/erase/",
    "/comments/mine/",
]


@pytest.mark.parametrize("address", OWN)
def test_a_page_about_one_person_is_kept_by_no_browser(client, reader, address):
    client.force_login(reader)
    assert "no-store" in client.get(address)["Cache-Control"]


def test_the_page_to_withdraw_and_the_admin_are_kept_by_none_either(client, reader, post, admin_client):
    client.force_login(reader)
    assert "no-store" in client.get(f"{post(author=reader).get_absolute_url()}withdraw/")["Cache-Control"]
    assert "no-store" in admin_client.get("/admin/")["Cache-Control"]


def test_forms_of_writing_and_public_pages_may_be(client, reader, article):
    form = f"{article.get_absolute_url()}comment/"
    for address in ("/", article.get_absolute_url()):
        assert "no-store" not in Client().get(address)["Cache-Control"]
    client.force_login(reader)
    for address in ("/", article.get_absolute_url(), form):
        assert client.get(address)["Cache-Control"] == "private, no-cache"


def sign_out(page):
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in").first.wait_for()


def test_what_was_typed_is_there_on_back_without_javascript(without_javascript, reader, article, signed_in):
    page = signed_in(without_javascript, reader)
    page.goto(f"{article.get_absolute_url()}comment/")
    page.get_by_label("Your comment").fill("An hour of thought.")
    page.goto("/comment-policy/")
    page.go_back()
    assert page.get_by_label("Your comment").input_value() == "An hour of thought."


@pytest.fixture
def keeping(_known_before_the_browser, browser_type, live_server, settings):
    """A page of a browser that keeps pages for Back as readers' do; the test tool's own does not."""
    settings.SITE_URL = live_server.url
    settings.WHITENOISE_AUTOREFRESH = True
    browser = browser_type.launch(
        args=FLAGS,
        ignore_default_args=["--disable-back-forward-cache"],
        **({"executable_path": find()} if find() else {}),
    )
    page = browser.new_context(base_url=live_server.url).new_page()
    page.add_init_script("addEventListener('pageshow', (event) => { window.wasKept = event.persisted; });")
    yield page
    browser.close()


def test_a_public_page_is_there_at_once(keeping, live_server, article):
    keeping.goto(article.get_absolute_url())
    keeping.goto("/comment-policy/")
    keeping.go_back(wait_until="commit")
    assert keeping.evaluate("window.wasKept")


def test_also_for_who_is_signed_in_until_they_sign_out(keeping, live_server, reader, article, signed_in):
    page = signed_in(keeping, reader)
    page.goto(article.get_absolute_url())
    page.goto("/comment-policy/")
    page.go_back(wait_until="commit")
    assert page.evaluate("window.wasKept") and page.get_by_role("link", name="RedFern").is_visible()
    sign_out(page)
    with page.expect_navigation(url=f"**{article.get_absolute_url()}", wait_until="commit"):
        page.evaluate("history.go(-2)")
    page.get_by_role("link", name="Sign in").first.wait_for()
    page.get_by_role("link", name="RedFern").wait_for(state="detached")


@pytest.mark.parametrize("address", ["/accounts/", "/comments/mine/"])
def test_a_page_about_one_person_is_not(keeping, live_server, reader, post, signed_in, address):
    post("A letter that was withdrawn.", author=reader).withdraw(reader)
    page = signed_in(keeping, reader)
    page.goto(address)
    sign_out(page)
    with page.expect_navigation(wait_until="load"):
        page.evaluate("history.go(-2)")
    assert page.url.endswith(f"/accounts/login/?next={address}")
    for said in (reader.email, "A letter", "RedFern"):
        assert said not in page.content()
