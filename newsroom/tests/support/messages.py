"""`make messages`: collect what the paper says into locale/, compile it, and say how much each language lacks.

Django's makemessages does the collecting, in a copy of what is to be read: neither .venv nor tests nor benchmarks.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib
from django.utils.translation.trans_real import to_locale

BASE = Path(__file__).resolve().parents[3]
LOCALE = BASE / "locale"
SOURCES = ("core", "accounts", "articles", "comments", "newsroom", "templates")
# One message a paragraph: a catalog's own line breaks would differ from version to version of gettext.
WIDTH = 10_000
# (context, message, plural)
Name = tuple[str | None, str, str]


def languages() -> list[str]:
    """Those that there is a folder for in locale/."""
    return sorted(path.parent.name for path in LOCALE.glob("*/LC_MESSAGES"))


def catalog(language: str, of: Path = LOCALE) -> polib.POFile:
    return polib.pofile(str(of / to_locale(language) / "LC_MESSAGES" / "django.po"), wrapwidth=WIDTH)


def name(entry: polib.POEntry) -> Name:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def lacking(messages: polib.POFile) -> list[polib.POEntry]:
    """Those that are not translated, or only guessed from another message."""
    return [each for each in messages if not each.obsolete and (each.fuzzy or not each.translated())]


def collect(into: Path) -> Iterator[tuple[str, polib.POFile]]:
    """(language, its catalog with all that the code says now), made in the folder `into`. Needs GNU gettext."""
    if not shutil.which("xgettext"):
        raise FileNotFoundError("xgettext was not found. On Debian: apt-get install gettext")
    for source in SOURCES:
        ignored = shutil.ignore_patterns("tests", "migrations", "__pycache__", "static", "jinja2")
        shutil.copytree(BASE / source, into / source, ignore=ignored)
    shutil.copytree(LOCALE, into / "locale", ignore=shutil.ignore_patterns("*.mo", "libraries"))
    options = ["--no-wrap", "--add-location=file", "--no-obsolete", "--extension=html,txt,py", "-v0"]
    for language in languages():
        (into / "locale" / language / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    found = [f"--locale={language}" for language in languages()]
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", *found, *options],
        cwd=into,
        check=True,
        env={"PATH": f"{Path(shutil.which('xgettext') or '').parent}:/usr/bin:/bin"},
    )
    for language in languages():
        messages = catalog(language, into / "locale")
        # They would change with each collection, and say nothing that git does not.
        for header in ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team"):
            messages.metadata.pop(header, None)
        messages.header, messages.metadata_is_fuzzy = "", False
        messages.metadata["Language"] = language
        messages.metadata["Project-Id-Version"] = "Newsroom"
        yield language, messages


def faults(messages: polib.POFile) -> Iterator[str]:
    """What is broken in a catalog: of each message its slots and tags, its blanks and its plurals."""
    forms = int(re.search(r"nplurals=(\d)", messages.metadata["Plural-Forms"])[1])
    for entry in messages:
        given = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if entry.obsolete or entry.fuzzy or not any(given):
            continue
        if entry.msgid_plural and (len(given) != forms or not all(given)):
            yield f"{entry.msgid!r} has {len([*filter(None, given)])} of {forms} plurals"
        for said in given:
            if not _has_same_parts(entry, said):
                yield f"{entry.msgid!r}: {said!r} has other slots or tags: {parts(said)}"
            if (said != said.strip()) != (entry.msgid != entry.msgid.strip()):
                yield f"{entry.msgid!r}: {said!r} begins or ends with a blank, or the other does"


def _has_same_parts(entry: polib.POEntry, said: str) -> bool:
    if not entry.msgid_plural:
        return parts(said) == parts(entry.msgid)
    wanted = parts(entry.msgid_plural)
    # A plural for exactly none, one or two may do without its number.
    return parts(said) in (wanted, parts(entry.msgid)) or any(
        parts(said) == wanted[:at] + wanted[at + 1 :] for at, part in enumerate(wanted) if part[0] in "%{"
    )


def parts(message: str) -> list[str]:
    """Its slots and tags, in the order of the alphabet: other languages have other orders of words."""
    return sorted(re.findall(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|</?[a-z][^>]*>|&\w+;|\n", message))


def check() -> Iterator[str]:
    """What `make style` says of the catalogs, a line each; those that begin with a blank are no fault."""
    with tempfile.TemporaryDirectory() as folder:
        for language, now in collect(Path(folder)):
            there = catalog(language)
            before, after = {name(each) for each in there if not each.obsolete}, {name(each) for each in now}
            yield from (f"{language}: not collected: {each[1]!r}" for each in sorted(after - before, key=str))
            yield from (
                f"{language}: no longer said: {each[1]!r}" for each in sorted(before - after, key=str)
            )
            yield f" {language}: {len(lacking(there))} of {len(before)} messages are not translated"
    for path, messages in catalogs():
        yield from (f"{path.relative_to(BASE)}: {each}" for each in faults(messages))
        if not is_compiled(messages, path.with_suffix(".mo")):
            yield f"{path.relative_to(BASE)}: {path.stem}.mo is not compiled from it"


def catalogs() -> Iterator[tuple[Path, polib.POFile]]:
    """The paper's, and those of what libraries leave in English."""
    for path in sorted(LOCALE.rglob("django*.po")):
        yield path, polib.pofile(str(path), wrapwidth=WIDTH)


def is_compiled(messages: polib.POFile, path: Path) -> bool:
    if not path.exists():
        return False
    compiled = {name(each): (each.msgstr, each.msgstr_plural) for each in polib.mofile(str(path))}
    return compiled == {
        name(each): (each.msgstr, each.msgstr_plural)
        for each in messages.translated_entries()
        if not each.fuzzy
    }


def write() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for language, messages in collect(Path(folder)):
            path = LOCALE / to_locale(language) / "LC_MESSAGES" / "django.po"
            path.parent.mkdir(parents=True, exist_ok=True)
            messages.save(str(path))
            print(f"{language}: {len(messages)} messages, {len(lacking(messages))} not translated")
    for path, messages in catalogs():
        messages.save_as_mofile(str(path.with_suffix(".mo")))


def main() -> None:
    if "--check" not in sys.argv:
        return write()
    if not shutil.which("xgettext") and "CI" not in os.environ:
        return print("Messages are not checked: that needs gettext (Debian: apt-get install gettext).")
    said = [*check()]
    print("\n".join(each.strip() for each in said))
    if wrong := [each for each in said if not each.startswith(" ")]:
        sys.exit(f"{len(wrong)} faults. `make messages` collects and compiles; the rest is in locale/.")
    return None


if __name__ == "__main__":
    main()
