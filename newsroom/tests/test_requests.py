"""What is a request, and what is refused: the real server, asked byte by byte."""

import os
import signal
import socket

import pytest

from newsroom.server import limits
from newsroom.tests.support.serving import Server, make_home, rest, statuses
from newsroom.tests.support.sites import until

HOST = b"Host: 127.0.0.1\r\n"
LAST = b"Connection: close\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
READ = b"GET /comment-policy/ HTTP/1.1\r\n" + HOST
POST = b"POST /accounts/login/ HTTP/1.1\r\n" + HOST + FORM
SESSION = b"Cookie: a=b; sessionid=0123456789\r\n"


@pytest.fixture(scope="module")
def home(starts_programs, tmp_path_factory):
    return make_home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def server(tmp_path_factory, home):
    with Server(tmp_path_factory.mktemp("server"), home) as server:
        yield server


@pytest.fixture
def log(server):
    """What the server says during the test."""
    before = server.log.read_text()
    return lambda: server.log.read_text().removeprefix(before)


def bodies(answers):
    """Of answers whose length is said."""
    while answers:
        head, _, answers = answers.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        yield answers[:length]
        answers = answers[length:]


def test_requests_that_come_together_are_answered_in_their_order(server):
    other = READ.replace(b"/comment-policy/", b"/nowhere/")
    answers = server.ask(READ + b"\r\n" + other + b"\r\n" + READ + LAST + b"\r\n")
    assert statuses(answers) == [200, 404, 200]
    first, _, last = bodies(answers)
    assert first == last


def test_a_form_and_what_follows_it_may_come_in_any_pieces(server):
    form = POST + b"Content-Length: 12\r\n\r\nlogin=nobody"
    sent = form + READ + LAST + b"\r\n"
    for cut in (1, len(form) - 12, len(form) - 3, len(form), len(form) + 9, len(sent) - 2):
        assert statuses(server.ask(sent[:cut], sent[cut:])) == [403, 200], cut


def test_a_head_may_come_byte_by_byte(server):
    assert statuses(server.ask(*(bytes([each]) for each in READ + LAST + b"\r\n"))) == [200]


@pytest.mark.parametrize(
    "line, kept",
    [(b"HTTP/1.0", b""), (b"HTTP/1.0", b"Connection: keep-alive\r\n"), (b"HTTP/1.1", LAST)],
)
def test_a_connection_is_kept_as_its_protocol_has_it(server, line, kept):
    request = READ.replace(b"HTTP/1.1", line) + kept + b"\r\n"
    if b"keep-alive" in kept:
        assert statuses(server.ask(request + READ + LAST + b"\r\n")) == [200, 200]
    else:
        assert statuses(server.ask(request)) == [200]


def test_the_answer_to_head_has_no_body(server):
    head = READ.replace(b"GET", b"HEAD")
    answers = server.ask(head + b"\r\n" + head + LAST + b"\r\n")
    assert statuses(answers) == [200, 200]
    assert b"<" not in answers


def test_who_only_stops_sending_gets_the_answer(server):
    with server.connect() as client:
        client.sendall(READ + b"\r\n")
        client.shutdown(socket.SHUT_WR)
        answer = rest(client)
    assert statuses(answer) == [200]
    assert answer.rstrip().endswith(b"</html>")


@pytest.mark.parametrize("size", [12, limits.BODY_BYTES])
def test_who_asks_before_sending_a_body_is_told_to_once(server, size):
    with server.connect() as client:
        client.sendall(POST + LAST + f"Expect: 100-continue\r\nContent-Length: {size}\r\n\r\n".encode())
        assert client.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"x" * size)
        assert statuses(rest(client)) == [403]


def test_who_asks_and_would_be_refused_is_not_told_to_send_it(server):
    head = POST + f"Expect: 100-continue\r\nContent-Length: {limits.BODY_BYTES + 1}\r\n\r\n".encode()
    assert statuses(server.ask(head)) == [413]


