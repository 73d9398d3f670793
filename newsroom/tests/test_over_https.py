"""What SITE_URL with https:// changes: cookies’ names, what a browser is told to remember, and where it reports."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from newsroom.tests.test_page_cache import Process, _one_connection  # noqa: F401

HTTPS = {"SITE_URL": "https://news.example"}
# Once its .env is left out, nothing but the environment decides.
BARE = {"ENV_FILE": os.devnull, "SECRET_KEY": "of this test alone", "DATABASE_URL": "sqlite://:memory:"}


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=BARE | {"DATA_DIR": str(settings.DATA_DIR)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def read(*names, **environment):
    """These settings, as this environment makes them."""
    code = "import json; from newsroom import settings as s; print(json.dumps([{}], default=str))"
    code = code.format(", ".join(f"s.{name}" for name in names))
    answer = run("-c", code, **environment)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def told_to_remember(**environment):
    return read("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD", **environment)


@pytest.fixture
def host_cookies(settings):
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


@pytest.mark.usefixtures("starts_programs")
def test_cookies_are_this_hosts_alone_over_https_and_have_plain_names_without():
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
    assert read(*names, **HTTPS) == ["__Host-sessionid", "__Host-csrftoken", True, True]
    assert read(*names) == ["sessionid", "csrftoken", False, False]


def test_no_cookie_names_a_domain_or_a_path():
    """Which a browser wants of each whose name begins with __Host-."""
    names = ("SESSION_COOKIE_DOMAIN", "CSRF_COOKIE_DOMAIN", "SESSION_COOKIE_PATH", "CSRF_COOKIE_PATH")
    assert [getattr(settings, name) for name in names] == [None, None, "/", "/"]


@pytest.mark.usefixtures("starts_programs")
def test_all_cookies_of_a_sign_in_and_a_message_are_this_hosts_alone():
    code = """if 1:
        import django
        from django.core.management import call_command
        from django.test import Client
        django.setup()
        call_command("migrate", verbosity=0)
        call_command("createcachetable")
        from accounts.models import User
        from django.contrib.auth.hashers import make_password
        User.objects.create(username="Wren", email="w@e.example", password=make_password("harbour-light-9"),
                            is_superuser=True, is_staff=True).emailaddress_set.create(
                            email="w@e.example", verified=True, primary=True)
        client = Client()
        client.get("/accounts/login/", secure=True)
        client.post("/accounts/login/", {"login": "Wren", "password": "harbour-light-9"}, secure=True)
        client.post("/admin/articles/section/add/", {"name": "World", "slug": "world", "position": "1"}, secure=True)
        for cookie in client.cookies.values():
            print(cookie.key, cookie["secure"], cookie["path"], repr(cookie["domain"]))
        """
    site = {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "ALLOWED_HOSTS": "testserver", "DEBUG": "on"}
    answer = run("-c", code, **HTTPS, **site)
    told = dict(line.split(" ", 1) for line in answer.stdout.splitlines())
    # That one is for the pages about accounts alone, which `__Host-` can't say.
    assert told.pop("__Secure-known-browser") == "True /accounts/ ''"
    assert set(told) == {"__Host-sessionid", "__Host-csrftoken", "__Host-messages"}, answer.stderr
    assert set(told.values()) == {"True / ''"}


def test_a_session_under_the_plain_name_is_none_there(host_cookies, reader):
    """A site beside ours can set that one. Whoever signed in before that name changed signs in once more."""
    signed_in = Client()
    signed_in.force_login(reader)
    key = signed_in.cookies["__Host-sessionid"].value
    assert signed_in.get("/comments/mine/").status_code == 200
    assert Client(headers={"cookie": f"sessionid={key}"}).get("/comments/mine/").status_code == 302
    assert Client(headers={"cookie": f"__Host-sessionid={key}"}).get("/comments/mine/").status_code == 200


@pytest.mark.parametrize("space", ["\u2000", "\u3000", "\x85", "\xa0", "\u2028"])
def test_no_other_name_passes_for_a_hosts_own(host_cookies, reader, space):
    signed_in = Client()
    signed_in.force_login(reader)
    key = signed_in.cookies["__Host-sessionid"].value
    # As a server hands on the bytes that a browser sends.
    sent = f"{space}__Host-sessionid={key}".encode().decode("latin-1")
    assert Client().get("/comments/mine/", HTTP_COOKIE=sent).status_code == 302


def test_whoever_has_a_session_there_is_given_no_kept_page(host_cookies, reader, article):
    process = Process()
    client = Client()
    client.force_login(reader)
    cookie = f"theme=dark; __Host-sessionid={client.cookies['__Host-sessionid'].value}"
    for_everybody = process.get(article.get_absolute_url())[2].decode()
    own = process.get(article.get_absolute_url(), cookie=cookie)
    assert "RedFern" not in for_everybody
    assert "RedFern" in own[2].decode()
    assert "private" in own[1]["Cache-Control"]


@pytest.mark.usefixtures("starts_programs")
def test_a_browser_is_told_of_this_host_alone_unless_the_operator_says_more():
    assert told_to_remember(**HTTPS) == [31_536_000, False, False]
    assert told_to_remember(**HTTPS, HSTS_SUBDOMAINS="on") == [31_536_000, True, False]
    assert told_to_remember(**HTTPS, HSTS_SUBDOMAINS="on", HSTS_PRELOAD="on") == [31_536_000, True, True]
    assert told_to_remember(**HTTPS, HSTS_SECONDS="3600") == [3600, False, False]
    assert told_to_remember(HSTS_SUBDOMAINS="on")[0] == 0, "without TLS there is nothing to remember"


@pytest.mark.parametrize(
    "said",
    [
        {"HSTS_PRELOAD": "on"},
        {"HSTS_PRELOAD": "on", "HSTS_SUBDOMAINS": "on", "HSTS_SECONDS": "31535999"},
        {"HSTS_PRELOAD": "on", "HSTS_SECONDS": "63072000"},
    ],
)
@pytest.mark.usefixtures("starts_programs")
def test_a_preload_that_browsers_would_not_take_is_refused_in_words(said):
    answer = run("manage.py", "check", **HTTPS, **said)
    assert answer.returncode == 1
    assert "HSTS_PRELOAD=on needs HSTS_SUBDOMAINS=on and HSTS_SECONDS of at least 31536000" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.usefixtures("starts_programs")
def test_the_site_that_it_makes_is_fit_to_stand_in_public():
    key = {"SECRET_KEY": "as long as the real one, and with letters enough: abcdefghijklmnop"}
    for more in ({}, {"HSTS_SUBDOMAINS": "on", "HSTS_PRELOAD": "on"}):
        answer = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **HTTPS, **key, **more)
        assert answer.returncode == 0, answer.stderr


@pytest.mark.usefixtures("starts_programs")
def test_newer_browsers_are_told_where_to_report():
    policy, everywhere = read("CONTENT_SECURITY_POLICY", "EVERYWHERE", **HTTPS)
    assert policy["DIRECTIVES"]["report-to"] == "csp"
    assert everywhere["Reporting-Endpoints"] == 'csp="/csp-report/"'
    assert "Reporting-Endpoints" not in settings.EVERYWHERE
