"""One list of our own packages, in settings: whatever else has to name them is compared with it."""

import tomllib

from django.conf import settings

# Packages that are no part of the site.
BESIDE = ["benchmarks"]
TOOLS = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["tool"]


def test_it_names_every_package():
    packages = {path.parent.name for path in settings.BASE_DIR.glob("*/__init__.py")}
    assert packages == {*settings.OWN_APPS, *BESIDE}


def test_the_import_contract_has_them_in_its_order():
    linter = TOOLS["importlinter"]
    contract, beside = linter["contracts"]
    assert linter["root_packages"] == [*BESIDE, *settings.OWN_APPS[::-1]]
    assert contract["layers"] == beside["source_modules"] == settings.OWN_APPS[::-1]
    assert beside["forbidden_modules"] == BESIDE
    tests = {f"{each}.tests.** -> **" for each in settings.OWN_APPS[:-1]}
    assert set(contract["ignore_imports"]) == tests


def test_the_tests_of_each_are_run():
    assert TOOLS["pytest"]["ini_options"]["testpaths"] == [*settings.OWN_APPS, *BESIDE]