REFUSED = {
    "two lengths and a coding": (
        POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + READ + b"\r\n",
        400,
    ),
    "two lengths": (POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef", 400),
    "a length that is none": (POST + b"Content-Length: abc\r\n\r\n", 400),
    "a length with a sign": (POST + b"Content-Length: +5\r\n\r\nabcde", 400),
    "a chunked body": (POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n", 411),
    "a chunked body of HTTP/1.0": (
        POST.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
    ),
    "a coding nobody knows": (POST + b"Transfer-Encoding: lzma\r\n\r\n", 501),
    "a line of 100 kB": (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n", 414),
    "a line of 5 kB": (b"GET /" + b"a" * 5_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
    "10,000 headers": (READ + b"X-A: b\r\n" * 10_000 + b"\r\n", 431),
    "200 headers": (READ + b"X-A: b\r\n" * 200 + b"\r\n", 431),
    "a header without an end": (READ + b"X-A: " + b"b" * 100_000, 431),
    "NUL in a header": (READ + b"X-A: b\0c\r\n\r\n", 400),
    "NUL in an address": (b"GET /\0 HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "bare line feeds": (b"GET / HTTP/1.1\nHost: 127.0.0.1\n\n", 400),
    "a bare line feed in a header": (READ + b"X-A: b\nX-B: c\r\n\r\n", 400),
    "an expectation nobody knows": (READ + b"Expect: a miracle\r\n\r\n", 417),
    "HTTP/2 without asking": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "no request": (b"\r\n\r\n\r\n", 400),
    "a folded header": (READ + b"X-A: b\r\n c\r\n\r\n", 400),
    "a large body without a session": (POST + b"Content-Length: 600000\r\n\r\n", 413),
    "a large body of a made-up session": (POST + SESSION + b"Content-Length: 600000\r\n\r\n", 413),
    "a body beyond any photograph": (POST + SESSION + b"Content-Length: 45000000\r\n\r\n", 413),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_proper_request_is_refused_in_a_word_and_ends_the_connection(server, log, kind):
    request, status = REFUSED[kind]
    assert statuses(server.ask(request + READ + b"\r\n")) == [status]
    said = log()
    assert "Traceback" not in said
    assert not said or (status == 413 and "session" in kind), said


def test_an_answer_that_breaks_off_breaks_nothing_else(tmp_path, home):
    with Server(tmp_path, home | {"WORKERS": "1"}, "newsroom.tests.support.broken_answers") as server:
        processes = server.workers
        for path in (b"/before/", b"/within/") * 10:
            broken = server.ask(READ.replace(b"/comment-policy/", path) + b"\r\n")
            assert statuses(broken) in ([500], [])
            answer = server.ask(READ + LAST + b"\r\n")
            assert answer.endswith(b"as it is ok")
        assert server.workers == processes


def test_it_answers_at_a_unix_socket(tmp_path, home):
    path = tmp_path / "s"

    class Local(Server):
        def answers(self):
            return path.exists() and self.through(READ + LAST + b"\r\n")

        def through(self, request):
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(path))
                client.sendall(request)
                return rest(client)

    with Local(tmp_path / "server", home, "-b", f"unix:{path}") as local:
        answer = local.through(READ + LAST + b"\r\n")
        assert statuses(answer) == [200]
        assert answer.rstrip().endswith(b"</html>")
        assert statuses(local.through(READ + b"X-A: b\0c\r\n\r\n")) == [400]


def test_a_stop_waits_for_a_body_that_is_coming_and_for_nobody_who_is_idle(tmp_path, home):
    with Server(tmp_path, home) as server:
        idle, half, coming = (server.connect() for _ in range(3))
        idle.sendall(READ + b"\r\n")
        assert b"200 OK" in idle.recv(1000)
        half.sendall(READ[:10])
        coming.sendall(POST + b"Content-Length: 12\r\n\r\nlogin=")
        # Told to go on by another answer, the server has read all three.
        server.ask(READ + LAST + b"\r\n")
        server.process.send_signal(signal.SIGTERM)
        rest(half)
        coming.sendall(b"nobody")
        answer = rest(coming)
        assert statuses(answer) == [403]
        assert b"Connection: close" in answer
        assert server.process.wait(timeout=60) == 0
        assert "Traceback" not in server.log.read_text()
        for client in (idle, half, coming):
            client.close()


def test_a_new_configuration_is_taken_up_while_it_serves(tmp_path, home):
    with Server(tmp_path, home) as server:
        before = server.workers
        with server.connect() as client:
            client.sendall(READ + b"\r\n")
            client.recv(1000)
            os.kill(server.process.pid, signal.SIGHUP)
            rest(client)
        assert statuses(server.ask(READ + LAST + b"\r\n")) == [200]
        until(lambda: not set(before) & set(server.workers), "the old processes end")
        assert statuses(server.ask(READ + LAST + b"\r\n")) == [200]
