"""Two hundred clients that are slow on purpose hold up nobody, and each of them is closed in the end."""

import hashlib
import random
import time
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from newsroom.server import limits
from newsroom.tests.support.serving import Server, make_home, rest, statuses, until_closed

CROWD = 200
HOST = b"Host: 127.0.0.1\r\n"
READ = b"GET /comment-policy/ HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
# Some hundred kilobytes; asked for often enough that no kernel takes all of it.
BIG = "django_prose_editor/editor.js"
BIG_READ = f"GET /static/{BIG} HTTP/1.1\r\n".encode() + HOST + b"\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
SMALL_BUFFER = 4096


def post(path, length, *headers):
    head = f"POST {path} HTTP/1.1\r\nContent-Length: {length}\r\n".encode() + HOST
    return head + b"".join(line + b"\r\n" for line in headers) + b"\r\n"


MADE_UP = b"Cookie: sessionid=0123456789abcdef; csrftoken=" + b"a" * 32
# What each of them sends, and then a byte each second; how the server answers in the end, if at all.
CROWDS = {
    "says nothing": (b"", b"", set()),
    "half a head": (b"GET / HTTP/1.1\r\nAccept: te", b"", {408}),
    "a head, byte by byte": (b"G", READ[1:], {408}),
    "a head without an end": (b"GET / HTTP/1.1\r\n", b"X-Header: again\r\n" * 100, {408}),
    "half a body": (post("/accounts/login/", 5000, FORM[:-2]) + b"login=", b"", {408}),
    "a body, byte by byte": (post("/accounts/login/", 5000, FORM[:-2]) + b"login=", b"x" * 1000, {408}),
    "a large body of a made-up session": (
        post("/admin/articles/photo/add/", 700_000, MADE_UP) + b"x",
        b"",
        {413, 503},
    ),
    "a chunked body": (READ[:-2] + b"Transfer-Encoding: chunked\r\n\r\nffff\r\nx", b"x" * 1000, {411}),
    "reads nothing": (BIG_READ * 20, b"", {200}),
    "never closes": (READ, b"", {200}),
    "half of the next request": (READ.replace(b"close", b"keep-alive") + READ[:20], b"", {200, 408}),
}


@pytest.fixture(scope="module")
def home(starts_programs, tmp_path_factory):
    return make_home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def server(tmp_path_factory, home):
    folder = tmp_path_factory.mktemp("server")
    with Server(folder, home | {"REQUEST_TIMEOUT": "2"}) as server:
        yield server


@pytest.fixture
def crowd(server):
    """crowd(what each sends, how many, …) -> clients that have sent it"""
    clients = []

    def crowd(first, count=CROWD, buffer=0):
        for _ in range(count):
            client = server.connect(buffer)
            clients.append(client)
            client.sendall(first)
        return clients

    yield crowd
    for client in clients:
        client.close()


@pytest.mark.parametrize("kind", CROWDS)
def test_a_slow_crowd_keeps_nobody_waiting_and_is_closed_in_the_end(server, crowd, kind):
    first, drip, expected = CROWDS[kind]
    processes, said = server.workers, server.log.read_text()
    clients = crowd(first, buffer=SMALL_BUFFER if kind == "reads nothing" else 0)
    assert [statuses(server.ask(READ)) for _ in range(8)] == [[200]] * 8
    assert until_closed(clients, drip) == 0
    assert {status for client in clients for status in statuses(rest(client))} <= expected
    assert server.workers == processes, "no process was given up"
    news = server.log.read_text().removeprefix(said)
    assert "Traceback" not in news
    assert "Invalid request" not in news, "gunicorn's line, with an address"


def test_a_comment_that_comes_slowly_comes_whole(server):
    """It takes longer than a head may, and goes on all the time."""
    body = b"login=nobody&password=" + b"x" * 10_000
    with server.connect() as client:
        client.sendall(post("/accounts/login/", len(body), FORM[:-2], b"Connection: close"))
        for start in range(0, len(body), 2000):
            client.sendall(body[start : start + 2000])
            time.sleep(0.7)
        assert statuses(rest(client)) == [403], "without a token: it was read"


def multipart(size, token):
    """A form with a file as browsers send it, and its type."""
    fields = {"csrfmiddlewaretoken": token, "credit_line": "Meridian"}
    lines = [f'--x\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
    file = '--x\r\nContent-Disposition: form-data; name="original"; filename="a.jpg"\r\n\r\n'
    data = random.Random(1).randbytes(size)
    return ("".join(lines) + file).encode() + data + b"\r\n--x--\r\n"


def upload(home, body):
    token = "a" * 32
    cookies = f"Cookie: sessionid={home['EDITOR']}; csrftoken={token}".encode()
    kind = b"Content-Type: multipart/form-data; boundary=x"
    return post("/admin/articles/photo/add/", len(body), cookies, kind, b"Connection: close")


def test_an_editor_whose_line_is_slow_gets_a_photograph_through(server, home):
    body = multipart(550_000, "a" * 32)
    assert len(body) > limits.BODY_BYTES
    with server.connect() as client:
        client.sendall(upload(home, body))
        # Three times the least, and for longer than nothing at all may come.
        for start in range(0, len(body), 70_000):
            client.sendall(body[start : start + 70_000])
            time.sleep(1)
        answer = rest(client)
    assert statuses(answer) == [200]
    # What came is no photograph, and the form says so: it was read to the end.
    assert b"errorlist" in answer


def test_large_bodies_leave_threads_for_readers_and_are_ended_when_they_are_too_slow(server, home, crowd):
    body = multipart(800_000, "a" * 32)
    clients = crowd(upload(home, body) + body[:50_000], count=20)
    assert [statuses(server.ask(READ)) for _ in range(8)] == [[200]] * 8
    assert until_closed(clients, body[50_000:]) == 0


def test_who_reads_slowly_and_reads_on_gets_all(server):
    with server.connect(SMALL_BUFFER) as client:
        client.sendall(BIG_READ.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        found = b""
        while data := client.recv(20_000):
            found += data
            time.sleep(0.02)
    head, _, body = found.partition(b"\r\n\r\n")
    assert hashlib.sha256(body).digest() == hashlib.sha256(Path(finders.find(BIG)).read_bytes()).digest()


def test_when_there_is_no_more_room_who_waited_longest_goes(tmp_path, home):
    with Server(
        tmp_path, home | {"WORKERS": "1", "REQUEST_TIMEOUT": "60"}, "--worker-connections", "20"
    ) as one:
        clients = [one.connect() for _ in range(60)]
        # All have been let in before one of them sends: who is with a thread waits anew from when it comes back.
        assert statuses(one.ask(READ)) == [200]
        for client in clients:
            client.sendall(READ[:20])
            assert statuses(one.ask(READ)) == [200]
        assert until_closed(clients[:40]) == 0
        newest = clients[-1]
        newest.sendall(READ[20:])
        newest.setblocking(True)
        assert statuses(rest(newest)) == [200]
        for client in clients:
            client.close()


def test_bodies_that_do_not_come_are_held_up_to_a_bound(tmp_path, home):
    most = limits.HELD_BYTES // limits.BODY_BYTES
    with Server(tmp_path, home | {"WORKERS": "1", "REQUEST_TIMEOUT": "60"}) as one:
        clients = [one.connect() for _ in range(most + 20)]
        for client in clients:
            client.sendall(post("/accounts/login/", limits.BODY_BYTES, FORM[:-2]))
        assert until_closed(clients, left=most) == most
        assert statuses(one.ask(READ)) == [200]
        for client in clients:
            client.close()
