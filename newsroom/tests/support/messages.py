"""`make messages`: collect what the paper says into locale/, compile it, and say how much each language lacks.

Django's makemessages does the collecting, in a copy of what is to be read: neither .venv nor tests nor benchmarks.
"""

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


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for language, messages in collect(Path(folder)):
            path = LOCALE / to_locale(language) / "LC_MESSAGES" / "django.po"
            path.parent.mkdir(parents=True, exist_ok=True)
            messages.save(str(path))
            messages.save_as_mofile(str(path.with_suffix(".mo")))
            print(f"{language}: {len(messages)} messages, {len(lacking(messages))} not translated")


if __name__ == "__main__":
    main()
