"""A bill of materials (SBOM) of what the site runs on: CycloneDX 1.6 as JSON, for scanners and auditors.

Names, versions, hashes and who needs whom come from the lock, licences from the installed packages.
"""

import datetime
import json
import re
import uuid
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# Where a package states no expression, its field of the licence may hold the whole text.
LONGEST_NAME = 80


@dataclass
class Package:
    name: str
    version: str
    # The condition under which pip installs it; "" for always.
    marker: str
    # SHA-256 of each archive of this version that pip may install.
    hashes: list[str] = field(default_factory=list)
    needed_by: list[str] = field(default_factory=list)

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


def read_lock(text: str) -> list[Package]:
    """The packages of a lock as `make lock` writes it."""
    packages = []
    for line in text.splitlines():
        if found := re.match(r"([a-z0-9.-]+)==(\S+?)(?: ; (.+?))? \\$", line):
            packages.append(Package(found[1], found[2], found[3] or ""))
        elif found := re.match(r"    --hash=sha256:([0-9a-f]{64})", line):
            packages[-1].hashes.append(found[1])
        elif found := re.match(r"    # (?:via$|via |  )(.*)", line):
            packages[-1].needed_by += [found[1]] if found[1] else []
        elif line and not line.startswith("#"):
            raise ValueError(f"Not a line of a lock: {line}")
    return packages


def licences(name: str) -> list[dict[str, Any]]:
    """A package's licences in the form of CycloneDX; none where it is not installed here, or states none."""
    try:
        stated = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return []
    if expression := stated.get("License-Expression"):  # type: ignore[attr-defined] # each installed one has it
        return [{"expression": expression}]
    classifiers = [each for each in stated.get_all("Classifier", []) if each.startswith("License :: ")]
    names = [each.rpartition(" :: ")[2] for each in classifiers]
    if not names and 0 < len(stated.get("License", "")) <= LONGEST_NAME:  # type: ignore[attr-defined] # the same
        names = [stated["License"]]
    return [{"license": {"name": each}} for each in names]


def bill(packages: list[Package], made_at: datetime.datetime) -> dict[str, Any]:
    site = {"type": "application", "bom-ref": "newsroom", "name": "newsroom"}
    refs = {package.name: package.purl for package in packages}
    # What a list of requirements itself asks for is needed by the site, not by a package.
    needs: dict[str, list[str]] = {ref: [] for ref in ["newsroom", *refs.values()]}
    for package in packages:
        for name in package.needed_by:
            needs[refs.get(name, "newsroom")].append(package.purl)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid4()}",
        "version": 1,
        "metadata": {"timestamp": made_at.isoformat(timespec="seconds"), "component": site},
        "components": [_component(package) for package in packages],
        "dependencies": [{"ref": ref, "dependsOn": needed} for ref, needed in needs.items()],
    }


def _component(package: Package) -> dict[str, Any]:
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": package.purl,
        "name": package.name,
        "version": package.version,
        "purl": package.purl,
        "hashes": [{"alg": "SHA-256", "content": each} for each in package.hashes],
    }
    if found := licences(package.name):
        component["licenses"] = found
    if package.marker:
        component["properties"] = [{"name": "newsroom:installed-where", "value": package.marker}]
    return component


if __name__ == "__main__":
    locked = read_lock((ROOT / "requirements.lock").read_text())
    made = bill(locked, datetime.datetime.now(datetime.UTC))
    (ROOT / "sbom.json").write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n")
