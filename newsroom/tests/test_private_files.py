"""What is stored is for the user alone who runs the site, whatever the shell that started it says."""

import os
import re
import stat
import subprocess
import sys
import textwrap

import pytest
from django.conf import settings

from newsroom.server.privacy import tighten
from newsroom.tests.support.sites import until

# With a connection left open, so that what SQLite puts beside its database is there to be looked at.
LOOK = """
import django, io, os, sys
django.setup()
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from PIL import Image
call_command("prepare")
from articles.models import Photo
from newsroom.server import worker
out = io.BytesIO()
Image.new("RGB", (900, 600)).save(out, "JPEG")
photo = Photo.objects.ingest(ContentFile(out.getvalue(), name="a.jpg"), credit_line="Meridian").photo
photo.write_renditions(["jpg"])
with worker.only_one_here():
    for where, folders, files in os.walk(settings.DATA_DIR):
        for name in ("", *files):
            print(oct(os.stat(os.path.join(where, name)).st_mode & 0o777), os.path.join(where, name))
"""


PREPARE = """
import django
django.setup()
from django.core.management import call_command
call_command("prepare")
"""


def run(code, folder, **more):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment |= {"DATA_DIR": str(folder), "DATABASE_URL": "", "DEMONSTRATION": "off", **more}
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=settings.BASE_DIR,
        env=environment,
        umask=0,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.usefixtures("starts_programs")
def test_everything_that_is_stored_is_for_its_owner_alone(tmp_path):
    folder = tmp_path / "data"
    written = re.findall(r"^0o(\d+) (.+)$", run(LOOK, folder), re.MULTILINE)
    names = {path.removeprefix(f"{folder}/") for _, path in written}
    assert {"newsroom.sqlite3", "newsroom.sqlite3-wal", "newsroom.sqlite3-shm", "worker"} <= names
    for kind in ("originals/", "renditions/", "static/"):
        assert any(name.startswith(kind) for name in names)
    assert [each for each in written if each[0] != ("700" if each[1].endswith("/") else "600")] == []


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def loose(tmp_path):
    """A folder as an earlier version made it."""
    folder = tmp_path / "data"
    (folder / "originals" / "ab").mkdir(parents=True)
    for name in ("newsroom.sqlite3", "newsroom.sqlite3-wal", "originals/ab/a.jpg", "backup.sqlite3"):
        (folder / name).write_text("")
        (folder / name).chmod(0o644)
    for each in (folder, folder / "originals", folder / "originals" / "ab"):
        each.chmod(0o755)
    return folder


@pytest.mark.usefixtures("starts_programs")
def test_a_folder_of_an_earlier_version_is_tightened_when_the_site_starts(loose):
    # DEBUG spares it the static files.
    run(PREPARE, loose, DEBUG="on")
    assert mode(loose) == mode(loose / "originals" / "ab") == 0o700
    for name in ("newsroom.sqlite3", "originals/ab/a.jpg", "backup.sqlite3"):
        assert mode(loose / name) == 0o600


def test_a_database_elsewhere_is_tightened_where_it_lies(loose, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    elsewhere.chmod(0o755)
    for end in ("", "-wal", "-shm"):
        (elsewhere / f"paper.sqlite3{end}").touch()
        (elsewhere / f"paper.sqlite3{end}").chmod(0o644)
    tighten(loose, elsewhere / "paper.sqlite3")
    assert [mode(elsewhere / f"paper.sqlite3{end}") for end in ("", "-wal", "-shm")] == [0o600] * 3
    assert mode(elsewhere) == 0o755, "the folder is somebody's own"


def test_where_nothing_can_be_changed_the_site_starts_all_the_same(loose, monkeypatch):
    def refuse(*_, **__):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("pathlib.Path.chmod", refuse)
    tighten(loose, loose / "newsroom.sqlite3")


def test_a_link_leads_to_what_is_somebody_elses(loose, tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "a.jpg").touch()
    shared.chmod(0o755)
    (shared / "a.jpg").chmod(0o644)
    (loose / "shared").symlink_to(shared)
    (loose / "a.jpg").symlink_to(shared / "a.jpg")
    tighten(loose)
    assert (mode(shared), mode(shared / "a.jpg")) == (0o755, 0o644)


@pytest.mark.usefixtures("starts_programs")
def test_the_server_writes_as_privately_as_the_rest(tmp_path, free_site):
    """gunicorn has a umask of its own."""
    for process in free_site(tmp_path / "data"):
        assert re.search(r"^Umask:\s+0077$", process, re.MULTILINE)


@pytest.fixture
def free_site():
    """free_site(folder) -> of each process of a server with two workers, what Linux says of it."""
    from newsroom.tests.support.services import free_port

    started = []

    def start(folder):
        environment = os.environ | {
            "DATA_DIR": str(folder),
            "DATABASE_URL": "",
            "DEMONSTRATION": "off",
            "TASKS_WORKER": "off",
            "PORT": str(free_port()),
            "WORKERS": "2",
        }
        command = [sys.executable, "-m", "gunicorn", "-c", "newsroom/server/gunicorn.py"]
        run(PREPARE, folder, DEBUG="on")
        master = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, umask=0, stdout=subprocess.DEVNULL
        )
        started.append(master)
        children = f"/proc/{master.pid}/task/{master.pid}/children"

        def workers():
            with open(children) as file:
                found = file.read().split()
            return found if len(found) == 2 else None

        found = until(workers, "the workers")
        return [open(f"/proc/{pid}/status").read() for pid in (master.pid, *found)]

    yield start
    for each in started:
        each.terminate()
        each.wait()


def test_an_image_lets_whoever_runs_it_read_what_its_build_wrote():
    dockerfile = (settings.BASE_DIR / "deploy" / "Dockerfile").read_text()
    steps = ["compileall", "manage.py prepare", "chmod -R go+rX /srv/newsroom/data", "USER newsroom"]
    assert sorted(steps, key=dockerfile.index) == steps
