"""Nothing that a client sends decides a link: every header and target that servers and proxies know, sent for real."""

import contextlib
import http.client
import re
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from newsroom.server.admission import is_admitted, is_our_host
from newsroom.tests.support.servers import ROOT, Node, environment

ELSEWHERE = "elsewhere.example"
# What takes a prefix, a host, a scheme or a path from a request, in some server, proxy or framework.
HEADERS = [
    ("SCRIPT_NAME", f"http://{ELSEWHERE}"),
    ("Script-Name", "/prefix"),
    ("SCRIPT_NAME", "/prefix"),
    ("script_name", "/prefix"),
    ("PATH_INFO", "/accounts/login/"),
    ("Path-Info", "/accounts/login/"),
    ("REMOTE_USER", "admin"),
    ("X-Script-Name", "/prefix"),
    ("X-Forwarded-Prefix", "/prefix"),
    ("X-Forwarded-Path", "/prefix"),
    ("X-Forwarded-Host", ELSEWHERE),
    ("X-Forwarded-Server", ELSEWHERE),
    ("X-Forwarded-Port", "1"),
    ("X-Forwarded-Proto", "https"),
    ("X-Forwarded-Protocol", "ssl"),
    ("X-Forwarded-Ssl", "on"),
    ("X-Forwarded-Scheme", "https"),
    ("X-Scheme", "https"),
    ("X-Url-Scheme", "https"),
    ("Front-End-Https", "on"),
    ("Forwarded", f"for=192.0.2.1;host={ELSEWHERE};proto=https"),
    ("X-Original-Url", "/accounts/login/"),
    ("X-Original-Host", ELSEWHERE),
    ("X-Original-Uri", "/accounts/login/"),
    ("X-Rewrite-Url", "/accounts/login/"),
    ("X-Host", ELSEWHERE),
    ("X-Http-Host-Override", ELSEWHERE),
    ("X-Proxyuser-Ip", "192.0.2.1"),
    ("X-Http-Method-Override", "POST"),
    ("X-Method-Override", "DELETE"),
    ("X-Requested-With", "fetch"),
    ("Base-Url", f"http://{ELSEWHERE}/"),
    ("Referer", f"http://{ELSEWHERE}/"),
    ("Origin", f"http://{ELSEWHERE}"),
    ("Accept-Language", "ar"),
    ("Cookie", "csrftoken=x; messages=x; django_language=ar; language=ar"),
    ("X-Accel-Redirect", "/etc/passwd"),
    ("X-Sendfile-Type", "X-Accel-Redirect"),
    ("Via", f"1.1 {ELSEWHERE}"),
    ("Range", "bytes=0-3"),
    ("If-Modified-Since", "Thu, 01 Jan 2099 00:00:00 GMT"),
    ("Content-Type", "text/evil"),
]
TARGETS = [
    f"http://{ELSEWHERE}/",
    f"https://{ELSEWHERE}/",
    f"http:https://{ELSEWHERE}/",
    f"https:http://{ELSEWHERE}/",
    "http:/",
    "http:///",
    f"//user@{ELSEWHERE}:x/",
    f"{ELSEWHERE}:443",
    "*",
    "",
    "?page=2",
    "comment-policy/",
    "/#fragment",
    "/\\",
    "/%00",
    "/%",
    "/%zz",
    "/\x01",
    "/\x7f",
]
# Hosts that are not the paper's own, or not at its port.
HOSTS = [
    ELSEWHERE,
    f"news.example@{ELSEWHERE}",
    f"{ELSEWHERE}#news.example",
    f"news.example.{ELSEWHERE}",
    "news.example:1",
    "news.example:80",
    "news.example:0443",
    "news.example:",
    "news.example, news.example",
    "news.example/",
    "",
]
PAGES = ["/", "/comment-policy/", "/section/world/"]


@pytest.fixture(scope="module")
def server(starts_programs, tmp_path_factory):
    """A real one, of a paper with an address of its own; nothing is kept yet."""
    folder = tmp_path_factory.mktemp("admission")
    own = environment(
        folder / "data",
        SITE_URL="https://news.example",
        DEMONSTRATION="off",
        PROXIES="1",
        # In one process the page that the first request makes is what everybody gets.
        WORKERS="1",
    )
    (folder / "data").mkdir()
    code = "from articles.models import Section; Section.objects.create(name='World', slug='world')"
    for command in (["prepare"], ["shell", "-v0", "-c", code]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=own, check=True)
    with Node(folder / "server", own) as server:
        yield server


