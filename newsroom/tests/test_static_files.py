"""Style sheets and modules as production serves them: whole, hashed, compressed, and the same as `make dev` serves."""

import gzip
import io
import json
import posixpath
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

from newsroom.backends.static_files import bare_script


@pytest.fixture
def collect(settings, tmp_path):
    """collect({name: text}) -> {name: (name with its hash, text)} of what production would serve."""
    source = tmp_path / "source"
    source.mkdir()
    settings.STATIC_ROOT = tmp_path / "static"
    settings.DEBUG = False
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "newsroom.backends.static_files.StaticFilesStorage"}
    }
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    finders.get_finder.cache_clear()

    def collect(files):
        for name, text in files.items():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_text(text)
        call_command("collectstatic", verbosity=0, interactive=False, stderr=io.StringIO())
        hashed = json.loads((settings.STATIC_ROOT / "staticfiles.json").read_text())["paths"]
        return {name: (at, (settings.STATIC_ROOT / at).read_text()) for name, at in hashed.items()}

    yield collect
    finders.get_finder.cache_clear()


def bare(text):
    return " ".join(text.split())


def test_a_sheet_has_what_it_imports_in_the_order_in_which_it_imports_it(collect):
    sheets = collect(
        {
            "paper.css": '/* All */\n@layer a, b;\n@import "one.css";\n@import url("two.css");\n'
            "@import url(three.css);\nb {}\n",
            "one.css": "/* One */\ni { top: 1px }\n",
            "two.css": "i { top: 2px }\n",
            "three.css": "i { top: 3px }\n",
        }
    )
    assert bare(sheets["paper.css"][1]) == (
        "/* All */ @layer a, b; /* One */ i { top: 1px } i { top: 2px } i { top: 3px } b {}"
    )


def test_a_part_keeps_its_layer_and_its_medium(collect):
    sheets = collect(
        {
            "paper.css": '@import "one.css" layer(base);\n@import "one.css" layer(base) print;\n'
            '@import "one.css" (width >= 30rem) and (color);\n',
            "one.css": "i { top: 1px }\n",
        }
    )
    assert bare(sheets["paper.css"][1]) == (
        "@layer base { i { top: 1px } } @media print { @layer base { i { top: 1px } } } "
        "@media (width >= 30rem) and (color) { i { top: 1px } }"
    )


def test_a_part_of_a_part_and_the_files_that_parts_name_are_found_from_where_the_part_lies(collect):
    gif = "url(data:image/gif;base64,R0lGODlhAQABAAAAACw=)"
    sheets = collect(
        {
            "site/css/paper.css": '@import "../../app/css/list.css";\n',
            "app/css/list.css": '@import "parts/line.css" layer(x);\nb { background: url("../rule.svg#a") }\n',
            "app/css/parts/line.css": f"i {{ background: url(dot.svg), {gif} }}\n",
            "app/rule.svg": "<svg/>",
            "app/css/parts/dot.svg": "<svg></svg>",
        }
    )
    dot, rule = sheets["app/css/parts/dot.svg"][0], sheets["app/rule.svg"][0]
    assert dot != "app/css/parts/dot.svg"
    assert bare(sheets["site/css/paper.css"][1]) == (
        f'@layer x {{ i {{ background: url("../../{dot}"), {gif} }} }} '
        f'b {{ background: url("../../{rule}#a") }}'
    )


def test_a_sheet_has_another_name_when_one_of_its_parts_changes(collect):
    first = collect({"paper.css": '@import "one.css";\n', "one.css": "i {}\n"})
    then = collect({"one.css": "b {}\n"})
    assert first["paper.css"][0] != then["paper.css"][0]
    assert then["paper.css"][1] == "b {}\n"


def test_the_sheet_is_compressed_whole_and_the_old_one_stays_for_pages_that_name_it(collect, settings):
    old = collect({"paper.css": '@import "one.css";\n', "one.css": "i { top: 1px }\n" * 99})
    new = collect({"one.css": "b { top: 1px }\n" * 99})
    for name, text in (old["paper.css"], new["paper.css"]):
        assert (settings.STATIC_ROOT / name).read_text() == text
        assert gzip.decompress((settings.STATIC_ROOT / f"{name}.gz").read_bytes()).decode() == text
        assert (settings.STATIC_ROOT / f"{name}.br").exists()
    assert not (settings.STATIC_ROOT / "paper.css").exists()


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"a.css": '@import "b.css";'}, "a.css imports b.css, and there is no such file."),
        ({"a.css": '@import "b.css";', "b.css": '@import "a.css";'}, "imports [ab].css, which imports it."),
        ({"a.css": '@import "b.css" layer;', "b.css": "i {}"}, "with more than a layer's name and a medium"),
        ({"a.css": '@import "b.css" supports(top: 0);', "b.css": "i {}"}, "with more than a layer's name"),
    ],
)
def test_what_can_not_be_written_in_is_refused_by_name(collect, files, why):
    with pytest.raises(ValueError, match=why):
        collect(files)


