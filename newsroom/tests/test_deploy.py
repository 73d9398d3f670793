"""What deploy/ says of the paper's parts, held against the code it is about."""

import fnmatch
import re
import shutil
import subprocess
import sys

import pytest
import yaml
from django.conf import settings

from newsroom.backends import service_urls
from newsroom.tests.support.servers import environment

DEPLOY = settings.BASE_DIR / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
OWN = ["web1", "web2", "worker", "prepare"]
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
NGINX = (DEPLOY / "nginx.conf").read_text()
# {variable: the image where it is not set}
IMAGES = dict(re.findall(r"\$\{([A-Z]+_IMAGE):-([^}]+)\}", (DEPLOY / "compose.yaml").read_text()))
START = """
import newsroom.wsgi
from django.apps import apps
from django.core.management import call_command
call_command("check")
print(*apps.app_configs)
"""


def text_of(name):
    return (DEPLOY / name).read_text()


def test_all_parts_are_there():
    assert set(SERVICES) == {*OWN, "nginx", "postgres", "redis", "storage"}


@pytest.mark.parametrize("name", SERVICES)
def test_each_part_has_a_health_check_or_the_reason_why_not(name):
    check = SERVICES[name].get("healthcheck")
    if check is None:
        # The image's own.
        assert name in ("web1", "web2") and "HEALTHCHECK" in DOCKERFILE
    elif check.get("disable"):
        block = re.search(rf"\n  {name}:\n((?:    .*\n|\n)*)", text_of("compose.yaml"))[1]
        assert re.search(r"    # .+\n    healthcheck: \{disable: true\}", block)
    else:
        assert check["test"][0] in ("CMD", "CMD-SHELL")
        assert {"interval", "timeout", "retries"} <= check.keys()


@pytest.mark.parametrize("name", SERVICES)
def test_each_part_comes_back_and_has_its_limits(name):
    service = SERVICES[name]
    assert service["restart"] == ("on-failure:3" if name == "prepare" else "unless-stopped")
    if name != "prepare":
        assert {"cpus", "memory"} <= service["deploy"]["resources"]["limits"].keys()


def test_an_image_of_others_is_one_release_of_it_unless_the_operator_pins_its_bytes():
    assert set(IMAGES) == {f"{name}_IMAGE" for name in ("PYTHON", "NGINX", "POSTGRES", "VALKEY", "STORAGE")}
    for image in IMAGES.values():
        name, _, tag = image.rpartition(":")
        assert name and re.fullmatch(r"v?\d+\.\d+(\.\d+)?(-(slim-bookworm|alpine))?", tag), image
    for name, service in SERVICES.items():
        image = service.get("image") or service["build"]["dockerfile_inline"].split()[1]
        assert image.startswith("${"), f"{name} can't be pinned"
    # Built without compose, it is the same.
    assert f"ARG PYTHON_IMAGE={IMAGES['PYTHON_IMAGE']}\n" in DOCKERFILE
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"${PYTHON_IMAGE}"}


def test_the_example_names_the_images_as_they_are():
    named = dict(re.findall(r"^# ([A-Z]+_IMAGE)=(.+)$", text_of("example.env"), re.MULTILINE))
    assert named == IMAGES


def test_what_a_part_waits_for_can_say_that_it_is_well():
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            condition = how["condition"]
            if condition == "service_completed_successfully":
                assert other == "prepare", name
            else:
                assert condition == "service_healthy"
                assert not SERVICES[other].get("healthcheck", {}).get("disable"), f"{name} waits for {other}"


def test_tables_are_made_once_and_before_anything_that_reads_them():
    for name in ("web1", "web2", "worker"):
        assert SERVICES[name]["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}
    assert SERVICES["prepare"]["command"] == ["prepare"]
    assert set(SERVICES["prepare"]["depends_on"]) == {"postgres", "redis", "storage"}


def test_whatever_keeps_something_keeps_it_in_a_volume():
    kept = {each.split(":")[0] for service in SERVICES.values() for each in service.get("volumes", [])}
    assert {each for each in kept if "/" not in each} == COMPOSE["volumes"].keys()
    for name in ("postgres", "storage", "worker"):
        assert name in kept


def test_no_secret_is_written_here_and_each_must_be_set():
    secrets = re.findall(r"^([A-Z_]+)=$", text_of("example.env"), re.MULTILINE)
    assert set(secrets) == {"SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "STORAGE_SECRET"}
    written = text_of("compose.yaml")
    for name in [*secrets, "SITE_URL", "MAIL_FROM"]:
        used = re.findall(rf"\$\{{{name}[^}}]*\}}", written)
        assert used and set(used) == {f"${{{name}:?{name} must be set in deploy/.env}}"}


def test_every_variable_is_explained_in_the_example():
    explained = set(re.findall(r"^(?:# )?([A-Z_]+)=", text_of("example.env"), re.MULTILINE))
    assert set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text_of("compose.yaml"))) == explained


