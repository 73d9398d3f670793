"""The Makefile's own promises, in a folder that has nothing but it."""

import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml
from django.conf import settings

MAKEFILE = (settings.BASE_DIR / "Makefile").read_text()
# {target: what is made before it}
TARGETS = {
    name: before.split() for name, before in re.findall(r"^([a-z-]+):([a-z -]*)", MAKEFILE, re.MULTILINE)
}
CONTRIBUTING = (settings.BASE_DIR / "CONTRIBUTING.md").read_text()


@pytest.fixture
def make(starts_programs, tmp_path):
    """make("run", python="…shell script…") -> its exit code and all it said."""
    site = tmp_path / "a clone"
    site.mkdir()
    shutil.copy(settings.BASE_DIR / "Makefile", site)
    programs = tmp_path / "programs"
    programs.mkdir()
    path = f"{programs}:{os.defpath}"

    def make(*targets, python):
        (programs / "python3").write_text(f"#!/bin/sh\n{python}\n")
        (programs / "python3").chmod(0o755)
        environment = {"PATH": path, "HOME": str(tmp_path), "LC_ALL": "C"}
        answer = subprocess.run(
            ["make", "-C", str(site), *targets], env=environment, capture_output=True, text=True, check=False
        )
        make.left = sorted(each.name for each in site.iterdir())
        return answer.returncode, answer.stdout + answer.stderr

    return make


# This interpreter, which takes itself for an older one.
OLDER = f"""case "$1" in
    --version) echo "Python 3.9.2";;
    -c) exec "{sys.executable}" -c 'import sys; sys.version_info = (3, 9, 2); exec(sys.argv[1])' "$2";;
    *) exit 1;;
esac"""


@pytest.mark.parametrize("target", ["run", "dev", "test"])
def test_an_older_python_is_told_which_is_needed(make, target):
    code, said = make(target, python=OLDER)
    assert code != 0
    assert "Python 3.11 or newer is needed. python3 is Python 3.9.2." in said
    assert f"make {target} PYTHON=" in said
    assert make.left == ["Makefile"]


def test_a_python_without_venv_is_told_what_to_install(make):
    code, said = make("run", python='case "$1" in -m) exit 1;; esac')
    assert code != 0
    assert "apt-get install python3-venv" in said
    assert make.left == ["Makefile"]


def test_the_help_is_what_make_says_alone(make):
    code, said = make(python="exit 1")
    assert code == 0
    for target in ("run", "dev", "test", "lock", "sbom", "help"):
        assert f"  make {target} " in said


def test_requirements_are_installed_only_when_their_lock_changed(make, tmp_path):
    site, log = tmp_path / "a clone", tmp_path / "log"
    (site / ".venv" / "bin").mkdir(parents=True)
    # Stands for an environment that works, and writes down what it was asked.
    (site / ".venv" / "bin" / "python").write_text(f'#!/bin/sh\necho "$@" >>"{log}"\n')
    (site / ".venv" / "bin" / "python").chmod(0o755)
    (site / "requirements.lock").write_text("one\n")

    def installed():
        assert make("requirements", python="exit 1")[0] == 0
        asked = [line for line in log.read_text().splitlines() if "pip install" in line]
        assert all("--require-hashes" in line for line in asked)
        return len(asked)

    assert installed() == 1
    assert installed() == 1
    (site / "requirements.lock").write_text("one\ntwo\n")
    assert installed() == 2


@pytest.mark.parametrize(
    "target, server",
    [("run", "-m gunicorn -c newsroom/server/gunicorn.py"), ("dev", "manage.py dev")],
)
def test_a_start_prepares_and_then_runs_server_and_worker_together(make, tmp_path, target, server):
    site, log = tmp_path / "a clone", tmp_path / "log"
    (site / ".venv" / "bin").mkdir(parents=True)
    (site / ".venv" / "bin" / "python").write_text(f'#!/bin/sh\necho "$@" >>"{log}"\n')
    (site / ".venv" / "bin" / "python").chmod(0o755)
    for folder in (site, site / ".venv"):
        (folder / "requirements.lock").write_text("one\n")
    assert make(target, python="exit 1")[0] == 0
    assert log.read_text().splitlines()[-3:] == [
        "newsroom/server/env_file.py",
        "manage.py prepare",
        f"-m newsroom.server.supervisor {server}",
    ]


def test_an_installation_that_failed_is_tried_again(make, tmp_path):
    site = tmp_path / "a clone"
    (site / ".venv" / "bin").mkdir(parents=True)
    (site / ".venv" / "bin" / "python").write_text('#!/bin/sh\ncase "$1" in -m) exit 1;; esac\n')
    (site / ".venv" / "bin" / "python").chmod(0o755)
    (site / "requirements.lock").write_text("one\n")
    for _ in range(2):
        code, said = make("requirements", python="exit 1")
        assert code != 0
        assert "Installing what the site needs" in said


def test_what_is_checked_at_a_commit_is_what_is_checked_of_all():
    [repository] = yaml.safe_load((settings.BASE_DIR / ".pre-commit-config.yaml").read_text())["repos"]
    # Nothing is fetched: the commands are the Makefile's, in its own environment.
    assert repository["repo"] == "local"
    assert {hook["language"] for hook in repository["hooks"]} == {"system"}
    entries = [hook["entry"] for hook in repository["hooks"]]
    assert entries == [f"make {check}" for check in TARGETS["style"] if check != "requirements-dev"]
    # None of them installs anything.
    assert not any(TARGETS[entry.removeprefix("make ")] for entry in entries)
    assert TARGETS["test"] == ["style"]


def test_whoever_contributes_is_told_of_commands_and_tests_that_are_there():
    told = re.findall(r"\bmake ([a-z][a-z-]*)(?=[`\s])", CONTRIBUTING)
    assert {"dev", "style", "test-fast", "test"} <= set(told) <= TARGETS.keys()
    files = re.findall(r"-m pytest -q (\S+)(?: -k (\w+))?", CONTRIBUTING)
    assert files
    for file, words in files:
        assert words in (settings.BASE_DIR / file).read_text()
    for test in re.findall(r"`(test_\w+)`", CONTRIBUTING):
        assert any(
            f"def {test}(" in path.read_text() for path in settings.BASE_DIR.glob("*/tests/**/test_*.py")
        )
