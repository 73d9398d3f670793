"""deploy/nginx.conf in front of two nodes that answer what a test tells them to."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

import pytest

from newsroom.tests.support import services
from newsroom.tests.support.connection import Connection
from newsroom.tests.support.servers import Nginx

KEPT = "public, max-age=0, s-maxage=60, must-revalidate"
PAGE = {"Cache-Control": KEPT, "Vary": "Cookie, Accept-Encoding"}


class Node:
    """Answers (status, headers, body) of `answer(asked)`; nothing at all where that is None."""

    def __init__(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Asked, self))
        # A proxy that refuses what it was about to send ends the connection.
        self.server.handle_error = lambda *_: None
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.begin_anew()

    def begin_anew(self):
        self.asked, self.answer = [], lambda asked: (200, PAGE, "a page")

    def end(self):
        self.server.shutdown()
        self.server.server_close()


class Asked(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, node, *connection):
        self.node = node
        super().__init__(*connection)

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = 200, {}, "ok"
        if self.path != "/health/":
            self.node.asked.append(self)
            answer = self.node.answer(self)
        if answer is None:
            self.close_connection = True
            return
        status, headers, body = answer
        self.send_response(status)
        for name, value in {**headers, "Content-Length": len(body)}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    do_POST = do_GET

    def log_message(self, *_):
        """Nothing."""


@pytest.fixture(scope="module")
def site(starts_programs):
    nodes = [Node(), Node()]
    with services.folder() as folder:
        try:
            nginx = Nginx(folder / "nginx", nodes)
        except services.NotInstalled as lacking:
            (pytest.fail if os.environ.get("CI") else pytest.skip)(str(lacking))
        with nginx:
            yield nginx, nodes
    for node in nodes:
        node.end()


@pytest.fixture
def nodes(site):
    for node in site[1]:
        node.begin_anew()
    return site[1]


@pytest.fixture
def path(request):
    """An address that no other test asks for."""
    return f"/{quote(request.node.name)}"


@pytest.fixture
def ask(site, nodes):
    """ask(path, method="GET", body=None, **headers) -> the answer through nginx"""

    def ask(path, method="GET", body=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return Connection(site[0].port).ask(method, path, body, headers)

    return ask


def asked(nodes):
    return [each for node in nodes for each in node.asked]


def answer_with(nodes, status=200, headers=PAGE, body="a page"):
    for node in nodes:
        node.answer = lambda asked: (status, headers, body)


def test_a_page_is_kept_as_long_as_it_says(ask, nodes, path):
    assert [ask(path).headers["X-Cache-Status"] for _ in range(3)] == ["MISS", "HIT", "HIT"]
    assert len(asked(nodes)) == 1


@pytest.mark.parametrize(
    "headers",
    [
        PAGE | {"Cache-Control": "private, no-cache"},
        PAGE | {"Cache-Control": "public, max-age=0, must-revalidate"},
        PAGE | {"Set-Cookie": "csrftoken=x"},
        PAGE | {"Vary": "Cookie, User-Agent"},
        PAGE | {"Vary": "*"},
        {"Vary": "Cookie"},
    ],
)
def test_what_may_not_be_kept_is_not(ask, nodes, path, headers):
    answer_with(nodes, headers=headers)
    for _ in range(2):
        assert ask(path).headers["X-Cache-Status"] == "MISS"
    assert len(asked(nodes)) == 2


@pytest.mark.parametrize("cookie", ["sessionid=abc", "theme=dark; sessionid=abc", "__Host-sessionid=abc"])
def test_whoever_is_signed_in_is_given_no_copy_and_leaves_none(ask, nodes, path, cookie):
    answer_with(nodes, body="for everybody")
    ask(path)
    answer_with(nodes, body="for one")
    mine = ask(path, Cookie=cookie)
    assert mine.text == "for one"
    assert mine.headers["X-Cache-Status"] is None
    assert ask(path).text == "for everybody"


def test_other_cookies_make_no_other_copy(ask, nodes, path):
    ask(path)
    for cookie in ("csrftoken=abc", "theme=dark; consent=no", "mysessionid=abc"):
        assert ask(path, Cookie=cookie).headers["X-Cache-Status"] == "HIT"


def test_signed_in_a_page_that_did_not_change_is_not_sent_again(ask, nodes, path):
    answer_with(nodes, status=304, headers={"ETag": '"x"', "Cache-Control": "private, no-cache"}, body="")
    assert ask(path, Cookie="sessionid=abc", If_None_Match='"x"').status == 304
    assert asked(nodes)[0].headers["If-None-Match"] == '"x"'


@pytest.mark.parametrize(
    "wishes, sent",
    [
        (["gzip, deflate, br, zstd", "br", "BR;q=1.0, gzip;q=0.5"], "br"),
        (
            [
                "gzip",
                "gzip, deflate",
                "deflate, gzip;q=0.8",
                "br;q=0, GZIP",
                "gzip, br;q=0.5",
                "BR;Q=0,gzip;q=1",
            ],
            "gzip",
        ),
        (["", "identity", "deflate", "br;q=0", "br;q=0.000, gzip;q=0", "br; q=0 , gzip;q=x"], None),
    ],
)
def test_there_is_one_copy_for_each_encoding(ask, nodes, path, wishes, sent):
    for wish in wishes:
        ask(path, Accept_Encoding=wish)
    assert [each.headers["Accept-Encoding"] for each in asked(nodes)] == [sent]


def test_a_copy_of_one_encoding_is_not_given_for_another(ask, nodes, path):
    for wish in ("br", "gzip", ""):
        assert ask(path, Accept_Encoding=wish).headers["X-Cache-Status"] == "MISS"


def test_a_copy_is_asked_for_again_by_its_tag(ask, nodes, path):
    now = PAGE | {"ETag": '"one"', "Cache-Control": KEPT.replace("60", "1")}
    answer_with(nodes, headers=now)
    ask(path)
    answer_with(nodes, status=304, headers=now, body="")
    end = time.monotonic() + 30
    while (answer := ask(path)).headers["X-Cache-Status"] == "HIT" and time.monotonic() < end:
        time.sleep(0.1)
    assert answer.headers["X-Cache-Status"] == "REVALIDATED"
    assert (answer.status, answer.text) == (200, "a page")
    # Whichever of the two was the first, and whichever the second.
    assert '"one"' in [each.headers["If-None-Match"] for each in asked(nodes)]


def test_a_crowd_asks_once(ask, nodes, path):
    def slowly(asked):
        time.sleep(0.1)
        return 200, PAGE, "a page"

    for node in nodes:
        node.answer = slowly
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: ask(path), range(8)))
    assert [each.status for each in answers] == [200] * 8
    assert len(asked(nodes)) == 1


@pytest.mark.parametrize("what", [None, (503, PAGE, "no database")])
def test_a_read_that_one_node_does_not_answer_is_asked_of_the_other(ask, nodes, path, what):
    nodes[0].answer = lambda asked: what
    for number in range(4):
        answer = ask(f"{path}{number}")
        assert (answer.status, answer.text) == (200, "a page")
    assert nodes[0].asked


def test_a_failure_is_kept_by_nobody(ask, nodes, path):
    answer_with(nodes, status=503, body="no database")
    assert ask(path).status == 503
    answer_with(nodes)
    assert ask(path).status == 200


@pytest.mark.parametrize("what, status", [(None, 503), ((503, {}, "Your text"), 503)])
def test_a_comment_is_never_sent_twice(ask, nodes, path, what, status):
    for node in nodes:
        node.answer = lambda asked: what
    answer = ask(path, "POST", b"text=x")
    assert answer.status == status
    assert len(asked(nodes)) == 1
    if what is None:
        assert "Sent twice, the same comment is stored once" in answer.text
        assert answer.headers["Retry-After"] == "5"
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    else:
        assert answer.text == "Your text"


def test_a_comment_that_a_node_refused_to_hear_goes_to_the_other(site, nodes, path):
    """Nothing of it was sent."""
    nobody = Node()
    nobody.end()
    with services.folder() as folder, Nginx(folder / "nginx", [nobody, nodes[0]]) as nginx:
        for _ in range(4):
            assert Connection(nginx.port).post(path, "text=x").status == 200
    assert len(nodes[0].asked) == 4


def test_a_node_is_told_who_asks(ask, nodes, path):
    ask(path, X_Forwarded_For="192.0.2.7", X_Forwarded_Proto="https", Host="paper.example:8080")
    told = asked(nodes)[0].headers
    assert told["X-Forwarded-For"].split(", ")[-1] == "127.0.0.1"
    assert told["X-Forwarded-Proto"] == "http"
    assert told["Host"] == "paper.example:8080"


@pytest.mark.parametrize(
    "path, size, status",
    [
        ("/a/story/comment/", 250_000, 200),
        ("/a/story/comment/", 600_000, 413),
        ("/admin/articles/photo/add/", 40_500_000, 200),
        ("/admin/articles/photo/add/", 45_000_000, 413),
        ("/csp-report/", 9_000, 200),
        ("/csp-report/", 12_000, 413),
    ],
)
def test_only_desks_send_photographs(ask, nodes, path, size, status):
    try:
        assert ask(path, "POST", b"x" * size).status == status
    except ConnectionError:
        # It closes the door on what it will not take.
        assert status == 413
    assert len(asked(nodes)) == (status == 200)


def test_during_an_upgrade_a_file_is_asked_of_the_node_that_has_it(ask, nodes, path):
    nodes[0].answer = lambda asked: (404, {}, "not here")
    for number in range(4):
        assert ask(f"/static{path}{number}.css").status == 200
    assert nodes[0].asked


@pytest.mark.parametrize("other", ["//static{}.css", "/static/x/..{}.css", "/static/{}.css"])
def test_an_address_that_is_no_file_s_is_not_kept_in_place_of_the_file(ask, nodes, path, other):
    file = f"/static{path}.css"
    for node in nodes:
        node.answer = lambda asked: (
            200 if f" {file} " in asked.requestline else 404,
            {"Cache-Control": KEPT},
            "",
        )
    assert ask(other.format(path)).status == 404
    assert ask(file).status == 200


def test_a_file_outlives_the_nodes(ask, nodes, path):
    path = f"/media{path}.jpg"
    answer_with(nodes, headers={"Cache-Control": "public, max-age=1"})
    assert ask(path).status == 200
    answer_with(nodes, status=503, headers={}, body="")
    end = time.monotonic() + 30
    while (answer := ask(path)).headers["X-Cache-Status"] == "HIT" and time.monotonic() < end:
        time.sleep(0.1)
    assert (answer.status, answer.headers["X-Cache-Status"]) == (200, "STALE")


def test_a_page_does_not_outlive_its_second_when_nobody_can_say_whether_it_is_right(ask, nodes, path):
    answer_with(nodes, headers=PAGE | {"Cache-Control": KEPT.replace("60", "1")})
    ask(path)
    for node in nodes:
        node.answer = lambda asked: None
    end = time.monotonic() + 30
    while (answer := ask(path)).headers["X-Cache-Status"] == "HIT" and time.monotonic() < end:
        time.sleep(0.1)
    assert answer.status == 503


def test_a_file_that_was_taken_down_is_gone_here_too_when_its_time_is_over(ask, nodes, path):
    path = f"/media{path}.jpg"
    # As the site says it, with a second for the minute.
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Accel-Expires": "1", "ETag": '"a"'}

    def unchanged(asked):
        return (304, headers, "") if asked.headers.get("If-None-Match") else (200, headers, "a photo")

    def no_more_a_hit():
        end = time.monotonic() + 30
        while (answer := ask(path)).headers["X-Cache-Status"] == "HIT" and time.monotonic() < end:
            time.sleep(0.1)
        return answer

    for node in nodes:
        node.answer = unchanged
    assert "X-Accel-Expires" not in ask(path).headers
    assert ask(path).headers["X-Cache-Status"] == "HIT"
    assert no_more_a_hit().headers["X-Cache-Status"] == "REVALIDATED"
    for node in nodes:
        node.answer = lambda asked: (410, {}, "gone")
    assert no_more_a_hit().status == 410
    assert ask(path).status == 410
