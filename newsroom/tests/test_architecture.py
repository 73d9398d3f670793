"""What docs/architecture.md and docs/decisions/ name is there: files, folders, names, tests, commands and rules."""

import ast
import re
from functools import cache
from importlib.util import find_spec

import pytest
from django.conf import settings
from django.template import engines

ROOT = settings.BASE_DIR
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text()
DOCUMENTS = [ROOT / "docs/architecture.md", *sorted((ROOT / "docs/decisions").glob("*.md"))]
PACKAGES = [*settings.OWN_APPS, "benchmarks"]
# Written where the site is started.
MADE = {".env", "deploy/.env", ".venv"}
FILE = re.compile(r"[\w./-]*\.(?:py|md|html|txt|css|js|toml|yaml|conf|env|example)|[\w.-]+/[\w./-]*")
NAME = re.compile(r"@?([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)(?:\(\))?")
RULE = re.compile(r"\b[Rr]ules? (\d+(?:(?:, | and )\d+)*)\b")


def code_of(text):
    """[(what stands in backticks, the folder that was named before it in the same paragraph)]"""
    found = []
    for paragraph in re.split(
        r"\n\s*\n|\n(?=\s*(?:[-|]|\d+\.) )", re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    ):
        folder = ROOT
        for code in re.findall(r"`([^`]+)`", paragraph):
            found.append((" ".join(code.split()), folder))
            if code.endswith("/") and (ROOT / code).is_dir():
                folder = ROOT / code
    return found


@cache
def sources():
    """The syntax trees of all our code, tests too."""
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return [ast.parse(path.read_text()) for path in files if "migrations" not in path.parts]


@cache
def identifiers():
    """Every name that the code has, of ours or of a library, and every setting."""
    found = set(re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    for tree in sources():
        for node in ast.walk(tree):
            for attribute in ("id", "attr", "name", "arg"):
                found.add(getattr(node, attribute, None))
    return found


@cache
def classes():
    """{name: (names that it defines, the last names of what it is made of)}"""
    found = {}
    for tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases = [
                    each.id if isinstance(each, ast.Name) else getattr(each, "attr", "")
                    for each in node.bases
                ]
                names = {each.name for each in node.body if hasattr(each, "name")}
                for each in ast.walk(node):
                    targets = getattr(each, "targets", [getattr(each, "target", None)])
                    names |= {getattr(target, "id", getattr(target, "attr", None)) for target in targets}
                # Two can have one name, in two packages.
                others, more = found.get(node.name, (set(), []))
                found[node.name] = names | others, bases + more
    return found


def has(cls, name):
    names, bases = classes().get(cls, (set(), []))
    return name in names or any(has(base, name) for base in bases)


def is_a_name(name):
    first, *rest = name.split(".")
    if first in PACKAGES and rest:
        return find_spec(name) is not None
    if first in classes() and rest:
        return has(first, rest[0]) and set(rest) <= identifiers()
    return {first, *rest} <= identifiers()


@cache
def targets():
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def is_a_tag(name):
    engine = engines["django"].engine
    libraries = [*engine.template_libraries.values(), *engine.template_builtins]
    return any(name in library.tags for library in libraries)


def problem(code, folder):
    """What is wrong with something in backticks, or nothing."""
    if code in MADE or code.startswith("/"):
        return None
    if "::" in code:
        file, _, test = code.partition("::")
        path = ROOT / file
        return None if path.is_file() and f"def {test}(" in path.read_text() else "no such test"
    if FILE.fullmatch(code):
        return None if (ROOT / code).exists() or (folder / code).exists() else "no such file"
    if command := re.fullmatch(r"make ([a-z-]+)(?: .*)?", code):
        return None if command[1] in targets() else "no such target"
    if command := re.fullmatch(r"(?:.* )?manage\.py (\w+)(?: .*)?", code):
        exists = any(
            (ROOT / package / f"management/commands/{command[1]}.py").is_file() for package in PACKAGES
        )
        return None if exists else "no such command"
    if (folder / f"{code}.py").is_file():
        return None
    if tag := re.fullmatch(r"\{% (\w+).*%\}", code):
        return None if is_a_tag(tag[1]) else "no such tag"
    # One small word may be anything.
    if (name := NAME.fullmatch(code)) and re.search("[A-Z_.]", code) and not (ROOT / code).exists():
        return None if is_a_name(name[1]) else "no such name"
    return None


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_whatever_it_names_is_there(document):
    wrong = {
        f"{code}: {why}" for code, folder in code_of(document.read_text()) if (why := problem(code, folder))
    }
    assert not wrong, "\n".join(sorted(wrong))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_its_links_lead_somewhere(document):
    text = document.read_text()
    headings = {
        re.sub(r"[^\w -]", "", each).strip().lower().replace(" ", "-")
        for each in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if target.startswith("#"):
            assert target[1:] in headings
        elif not target.startswith("https://"):
            assert (document.parent / target.partition("#")[0]).exists(), target


def rules():
    """{number: what is said of it}"""
    parts = re.split(r"^### Rule (\d+): ", ARCHITECTURE.partition("\n## The words\n")[0], flags=re.MULTILINE)
    return dict(zip(map(int, parts[1::2]), parts[2::2], strict=True))


def cited():
    """{number of a rule: the files that cite it}"""
    found = {}
    folders = [*PACKAGES, "templates", "docs", "deploy"]
    files = [ROOT / "conftest.py", *(path for folder in folders for path in (ROOT / folder).rglob("*"))]
    for path in files:
        if path.suffix in (".py", ".html", ".css", ".js", ".md", ".conf", ".yaml"):
            for numbers in RULE.findall(path.read_text()):
                for number in re.findall(r"\d+", numbers):
                    found.setdefault(int(number), []).append(str(path.relative_to(ROOT)))
    return found


def test_every_rule_that_is_cited_is_given():
    assert {7, 11} <= cited().keys()
    assert not {number: files for number, files in cited().items() if number not in rules()}


def test_every_rule_names_what_holds_it_and_a_test():
    for number, text in rules().items():
        held_by, tests = re.search(r"^- Held by: (.*)^- Tests: (.*)", text, re.MULTILINE | re.DOTALL).groups()
        assert FILE.search(held_by) or "::" in held_by, number
        assert "::test_" in tests, number


def test_the_map_names_every_package():
    there = ARCHITECTURE.partition("\n## The map\n")[2].partition("\n## ")[0]
    named = {code for code, _ in code_of(there)} | {
        f"{each}/" for each in re.findall("^### (.+)$", there, re.MULTILINE)
    }
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("__init__.py")):
            folder = f"{path.parent.relative_to(ROOT)}/"
            if "/tests/" not in folder:
                # By itself, or by what lies in it alone.
                assert any(name.startswith(folder) for name in named), folder


def test_the_picture_has_the_order_of_the_import_contract():
    picture = re.search(r"```\n(  benchmarks.*?)```", ARCHITECTURE, re.DOTALL)[1]
    assert re.findall(r"^  ([a-z]+) ", picture, re.MULTILINE) == ["benchmarks", *settings.OWN_APPS[::-1]]


def test_the_list_of_decisions_has_each_of_them():
    folder = ROOT / "docs/decisions"
    listed = re.findall(r"\]\((\w[\w-]*\.md)\)", (folder / "README.md").read_text())
    assert sorted(listed) == sorted(path.name for path in folder.glob("*.md") if path.name != "README.md")