def test_what_a_browser_does_not_take_for_an_import_is_left_as_it_is(collect):
    sheet = '/* @import "one.css"; */\nb {}\n@import "one.css";\n'
    assert "i {}" not in collect({"a.css": sheet, "one.css": "i {}"})["a.css"][1]


def test_modules_import_each_other_under_their_hashed_names(collect):
    files = collect(
        {
            "js/a.js": 'import { b } from "./parts/b.js";\nimport "./parts/c.js";\nimport { x } from "bare";\n',
            "js/parts/b.js": 'import {\n  c,\n} from "./c.js";\nexport const b = c;\n',
            "js/parts/c.js": "export const c = 1;\n",
        }
    )
    b, c = (files[f"js/parts/{name}.js"][0].removeprefix("js/parts/") for name in "bc")
    assert b != "b.js"
    assert files["js/a.js"][1].split("\n")[:3] == [
        f'import {{ b }} from "./parts/{b}";',
        f'import"./parts/{c}";',
        'import { x } from "bare";',
    ]
    assert f'from "./{c}"' in files["js/parts/b.js"][1]


OWN = {
    path.relative_to(settings.BASE_DIR / app / "static").as_posix(): path
    for app in settings.OWN_APPS
    for path in (settings.BASE_DIR / app / "static").rglob("*.css")
}
# Linked by one page, and part of another's sheet.
BOTH = {"core/css/admin/decision.css"}


def imports(name):
    """{name: its layer} of the parts of a sheet of our own."""
    found = re.findall(r'@import "(.+?)"(?: layer\((\w+)\))?;', OWN[name].read_text())
    return {posixpath.normpath(f"{posixpath.dirname(name)}/{part}"): layer for part, layer in found}


def test_every_sheet_of_our_own_is_part_of_one_or_linked_by_a_page():
    parts = {part for name in OWN for part in imports(name)}
    root = settings.BASE_DIR
    pages = [
        *(root / "templates").rglob("*.html"),
        *(path for app in settings.OWN_APPS for path in (root / app).rglob("admin/*.py")),
        root / "newsroom/admin.py",
    ]
    apps = "|".join(settings.OWN_APPS)
    linked = {
        name for page in pages for name in re.findall(rf"""["']((?:{apps})/css/.+?\.css)""", page.read_text())
    }
    assert parts | linked == OWN.keys()
    assert parts & linked == BOTH


@pytest.mark.parametrize("sheet", ["newsroom/css/paper.css", "newsroom/css/print.css"])
def test_every_part_of_the_public_sheets_is_in_a_layer_but_for_what_sets_the_colors(sheet):
    parts = imports(sheet)
    assert {part for part, layer in parts.items() if not layer} <= {
        "core/css/tokens.css",
        "core/css/print/paper.css",
    }
    assert set(parts.values()) <= {"", "reset", "base", "layout", "components", "utilities"}
    assert not [part for part in parts if "@layer" in OWN[part].read_text()]


@pytest.mark.parametrize("sheet", [name for name in sorted(OWN) if imports(name)])
def test_the_tests_browsers_are_sent_it_whole_too(sheet):
    sent = Path(finders.find(sheet)).read_text()
    assert "@import" not in sent
    assert not [part for part in imports(sheet) if OWN[part].read_text().rpartition("}\n\n")[2] not in sent]


def test_what_our_own_files_import_is_there_as_production_serves_them(collect, settings):
    folders = [settings.BASE_DIR / app / "static" for app in settings.OWN_APPS]
    settings.STATICFILES_DIRS = [folder for folder in folders if folder.is_dir()]
    served = collect({})
    assert not [name for name, (_, text) in served.items() if name.endswith(".css") and "@import" in text]
    imported = {
        settings.STATIC_ROOT / at / ".." / module
        for name, (at, text) in served.items()
        for module in re.findall(r"""(?:from|import)\s*["'](\.[^"']+)["']""", text)
    }
    assert len(imported) >= 4
    assert not [path for path in imported if not path.resolve().is_file()]


def test_scripts_of_ours_are_served_without_the_lines_that_only_explain_them(collect):
    theirs = "// Theirs, with a licence\nlet a;\n"
    scripts = collect(
        {
            "core/js/ours.js": 'import "./part.js";\n// Why\nconst site = "//a"; // stays\n  // More\n  let b;\n',
            "core/js/part.js": "// A part\nlet c;\n",
            "library/theirs.js": theirs,
        }
    )
    part = posixpath.basename(scripts["core/js/part.js"][0])
    assert scripts["core/js/ours.js"][1] == f'import"./{part}";\nconst site = "//a"; // stays\n  let b;\n'
    assert scripts["core/js/part.js"][1] == "let c;\n"
    assert scripts["library/theirs.js"][1] == theirs


def test_no_text_in_a_script_of_ours_is_written_over_several_lines():
    """One of its lines could look like a comment."""
    scripts = [*settings.BASE_DIR.glob("*/static/*/js/**/*.js")]
    assert scripts
    for path in scripts:
        assert not [text for text in re.findall(r"`[^`]*`", bare_script(path.read_text())) if "\n" in text], (
            path
        )
