import re
import stat
import subprocess
import sys

import pytest
from django.conf import settings

from newsroom.server.env_file import LETTERS, write_env


def read(path):
    lines = (line.partition("=") for line in path.read_text().splitlines() if not line.startswith("#"))
    return {name: value for name, sign, value in lines if sign}


def test_it_has_a_secret_key_and_a_password_of_its_own(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    assert write_env(first)
    assert write_env(second)
    one, other = read(first), read(second)
    assert len(one["SECRET_KEY"]) >= 50
    assert re.fullmatch(f"[{LETTERS}]{{12}}", one["DEMO_PASSWORD"])
    assert one["SECRET_KEY"] != other["SECRET_KEY"]
    assert one["DEMO_PASSWORD"] != other["DEMO_PASSWORD"]


def test_only_its_owner_reads_it(tmp_path):
    write_env(tmp_path / ".env")
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600


def test_one_that_is_there_stays_as_it_is(tmp_path):
    (tmp_path / ".env").write_text("SECRET_KEY=mine\n")
    assert not write_env(tmp_path / ".env")
    assert (tmp_path / ".env").read_text() == "SECRET_KEY=mine\n"


def test_everything_else_is_as_the_example_has_it(tmp_path):
    write_env(tmp_path / ".env")
    example = (settings.BASE_DIR / ".env.example").read_text().splitlines()
    written = (tmp_path / ".env").read_text().splitlines()
    different = [line for line, other in zip(example, written, strict=True) if line != other]
    assert different == ["SECRET_KEY=", "DEMO_PASSWORD="]


def test_the_example_lists_every_variable_that_settings_read():
    read_anywhere = "".join(
        (settings.BASE_DIR / "newsroom" / name).read_text() for name in ("settings.py", "server/gunicorn.py")
    )
    variables = set(re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"', read_anywhere))
    example = (settings.BASE_DIR / ".env.example").read_text()
    assert variables
    assert {name for name in variables if not re.search(rf"^(# )?{name}=", example, re.MULTILINE)} == set()


@pytest.mark.usefixtures("starts_programs")
def test_the_site_starts_with_what_it_writes(tmp_path):
    write_env(tmp_path / ".env")
    environment = {"ENV_FILE": str(tmp_path / ".env"), "DATA_DIR": str(tmp_path / "data"), "PORT": "8123"}
    code = "from newsroom import settings as s; print(s.SITE_URL, s.DEBUG, s.DEMO_PASSWORD)"
    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == [
        "http://127.0.0.1:8123",
        "False",
        read(tmp_path / ".env")["DEMO_PASSWORD"],
    ]
