"""`make run` runs a server and a worker: both end with it however it ends, and a worker that died is started again."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from django.conf import settings

from newsroom.tests.support.sites import make_site, until

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="It looks into /proc, and only Linux tells of a death."
)

# Stand for the server and the worker: each leaves its number where it is told, and is then busy with nothing.
NAP = "import os, sys, time; open(sys.argv[1], 'a').write(str(os.getpid()) + ' '); time.sleep(600)"
WITH_A_NAP = (
    "from newsroom.server import supervisor; supervisor.WORKER = ('-c', sys.argv.pop(1), sys.argv.pop(1)); "
)


@pytest.fixture
def run(starts_programs, tmp_path):
    """run(**environment) -> the process; its children's numbers are in the files `server` and `worker`."""
    started = []

    def run(server=NAP, under=None, **environment):
        code = f"import sys; {WITH_A_NAP} supervisor.main()"
        arguments = [NAP, str(tmp_path / "worker"), "-c", server, str(tmp_path / "server")]
        process = subprocess.Popen(
            [*(under or ()), sys.executable, "-c", code, *arguments],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATA_DIR": str(tmp_path)} | environment,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        process.stderr.close()


@pytest.fixture
def numbers(tmp_path):
    """numbers("worker", 2) -> the numbers of the two processes that were the worker, once there are two."""

    def numbers(name, count=1):
        path = tmp_path / name

        def found():
            return path.exists() and [int(each) for each in path.read_text().split()]

        return until(lambda: len(found() or []) >= count and found(), f"{count} {name} started")

    return numbers


def is_running(number):
    try:
        with open(f"/proc/{number}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(*processes):
    until(lambda: not any(map(is_running, processes)), "nothing is left running", seconds=30)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_however_it_ends_nothing_is_left_running(run, numbers, number):
    process = run()
    (server,), (worker,) = numbers("server"), numbers("worker")
    process.send_signal(number)
    process.wait(timeout=30)
    gone(server, worker)


def test_when_what_started_it_is_killed_nothing_is_left_running(run, numbers):
    make = run(under=["sh", "-c", '"$@"; true', "sh"])
    (server,), (worker,) = numbers("server"), numbers("worker")
    os.kill(make.pid, signal.SIGKILL)
    make.wait(timeout=30)
    gone(server, worker)


def test_it_ends_with_the_server_and_its_code(run, numbers):
    process = run(server="import time; time.sleep(1); raise SystemExit(3)")
    (worker,) = numbers("worker")
    assert process.wait(timeout=30) == 3
    gone(worker)


def test_a_worker_that_died_is_started_again_and_the_server_goes_on(run, numbers):
    process = run()
    (server,), (worker,) = numbers("server"), numbers("worker")
    os.kill(worker, signal.SIGKILL)
    _, another = numbers("worker", 2)
    assert is_running(server)
    assert is_running(another)
    process.terminate()
    process.wait(timeout=30)
    assert "The worker ended (-9) and is started again." in process.stderr.read()
    gone(server, another)


def test_one_that_dies_at_once_is_not_started_all_the_time(run, numbers, tmp_path):
    process = run()
    number = numbers("worker")[-1]
    for count in (2, 3):
        os.kill(number, signal.SIGKILL)
        began = time.monotonic()
        number = numbers("worker", count)[-1]
    # After a second, and then after two: from the start of the one that died.
    assert time.monotonic() - began > 1.5
    assert process.poll() is None


def test_a_machine_can_serve_without_a_worker(run, numbers, tmp_path):
    process = run(TASKS_WORKER="off")
    (server,) = numbers("server")
    time.sleep(1)
    assert not (tmp_path / "worker").exists()
    process.terminate()
    process.wait(timeout=30)
    gone(server)


def children(number):
    with open(f"/proc/{number}/task/{number}/children") as file:
        return [int(each) for each in file.read().split()]


def processes_of(group):
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.getpgid(int(name)) == group and is_running(int(name)):
                found.append(int(name))
        except ProcessLookupError:
            continue
    return found


@pytest.mark.parametrize(
    "server",
    [["-m", "gunicorn", "-c", "newsroom/server/gunicorn.py"], ["manage.py", "dev"]],
    ids=["run", "dev"],
)
@pytest.mark.parametrize("how", ["Ctrl-C", "SIGKILL", "SIGKILL of what it started"])
@pytest.mark.usefixtures("starts_programs")
def test_the_real_ones_serve_and_work_and_end(tmp_path, server, how):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    environment = make_site(tmp_path / "data", 900, 600) | {"DEBUG": "on", "PORT": port}
    process = subprocess.Popen(
        [sys.executable, "-m", "newsroom.server.supervisor", *server],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said = ""
        while not ("Ctrl-C" in said and "photo 1: renditions made" in said):
            line = process.stdout.readline()
            assert line, said
            said += line
        assert urllib.request.urlopen(f"http://127.0.0.1:{port}/comment-policy/", timeout=30).status == 200
        if how == "Ctrl-C":
            os.killpg(process.pid, signal.SIGINT)
        else:
            # A reloading server and a reloading worker are two processes each.
            ends = [process.pid] if how == "SIGKILL" else children(process.pid)
            for number in ends:
                os.kill(number, signal.SIGKILL)
        process.wait(timeout=30)
        until(lambda: not processes_of(process.pid), "nothing is left running", seconds=30)
        said = process.stdout.read()
        assert "Traceback" not in said
    finally:
        if left := processes_of(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
            assert not left
        process.stdout.close()