def test_how_long_staff_stays_signed_in_is_for_the_operator_to_say():
    assert SERVICES["web1"]["environment"]["STAFF_SESSION_HOURS"] == "${STAFF_SESSION_HOURS:-12}"


def settings_read_and_given():
    read = set(
        re.findall(r"^(?:# )?([A-Z_]+)=", (settings.BASE_DIR / ".env.example").read_text(), re.MULTILINE)
    )
    given = SERVICES["web1"]["environment"].keys() | set(
        re.findall(r"^\s+([A-Z_]+)=", DOCKERFILE, re.MULTILINE)
    )
    return read, given


def test_every_setting_that_it_makes_is_one_that_is_read():
    read, given = settings_read_and_given()
    # Python's own, and where settings are read from.
    assert given - read == {"TMPDIR", "PYTHONUNBUFFERED", "ENV_FILE"}


def test_every_setting_reaches_the_parts_but_those_that_have_no_use_there():
    read, given = settings_read_and_given()
    no_demonstration, never, one_host, with_nginx = (
        {"DEMO_PASSWORD"},
        {"DEBUG"},
        {"ALLOWED_HOSTS"},
        {"REQUEST_TIMEOUT"},
    )
    assert read - given == no_demonstration | never | one_host | with_nginx


def test_an_empty_number_of_days_is_handed_on_as_empty():
    """Empty: never closes. With `:-` it would be the default."""
    assert SERVICES["web1"]["environment"]["COMMENTS_OPEN_DAYS"] == "${COMMENTS_OPEN_DAYS-14}"


@pytest.mark.parametrize("name", SERVICES)
def test_each_part_is_held_to_what_it_does(name):
    service = SERVICES[name]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"]), "not root, and no group of root's"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"] and "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert 0 < service["pids_limit"] <= 256
    assert not service.keys() & {"privileged", "network_mode", "pid", "ipc", "devices", "userns_mode"}
    assert not any("docker.sock" in each for each in service.get("volumes", []))


def test_no_two_kinds_of_parts_share_a_user():
    users = {}
    for name, service in SERVICES.items():
        users.setdefault(service["user"], set()).add(name)
    assert sorted(map(sorted, users.values())) == [
        ["nginx"],
        ["postgres"],
        sorted(OWN),
        ["redis"],
        ["storage"],
    ]


def test_whoever_keeps_something_owns_its_folder_in_the_image():
    """A new volume takes its owner from there."""
    for name, folder in (("nginx", "/var/lib/newsroom"), ("storage", "/data")):
        service = SERVICES[name]
        assert f"chown {service['user']} {folder}" in service["build"]["dockerfile_inline"].replace("-R ", "")
        assert any(each.endswith(f":{folder}") for each in service["volumes"])
    uid, _, gid = SERVICES["worker"]["user"].partition(":")
    assert f"groupadd --system --gid {gid} newsroom" in DOCKERFILE
    assert f"useradd --system --uid {uid} --gid {gid} " in DOCKERFILE
    assert "install -d -m 700 -o newsroom -g newsroom /var/lib/newsroom" in DOCKERFILE


def test_a_part_reaches_those_that_it_needs_and_no_other():
    assert {name: set(service["networks"]) for name, service in SERVICES.items()} == {
        "nginx": {"readers", "pages"},
        "web1": {"pages", "database", "cache", "files"},
        "web2": {"pages", "database", "cache", "files"},
        "worker": {"database", "cache", "files", "outside"},
        "prepare": {"database", "cache", "files"},
        "postgres": {"database"},
        "redis": {"cache"},
        "storage": {"files"},
    }
    networks = COMPOSE["networks"]
    assert {name for name, each in networks.items() if not (each or {}).get("internal")} == {
        "readers",
        "outside",
    }
    assert networks.keys() == {each for service in SERVICES.values() for each in service["networks"]}
    # Only who is asked by the world is on a network that the world reaches.
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]


