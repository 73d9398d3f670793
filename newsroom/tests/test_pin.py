"""deploy/pin: the digests of the images that compose.yaml names, written where compose reads them."""

import hashlib
import os
import shutil
import stat
import subprocess

import pytest
from django.conf import settings

from newsroom.tests.test_deploy import IMAGES

# Stands for docker, which asks a registry: of each image another digest.
DOCKER = """#!/bin/sh
[ "$1 $2 $3 $#" = "buildx imagetools inspect 4" ] || exit 9
echo "$4" >>"$ASKED"
digest=$(printf %s "$4" | sha256sum | cut -d ' ' -f 1)
cat <<END
Name:      registry.example/$4
MediaType: application/vnd.oci.image.index.v1+json
Digest:    sha256:$digest

Manifests:
  Name:      registry.example/$4@sha256:$(echo one | sha256sum | cut -d ' ' -f 1)
  MediaType: application/vnd.oci.image.manifest.v1+json
  Digest:    sha256:$(echo one | sha256sum | cut -d ' ' -f 1)
END
"""


@pytest.fixture
def pin(starts_programs, tmp_path):
    """pin(docker=…shell script…) -> the finished process; pin.env is the .env beside it, pin.asked what was asked."""
    deploy = tmp_path / "a deploy"
    deploy.mkdir()
    for name in ("pin", "compose.yaml"):
        shutil.copy(settings.BASE_DIR / "deploy" / name, deploy)
    (tmp_path / "programs").mkdir()
    docker = tmp_path / "programs" / "docker"

    def pin(script=DOCKER):
        docker.write_text(script)
        docker.chmod(0o755)
        environment = {"PATH": f"{docker.parent}:{os.defpath}", "ASKED": str(tmp_path / "asked")}
        return subprocess.run([deploy / "pin"], env=environment, capture_output=True, text=True, check=False)

    pin.env, pin.asked = deploy / ".env", tmp_path / "asked"
    return pin


def test_each_image_is_written_with_its_tag_and_its_digest(pin):
    pin.env.write_text("SECRET_KEY=kept\n# A remark\nPOSTGRES_IMAGE=postgres:1@sha256:old\n")
    answer = pin()
    assert answer.returncode == 0, answer.stderr
    lines = pin.env.read_text().splitlines()
    assert lines[:2] == ["SECRET_KEY=kept", "# A remark"]
    written = dict(line.split("=", 1) for line in lines[2:])
    assert len(lines[2:]) == len(written)
    assert {name: image.partition("@sha256:")[0] for name, image in written.items()} == IMAGES
    for name, image in written.items():
        assert image.endswith(f"@sha256:{hashlib.sha256(IMAGES[name].encode()).hexdigest()}")
    assert sorted(pin.asked.read_text().splitlines()) == sorted(IMAGES.values())
    assert "kept" not in answer.stdout


def test_a_second_time_it_says_the_same(pin):
    pin.env.write_text("SECRET_KEY=kept\n")
    pin()
    before = pin.env.read_text()
    pin()
    assert pin.env.read_text() == before


def test_only_the_operator_reads_it_afterwards(pin):
    pin.env.write_text("SECRET_KEY=kept\n")
    pin()
    assert stat.S_IMODE(pin.env.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "docker",
    ["#!/bin/sh\nexit 1\n", "#!/bin/sh\necho no such image\n", "#!/bin/sh\necho Digest: sha256:short\n"],
)
def test_where_a_digest_is_not_found_nothing_changes(pin, docker):
    pin.env.write_text("SECRET_KEY=kept\nNGINX_IMAGE=nginx:1@sha256:old\n")
    assert pin(docker).returncode != 0
    assert pin.env.read_text() == "SECRET_KEY=kept\nNGINX_IMAGE=nginx:1@sha256:old\n"
    assert [each.name for each in pin.env.parent.glob(".env*")] == [".env"]


def test_without_an_env_it_says_what_to_do(pin):
    answer = pin()
    assert answer.returncode == 1
    assert "cp example.env .env" in answer.stderr
