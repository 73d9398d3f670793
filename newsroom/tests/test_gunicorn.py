"""The rule that a demonstration stays on its machine, and what a start says."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import call_command

from accounts.models import User
from newsroom.imports.people import open_demonstration
from newsroom.server import bind, gunicorn

ON_THIS_MACHINE = [
    ("127.0.0.1", 8000),
    ("127.8.9.1", 8000),
    ("localhost", 8000),
    ("::1", 8000),
    ("::ffff:127.0.0.1", 8000),
    "unix.sock",
]
BEYOND = [
    ("0.0.0.0", 8000),
    ("", 8000),
    ("::", 8000),
    ("192.168.1.4", 8000),
    ("fe80::1", 80),
    ("no.such.invalid", 80),
    3,
]


@pytest.fixture
def demonstration(db, settings):
    settings.DEMO_PASSWORD = "harbour-light-9"
    open_demonstration()


def start(*addresses, **environment):
    gunicorn.on_starting(SimpleNamespace(cfg=SimpleNamespace(address=list(addresses))))


@pytest.fixture(autouse=True)
def _nothing_is_closed_or_probed(monkeypatch):
    monkeypatch.setattr(gunicorn.connections, "close_all", lambda: None)
    monkeypatch.setattr(bind, "obstacle", lambda addresses: "")


@pytest.mark.parametrize("address", ON_THIS_MACHINE)
def test_the_demonstration_may_be_reached_from_this_machine(demonstration, address):
    start(address)


@pytest.mark.parametrize("address", BEYOND)
def test_the_demonstration_does_not_listen_to_the_world(demonstration, address):
    with pytest.raises(SystemExit) as refusal:
        start(("127.0.0.1", 8000), address)
    assert "will not listen" in refusal.value.code
    assert "close_demonstration" in refusal.value.code


@pytest.mark.parametrize("address", BEYOND)
def test_without_the_demonstration_it_listens_where_it_is_told(db, make_reader, address):
    make_reader("RedFern")
    start(address)


def test_sockets_that_are_handed_over_are_refused_too(demonstration, monkeypatch):
    monkeypatch.setenv("LISTEN_FDS", "1")
    with pytest.raises(SystemExit):
        start(("127.0.0.1", 8000))


def test_once_the_demonstration_is_closed_it_listens_to_the_world(demonstration, capsys, client):
    client.force_login(User.objects.get(username="editor"))
    call_command("close_demonstration")
    assert "chief, editor, reporter, pictures, moderator, RedFern, Northwind" in capsys.readouterr().out
    start(("0.0.0.0", 8000))
    assert User.objects.count() == 7
    assert client.get("/admin/").status_code == 302, "whoever was signed in is not any more"
    call_command("close_demonstration")
    assert "No sign-ins" in capsys.readouterr().out


def test_a_deactivated_sign_in_is_none(demonstration):
    User.objects.update(is_active=False)
    start(("0.0.0.0", 8000))


def test_a_port_in_use_is_said_so_and_how_to_take_another(monkeypatch):
    monkeypatch.undo()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = bind.obstacle([("127.0.0.1", port)])
    assert (
        said == f"Port {port} is in use. Stop what listens there, or take another: PORT={port + 1} make run"
    )
    assert bind.obstacle([("127.0.0.1", port)]) == ""


def test_an_address_that_is_not_this_machines_is_said_so(monkeypatch):
    monkeypatch.undo()
    assert "192.0.2.1:8000" in bind.obstacle([("192.0.2.1", 8000)])


def test_the_welcome_has_the_address_and_the_sign_ins(demonstration):
    said = bind.welcome([("127.0.0.1", 8123)])
    assert said.startswith("The Meridian is at http://127.0.0.1:8123/\n")
    assert "http://127.0.0.1:8123/accounts/login/" in said
    assert re.search(r"editor +Editors: works at http://127.0.0.1:8123/admin/", said)
    assert re.search(r"moderator +Moderators", said)
    assert re.search(r"RedFern +reader\n +Northwind +reader\n +password +harbour-light-9\n", said)


def test_the_welcome_does_not_print_a_password_that_is_none(demonstration, settings):
    settings.DEMO_PASSWORD = "made-anew-77"
    said = bind.welcome([("127.0.0.1", 8123)])
    assert "made-anew-77" not in said
    assert "was changed since" in said


def test_without_the_demonstration_the_welcome_names_nobody(db, editor):
    links = "Its links say http://127.0.0.1:8000, as SITE_URL has it."
    said = bind.welcome([("::1", 8000)])
    assert said == f"The Meridian is at http://[::1]:8000/\n{links}\n\nCtrl-C stops it."


def test_the_welcome_of_a_socket_names_its_path(db):
    assert "unix.sock" in bind.welcome(["/run/unix.sock"])


@pytest.fixture(scope="module")
def home(starts_programs, tmp_path_factory):
    """(environment, folder) of a site with nothing but the demonstration's sign-ins."""
    folder = tmp_path_factory.mktemp("site")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PYTEST_"))},
        "DATA_DIR": str(folder / "data"),
        "DEMO_PASSWORD": "harbour-light-9",
        "HOME": str(folder),
        # Static files as they lie.
        "DEBUG": "on",
    }
    code = "import newsroom.tests.support.sign_ins"
    subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, env=environment, check=True)
    return environment, folder


@pytest.fixture
def run(home):
    """run(PORT=…) -> the server as `make run` starts it, in a group of its own."""
    environment, _ = home
    started = []

    def run(**variables):
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "newsroom/server/gunicorn.py"],
            cwd=settings.BASE_DIR,
            env=environment | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(server)
        return server

    yield run
    for server in started:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
        server.stdout.close()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return str(probe.getsockname()[1])


def test_it_serves_and_ctrl_c_ends_it_cleanly(run, home):
    port = free_port()
    server = run(PORT=port)
    said = ""
    while "Ctrl-C" not in said and (line := server.stdout.readline()):
        said += line
    assert f"http://127.0.0.1:{port}/" in said
    assert "harbour-light-9" in said
    assert urllib.request.urlopen(f"http://127.0.0.1:{port}/comment-policy/", timeout=30).status == 200
    # As a terminal does: to all of them.
    os.killpg(server.pid, signal.SIGINT)
    assert server.wait(timeout=20) == 0
    assert server.stdout.read() == ""
    time.sleep(0.2)
    with pytest.raises(ProcessLookupError):
        os.killpg(server.pid, 0)
    assert not (home[1] / ".gunicorn").exists(), "no control socket in the home folder"


def test_a_process_of_it_is_stopped_by_the_master_alone():
    before = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGQUIT)]
    worker = SimpleNamespace(age=1, cfg=SimpleNamespace(workers=2), handle_exit=lambda *args: None)
    try:
        gunicorn.post_worker_init(worker)
        assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
        assert signal.getsignal(signal.SIGQUIT) == worker.handle_exit
    finally:
        for each, handler in zip((signal.SIGINT, signal.SIGQUIT), before, strict=True):
            signal.signal(each, handler)


def test_it_ends_with_a_message_where_it_may_not_listen(run):
    server = run(PORT=free_port(), HOST="0.0.0.0")
    assert server.wait(timeout=30) != 0
    said = server.stdout.read()
    assert "will not listen on 0.0.0.0" in said
    assert "Traceback" not in said


def test_it_ends_with_a_message_where_the_port_is_in_use(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = run(PORT=str(port))
        assert server.wait(timeout=30) != 0
    said = server.stdout.read()
    assert said.startswith(f"Port {port} is in use.")
    assert "Traceback" not in said
