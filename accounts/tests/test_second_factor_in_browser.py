"""In Chromium, which plays a passkey’s device: added and used at localhost; where none works, the page says so."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from accounts.tests.conftest import app_code

PAGES = "/accounts/second-factor/"


@pytest.fixture
def named(live_server, settings):
    """The site’s address, which has a name in it."""
    assert live_server.url.startswith("http://localhost:")
    return live_server.url


def plug_in(page):
    """A device of the browser’s own, whose owner always agrees."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    device = tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return tools, device


def sign_in(page, site):
    page.goto(f"{site}/accounts/login/")
    page.get_by_label("Pen name or email address").fill("RedFern")
    page.get_by_label("Password").fill("harbour-light-9")
    page.get_by_role("button", name="Sign in").click()


def add(page, site):
    sign_in(page, site)
    page.goto(f"{site}{PAGES}passkeys/add/")
    page.get_by_label("Password").fill("harbour-light-9")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("The phone")
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("button", name="Show the codes").wait_for()


def test_a_passkey_is_added_asked_for_and_lets_in(desktop, live_server, reader, named, axe):
    plug_in(desktop)
    add(desktop, named)
    assert mail.outbox[-1].subject == "Your account at The Meridian has a new passkey"
    desktop.goto(f"{named}{PAGES}")
    assert desktop.get_by_text("The phone").is_visible()
    axe(desktop)
    desktop.goto(f"{named}/accounts/logout/")
    desktop.get_by_role("main").get_by_role("button", name="Sign out").click()
    sign_in(desktop, named)
    desktop.get_by_role("heading", name="Your second factor").wait_for()
    axe(desktop)
    desktop.get_by_role("button", name="Use the passkey").click()
    desktop.get_by_role("link", name="RedFern").first.wait_for()
    assert Authenticator.objects.get(type="webauthn").last_used_at


def test_another_passkey_lets_nobody_in_and_what_failed_is_said(desktop, live_server, reader, named):
    tools, device = plug_in(desktop)
    add(desktop, named)
    desktop.goto(f"{named}/accounts/logout/")
    desktop.get_by_role("main").get_by_role("button", name="Sign out").click()
    tools.send("WebAuthn.clearCredentials", {"authenticatorId": device})
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    sign_in(desktop, named)
    desktop.get_by_role("button", name="Use the passkey").click()
    desktop.get_by_role("alert").filter(has_text="That did not work").wait_for()
    desktop.goto(f"{named}/accounts/")
    assert desktop.url == f"{named}{PAGES}sign-in/"


def test_at_a_number_the_page_leads_to_where_they_work(
    desktop, live_server, reader, signed_in, named, settings
):
    signed_in(desktop, reader)
    desktop.context.add_cookies([each | {"domain": "127.0.0.1"} for each in desktop.context.cookies()])
    desktop.goto(f"{named}{PAGES}".replace("localhost", "127.0.0.1"))
    assert desktop.get_by_text("Passkeys belong to a name").is_visible()
    assert not desktop.get_by_role("link", name="Add a passkey").count()
    link = desktop.get_by_role("link", name="Open this page where passkeys work")
    assert link.get_attribute("href") == f"{named}{PAGES}"


def test_without_javascript_the_page_says_what_is_lacking(
    without_javascript, live_server, reader, signed_in, named
):
    page = signed_in(without_javascript, reader)
    page.goto(f"{named}{PAGES}passkeys/add/")
    page.get_by_label("Password").fill("harbour-light-9")
    page.get_by_role("button", name="Go on").click()
    assert page.get_by_text("A browser asks for passkeys with JavaScript alone.").is_visible()
    assert not page.get_by_role("button", name="Add it").is_visible()


def test_an_app_is_set_up_and_its_codes_are_saved_without_javascript(
    without_javascript, live_server, reader, signed_in, named
):
    page = signed_in(without_javascript, reader)
    page.goto(f"{named}{PAGES}app/add/")
    page.get_by_label("Password").fill("harbour-light-9")
    page.get_by_role("button", name="Go on").click()
    picture = page.get_by_alt_text("A code to scan")
    assert picture.evaluate("image => image.naturalWidth") > 100
    page.get_by_label("Code").fill(app_code(page.locator("code.key").inner_text().replace(" ", "")))
    page.get_by_role("button", name="Set it up").click()
    page.get_by_role("button", name="Show the codes").click()
    codes = page.locator(".codes code").all_inner_texts()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save them as a file").click()
    assert saved.value.suggested_filename == "recovery-codes.txt"
    assert saved.value.path().read_text().split()[1:] == codes and len(codes) == 10


@pytest.mark.parametrize(
    ("site", "host", "works", "elsewhere"),
    [
        ("https://news.example", "news.example", True, ""),
        ("http://news.example", "news.example", False, ""),
        ("http://127.0.0.1:8000", "localhost:8000", True, ""),
        ("http://127.0.0.1:8000", "127.0.0.1:8000", False, "http://localhost:8000/accounts/"),
        ("http://127.0.0.1:8000", "[::1]:8000", False, "http://localhost:8000/accounts/"),
        ("https://news.example", "127.0.0.1:8000", False, "https://news.example/accounts/"),
        ("http://192.0.2.7", "192.0.2.7", False, ""),
    ],
)
def test_where_they_work(rf, settings, site, host, works, elsewhere):
    from accounts.second_factor.passkeys import place_of

    settings.SITE_URL, settings.ALLOWED_HOSTS = (
        site,
        ["news.example", "localhost", "127.0.0.1", "[::1]", "192.0.2.7"],
    )
    request = rf.get("/accounts/", headers={"host": host}, secure=site.startswith("https"))
    place = place_of(request)
    assert (place.works, place.elsewhere) == (works, elsewhere)


def test_only_pages_that_ask_for_a_passkey_may(client, reader):
    client.force_login(reader)
    client.post("/accounts/reauthenticate/", {"password": "harbour-light-9", "next": PAGES})
    may = client.get(f"{PAGES}passkeys/add/", headers={"host": "localhost"})["Permissions-Policy"]
    assert re.findall(r"[\w-]+=\(self\)", may) == [
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
    ]
    for page in (PAGES, "/accounts/", "/"):
        assert "(self)" not in client.get(page)["Permissions-Policy"], page
