"""What each proxy that deploy/ has a configuration for does for the site behind it."""

import contextlib

import pytest

from newsroom.tests.support import services
from newsroom.tests.support.connection import Connection
from newsroom.tests.support.servers import Caddy, HAProxy, Nginx
from newsroom.tests.support.serving import Server, make_home, statuses
from newsroom.tests.test_nginx import Node
from newsroom.tests.test_slow_clients import BIG, CROWD, FORM, post

PROXIES = {
    "nginx": lambda folder, node, port=None: Nginx(folder, [node, node], port),
    "HAProxy": HAProxy,
    "Caddy": Caddy,
}
# What a stranger may say of who asks and how, in the words of all kinds of servers.
CLAIMS = {
    "SCRIPT_NAME": "/evil",
    "PATH_INFO": "/evil",
    "REMOTE_USER": "editor",
    "X_Forwarded_For": "192.0.2.8",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "1",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Protocol": "ssl",
    "X-Forwarded-Server": "evil.example",
    "X-Forwarded-Ssl": "on",
    "Forwarded": "for=192.0.2.7;host=evil.example;proto=https",
}
SLOW = {
    "half a head": b"GET / HTTP/1.1\r\nAccept: te",
    "half a short body": post("/accounts/login/", 5000, FORM[:-2], b"Host: {host}") + b"login=",
    "half a long body": post("/accounts/login/", 500_000, FORM[:-2], b"Host: {host}") + b"x" * 100_000,
    "reads nothing": f"GET /static/{BIG} HTTP/1.1\r\nHost: {{host}}\r\n\r\n".encode() * 20,
}


@contextlib.contextmanager
def started(kind, node, port=None):
    with services.folder() as folder:
        try:
            proxy = PROXIES[kind](folder / kind, node, port)
            proxy.command()
        except services.NotInstalled as lacking:
            services.skip_or_fail(lacking)
        with proxy:
            yield proxy


@pytest.fixture(scope="module", params=PROXIES)
def before_node(starts_programs, request):
    """(proxy, node that answers what a test tells it to)"""
    node = Node()
    with started(request.param, node) as proxy:
        yield proxy, node
    node.end()


@pytest.fixture
def node(before_node):
    before_node[1].begin_anew()
    return before_node[1]


@pytest.fixture
def proxy(before_node, node):
    return before_node[0]


def test_who_asks_and_how_is_said_by_the_proxy_alone(proxy, node):
    claims = CLAIMS | {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
    Connection(proxy.port).ask("GET", "/claims/", None, claims)
    told = node.asked[0].headers
    # Only what stands last is read: PROXIES=1.
    assert told["X-Forwarded-For"].split(", ")[-1] == "127.0.0.1"
    assert told.get_all("X-Forwarded-Proto") == ["http"]
    assert len(told.get_all("X-Forwarded-For")) == 1
    assert not {name for name in CLAIMS if told[name] is not None}


@pytest.mark.parametrize("path", ["//a//b", "/a/%2e%2e/%41%2Fb", "/a/../b", "/a/?x=%2F//..", "/%E4%B8%AD/"])
def test_an_address_is_handed_on_as_it_was_sent(proxy, node, path):
    assert Connection(proxy.port).ask("GET", path, None, {}).status == 200
    assert node.asked[0].requestline == f"GET {path} HTTP/1.1"


def test_another_site_s_name_is_not_handed_on(proxy, node):
    Connection(proxy.port).ask("GET", "/", None, {"Host": "evil.example"})
    if isinstance(proxy, Nginx):
        # The nodes of compose.yaml are told what was asked for, and refuse it themselves.
        assert [asked.headers["Host"] for asked in node.asked] == ["evil.example"]
    else:
        assert not node.asked


@pytest.mark.parametrize(
    "path, size, status",
    [
        ("/a/story/comment/", 250_000, 200),
        ("/a/story/comment/", 600_000, 413),
        ("/admin/articles/photo/add/", 40_500_000, 200),
        ("/admin/articles/photo/add/", 45_000_000, 413),
    ],
)
def test_only_desks_send_photographs(proxy, node, path, size, status):
    try:
        assert Connection(proxy.port).ask("POST", path, b"x" * size, {}).status == status
    except ConnectionError:
        # It closes the door on what it will not take.
        assert status == 413


@pytest.fixture(scope="module", params=PROXIES)
def before_site(starts_programs, request, tmp_path_factory):
    """A proxy in front of the real server."""
    home, port = make_home(tmp_path_factory.mktemp("home")), services.free_port()
    own = {"PROXIES": "1", "SITE_URL": f"http://127.0.0.1:{port}", "REQUEST_TIMEOUT": "2"}
    with (
        Server(tmp_path_factory.mktemp("server"), home | own) as server,
        started(request.param, server, port),
    ):
        # Through the proxy, as readers do.
        server.port = port
        yield server


@pytest.mark.parametrize("kind", SLOW)
def test_a_slow_crowd_in_front_of_it_keeps_nobody_waiting(before_site, kind):
    host = f"127.0.0.1:{before_site.port}".encode()
    read = b"GET /comment-policy/ HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n"
    with contextlib.ExitStack() as clients:
        for _ in range(CROWD):
            client = clients.enter_context(before_site.connect(4096 if kind == "reads nothing" else 0))
            client.sendall(SLOW[kind].replace(b"Host: 127.0.0.1\r\n", b"").replace(b"{host}", host))
        assert [statuses(before_site.ask(read)) for _ in range(8)] == [[200]] * 8
