"""The locks, which are installed, against the lists, which people change: `make lock` makes one fit the other."""

import re
from importlib import metadata

import pytest
from django.conf import settings
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from newsroom.sbom import read_lock

LISTS = ("requirements.txt", "requirements-dev.txt")
ANYWHERE = [
    {"python_version": version, "python_full_version": f"{version}.9", "sys_platform": system}
    for version in ("3.11", "3.12", "3.13")
    for system in ("linux", "darwin")
]


def text_of(name):
    return (settings.BASE_DIR / name).read_text()


def listed(name):
    """{canonical name: Requirement} of a list and of those that it includes."""
    found = {}
    for line in text_of(name).splitlines():
        line = line.partition("#")[0].strip()
        if line.startswith("-r "):
            found |= listed(line[3:])
        elif line:
            requirement = Requirement(line)
            found[canonicalize_name(requirement.name)] = requirement
    return found


def locked(name):
    packages = read_lock(text_of(name.replace(".txt", ".lock")))
    by_name = {package.name: package for package in packages}
    assert len(by_name) == len(packages), "one version of each, whatever Python and system it is installed on"
    return by_name


@pytest.mark.parametrize("name", LISTS)
def test_what_is_listed_is_locked_as_it_is_listed(name):
    """If this fails, a list was changed: `make lock`."""
    lock = locked(name)
    for package, requirement in listed(name).items():
        assert str(requirement.specifier) == f"=={lock[package].version}", package


@pytest.mark.parametrize("name", LISTS)
def test_what_is_locked_is_listed_or_needed_by_what_is(name):
    """If this fails, something was taken off a list: `make lock`."""
    lock, asked_for = locked(name), set(listed(name))
    for package in lock.values():
        by_lists = [by for by in package.needed_by if by.startswith("-")]
        assert bool({f"-r {each}" for each in LISTS} & set(by_lists)) == (package.name in asked_for), (
            package.name
        )
        assert package.needed_by and set(package.needed_by) - set(by_lists) <= lock.keys(), package.name


@pytest.mark.parametrize("name", LISTS)
def test_all_that_these_packages_need_is_locked_too(name):
    """By what the installed ones state; pip would refuse the rest, and nobody could install the site."""
    lock, extras = locked(name), {package: each.extras for package, each in listed(name).items()}
    for package in lock:
        try:
            needs = metadata.requires(package) or []
        except metadata.PackageNotFoundError:
            continue
        for need in map(Requirement, needs):
            asked = [{"extra": extra} for extra in ("", *extras.get(package, ()))]
            if need.marker is None or any(
                need.marker.evaluate(where | extra) for where in ANYWHERE for extra in asked
            ):
                found = lock[canonicalize_name(need.name)]
                assert need.specifier.contains(found.version, prereleases=True), f"{package} needs {need}"


@pytest.mark.parametrize("name", LISTS)
def test_every_package_has_its_hashes_and_no_line_says_where_from(name):
    for package in locked(name).values():
        assert package.hashes and len(set(package.hashes)) == len(package.hashes), package.name
    lock = text_of(name.replace(".txt", ".lock"))
    assert "://" not in lock
    assert not re.search(r"^\s*-", lock.replace("    --hash=sha256:", ""), re.MULTILINE)


def test_the_tests_run_on_what_the_site_runs_on():
    site, tests = locked("requirements.txt"), locked("requirements-dev.txt")
    for package in site.values():
        there = tests[package.name]
        assert (there.version, there.marker, there.hashes) == (
            package.version,
            package.marker,
            package.hashes,
        )


def test_one_lock_serves_every_python_and_system():
    """Only what an old Python or Windows lacks is installed in places."""
    elsewhere = {package.name for package in locked("requirements-dev.txt").values() if package.marker}
    where = {
        package.name
        for package in locked("requirements-dev.txt").values()
        if package.marker and all(Marker(package.marker).evaluate(each) for each in ANYWHERE)
    }
    assert elsewhere - where == {"async-timeout", "colorama", "tzdata"}


def test_what_is_installed_is_what_is_locked():
    for package in locked("requirements-dev.txt").values():
        if package.marker and not Marker(package.marker).evaluate():
            continue
        assert metadata.version(package.name) == package.version, package.name


def test_a_line_that_is_none_of_a_lock_is_refused():
    with pytest.raises(ValueError, match="Not a line of a lock: django"):
        read_lock("django\n")