def ask(server, target, *headers, host="news.example", scheme="https"):
    """(status, headers, body) of a request as it is written here, byte for byte."""
    lines = [f"GET {target} HTTP/1.1", f"Host: {host}", f"X-Forwarded-Proto: {scheme}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers]
    with socket.create_connection(("127.0.0.1", server.port), 30) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, dict(answer.getheaders()), answer.read()


def links(page):
    return re.findall(r'(?:href|src|action|content|poster)="([^"]*)"', page.decode())


def is_ours(link):
    """A path, or an address of the paper's."""
    return urlsplit(link).netloc in ("", "news.example") and not link.startswith(("//", "/prefix"))


def test_no_header_and_no_target_changes_a_kept_page(server):
    """Each is sent before a page was ever made, so that it would be what everybody gets, and again after it."""
    for page in PAGES:
        first = ask(server, page, *HEADERS[:3])
        right = ask(server, page)
        assert right[0] == 200 and all(map(is_ours, links(right[2]))), page
        assert ELSEWHERE.encode() not in first[2] and b"/prefix" not in first[2]
        for header in HEADERS:
            for path in (page, f"{page}?page=1&before=x&next=http://{ELSEWHERE}/"):
                status, _, body = ask(server, path, header)
                assert ELSEWHERE.encode() not in body and b"/prefix" not in body, header
                assert status in (200, 301, 304, 400, 404), header
        for target in TARGETS:
            with contextlib.suppress(ConnectionError, http.client.HTTPException):
                status, _, body = ask(server, target)
                assert status in (400, 404) and all(map(is_ours, links(body))), target
        for host in HOSTS:
            status, headers, body = ask(server, page, host=host)
            assert status == 400 and "Set-Cookie" not in headers, host
            assert ELSEWHERE.encode() not in body
        assert ask(server, page)[2] == right[2], page


def test_pages_that_are_made_for_each_reader_take_nothing_from_a_client_either(server):
    """The sign-in page, a refused form, a page that is not there; and where a redirect leads."""
    for page in (
        "/accounts/login/",
        "/accounts/signup/",
        "/nothing/here/",
        "/comments/mine/",
        "/section/world",
    ):
        for header in HEADERS:
            status, headers, body = ask(server, page, header)
            assert ELSEWHERE.encode() not in body and b"/prefix" not in body, header
            assert is_ours(headers.get("Location", "")), header


def test_without_tls_everybody_is_sent_to_the_papers_own_address(server):
    for host in ("news.example", "localhost:1", "127.0.0.1"):
        status, headers, _ = ask(server, "/comment-policy/?page=2", host=host, scheme="http")
        assert (status, headers["Location"]) == (301, "https://news.example/comment-policy/?page=2")


@pytest.mark.parametrize(
    ("site", "host", "ours"),
    [
        ("https://news.example", "news.example", True),
        ("https://news.example", "NEWS.example.", True),
        ("https://news.example", "news.example:443", True),
        ("https://news.example", "news.example:80", False),
        ("https://news.example:8443", "news.example:8443", True),
        ("https://news.example:8443", "news.example", False),
        ("http://news.example", "news.example:80", True),
        ("https://news.example", "localhost:1234", True),
        ("https://news.example", "[::1]:8000", True),
        ("https://news.example", "beside.example:77", True),
        ("https://news.example", "other.example", False),
        ("http://127.0.0.1:8000", "127.0.0.1:9000", True),
        ("http://127.0.0.1:8000", "a@127.0.0.1", False),
        ("http://127.0.0.1:8000", "127.0.0.1:x", False),
    ],
)
def test_the_papers_host_is_answered_at_its_own_port_alone(settings, site, host, ours):
    settings.SITE_URL = site
    settings.ALLOWED_HOSTS = [urlsplit(site).hostname, "localhost", "127.0.0.1", "[::1]", "beside.example"]
    assert is_our_host(host) is ours


@pytest.mark.parametrize("target", [each for each in TARGETS if each])
def test_a_target_that_is_no_path_of_ours_is_refused(target):
    environ = {"PATH_INFO": "/", "HTTP_HOST": "localhost", "RAW_URI": target}
    assert is_admitted(environ) is False or target.startswith("//")


@pytest.mark.parametrize("target", ["/", "/a/?page=2", "/%E2%82%AC/", "/é?q=a|b{c}^\\", "/a//b/;c=d,e"])
def test_what_browsers_send_is_let_in(target):
    assert is_admitted({"PATH_INFO": "/", "HTTP_HOST": "localhost", "RAW_URI": target})
    assert not is_admitted(
        {"PATH_INFO": "/", "HTTP_HOST": "localhost", "RAW_URI": target, "SCRIPT_NAME": "/x"}
    )