def test_the_parts_of_the_paper_write_nowhere_but_where_they_are_told():
    for name in OWN:
        service = SERVICES[name]
        assert service["environment"]["TMPDIR"] == service["tmpfs"][0].split(":")[0]
    assert re.search(r"^USER newsroom$", DOCKERFILE, re.MULTILINE)
    assert DOCKERFILE.index("USER newsroom") < DOCKERFILE.index("ENTRYPOINT")


def test_the_image_gets_the_whole_program_and_nothing_else():
    lines = text_of("Dockerfile.dockerignore").splitlines()
    assert lines[1] == "*"
    taken = {line[1:] for line in lines if line.startswith("!")}
    for each in taken:
        assert (settings.BASE_DIR / each).exists(), each
    assert {*settings.OWN_APPS} | {
        "templates",
        "locale",
        "seeds",
        "manage.py",
        "requirements.lock",
        "deploy/enter",
    } == taken
    left_out = [line for line in lines if line.startswith("**/")]
    for path in (".env", "deploy/.env", "data/newsroom.sqlite3", "newsroom/tests/test_deploy.py"):
        kept = any(path == each or path.startswith(f"{each}/") for each in taken)
        assert not kept or any(fnmatch.fnmatch(f"/{path}", f"*/{each[3:]}/*") for each in left_out), path


def test_the_image_installs_what_is_locked_and_nothing_else():
    assert re.search(r"--only-binary=:all: --require-hashes -r requirements\.lock$", DOCKERFILE, re.MULTILINE)
    assert len(re.findall(r"\bpip\b.* install\b", DOCKERFILE)) == 1


def test_nothing_that_the_image_runs_needs_what_the_image_has_not():
    for path in (path for app in settings.OWN_APPS for path in (settings.BASE_DIR / app).rglob("*.py")):
        inside = path.relative_to(settings.BASE_DIR)
        if "tests" not in inside.parts:
            assert not re.search(r"^\s*(from|import) [\w.]*\btests\b", path.read_text(), re.MULTILINE), inside


def test_the_site_starts_on_what_the_image_has(tmp_path, starts_programs):
    """Without tests, and without what only measures it; a folder of that name that is empty is no package."""
    program = tmp_path / "program"
    for each in (*settings.OWN_APPS, "templates", "locale", "seeds"):
        shutil.copytree(settings.BASE_DIR / each, program / each, ignore=shutil.ignore_patterns("tests"))
    shutil.copy(settings.BASE_DIR / "manage.py", program)
    (program / "benchmarks/__pycache__").mkdir(parents=True)
    own = environment(tmp_path / "data", PYTHONPATH=str(program), DEMONSTRATION="off")

    started = subprocess.run(
        [sys.executable, "-c", START], cwd=program, env=own, check=True, stdout=subprocess.PIPE, text=True
    )
    assert {*settings.OWN_APPS} <= {*started.stdout.split()}
    assert "benchmarks" not in started.stdout.split()


def test_nginx_and_gunicorn_are_of_one_mind(monkeypatch):
    """Whatever closes an idle connection first, it is nginx."""
    monkeypatch.setenv("PROXIES", "1")
    there = (settings.BASE_DIR / "newsroom/server/gunicorn.py").read_text()
    assert int(re.search(r"keepalive_timeout (\d+)s;", NGINX)[1]) < int(
        re.search(r"keepalive = (\d+)", there)[1]
    )


@pytest.mark.parametrize("name", ["sessionid", "__Host-sessionid"])
def test_nginx_knows_the_session_by_both_its_names(name):
    assert settings.SESSION_COOKIE_NAME == "sessionid"
    known = re.search(r'"~(.*sessionid=)"', NGINX)[1]
    for cookies in (f"{name}=a", f"theme=dark; {name}=a", f"theme=dark;{name}=a"):
        assert re.search(known, cookies)
    for cookies in (f"my{name}=a", f"theme={name}", "csrftoken=a"):
        assert not re.search(known, cookies)


def test_who_may_ask_how_the_parts_are_is_said_once():
    """By the nodes: nginx hands the question on, keeps no answer, and says who asks."""
    place = re.search(r"location = /health/parts/ \{(.*?)\}", NGINX, re.DOTALL)[1]
    assert place.split() == ["proxy_pass", "http://$nodes;"]
    there = re.search(r"^# HEALTH_FROM=(.+)$", text_of("example.env"), re.MULTILINE)[1]
    assert SERVICES["web1"]["environment"]["HEALTH_FROM"] == f"${{HEALTH_FROM:-{there}}}"
    within = service_urls.networks("HEALTH_FROM", there.split(","))
    assert all(each.is_private or each.is_loopback for each in within)
