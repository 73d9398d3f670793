"""Words of the interface that no translator would ever see: those in the code that are not marked as a message."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Lexer, TokenType

BASE = Path(__file__).resolve().parents[3]
# What people read, hear or see of an element besides its text.
WORDED = {"alt", "title", "placeholder", "aria-label", "label", "content", "summary"}
LETTERS = re.compile(r"[^\W\d_]")
# What stands in it are names of classes.
CLASSES = "block bodyclass"
UNREAD = re.compile(rf'\b(?!(?:{"|".join(sorted(WORDED))})=)[\w-]+="[^"]*"')
QUOTED = re.compile(r'"([^"]*)"|\'([^\']*)\'')
# Of these tags a text in quotes is a name, not words.
NAMED = {
    "load",
    "extends",
    "url",
    "static",
    "block",
    "csrf_token",
    "cached",
    "get_current_language",
}
MARKED = {
    "_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy",
    "npgettext", "npgettext_lazy",
}  # fmt: skip
# Errors of who runs the site or writes its code: they are English, as those of Django are.
TOLD_TO_OPERATORS = {
    "PermissionError",
    "RequestDataTooBig",
    "ImproperlyConfigured", "CommandError", "ValueError", "TypeError", "LookupError", "RuntimeError", "KeyError",
    "AssertionError", "NotImplementedError", "SystemExit", "OSError", "EOFError", "SuspiciousOperation",
    "DisallowedModelAdminLookup", "UndeclaredParameter",
}  # fmt: skip
# Where nothing is written for readers or editors: what operators type and what they are told.
OPERATORS = (
    "newsroom/management/", "newsroom/server/", "newsroom/transfer/", "newsroom/imports/", "newsroom/backends/",
    "newsroom/page_cache/", "newsroom/settings.py", "newsroom/sbom.py", "newsroom/csp_reports.py", "core/formats/",
    "core/progress.py", "accounts/audit.py", "articles/mending.py", "articles/recounting.py", "comments/recounting.py",
    "comments/rebuilding.py",
)  # fmt: skip
# What has to be a message even of one word.
WORDED_ARGUMENTS = {"verbose_name", "verbose_name_plural", "help_text", "label", "description", "empty_label"}
WORDED_NAMES = {
    "short_description",
    "title",
    "site_header",
    "site_title",
    "index_title",
    "empty_value_display",
}


class _Text(HTMLParser):
    """The words of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = tag in ("script", "style")
        if tag == "input" and dict(attrs).get("type") in ("submit", "button", "reset"):
            self.found.append(dict(attrs).get("value") or "")
        is_described = tag != "meta" or dict(attrs).get("name") == "description"
        self.found += [
            value for name, value in attrs if value and name in WORDED and (name != "content" or is_described)
        ]

    def handle_endtag(self, tag: str) -> None:
        self._silent = False

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


def unmarked_in_template(source: str, is_html: bool = True) -> list[str]:
    """Words that stand outside of `translate` and `blocktranslate`."""
    pieces, strings, skipped = [], [], ""
    for token in Lexer(source).tokenize():
        name = token.contents.split(None, 1)[0] if token.contents.strip() else ""
        if skipped:
            skipped = "" if token.token_type == TokenType.BLOCK and name == f"end{skipped}" else skipped
        elif token.token_type == TokenType.BLOCK and (
            name in ("blocktranslate", "comment") or token.contents == CLASSES
        ):
            skipped = name
        elif token.token_type == TokenType.BLOCK and token.contents == "block bodyclass":
            # Names for style sheets
            skipped = "block"
        elif token.token_type == TokenType.TEXT:
            pieces.append(token.contents)
        elif token.token_type in (TokenType.BLOCK, TokenType.VAR) and name != "translate":
            strings += _strings_of(token.contents, name)
            # So that what stands before and behind it is no tag torn apart. One that names the tag itself is no word.
            pieces.append("x" if pieces and pieces[-1].endswith(("<", "</")) else "")
    text = "".join(pieces)
    if not is_html:
        return [*filter(LETTERS.search, text.split("\n")), *strings]
    parser = _Text()
    # A template of attributes alone, to be included inside a tag
    parser.feed(f"<i {text}>" if re.match(r'\s*[\w-]+="', text) else text)
    found = [" ".join(re.sub(r"&\w+;", " ", each).split()) for each in parser.found]
    return [*filter(LETTERS.search, found), *strings]


def _strings_of(tag: str, name: str) -> Iterator[str]:
    """What a tag is given in quotes that reads like words, and is not in _()."""
    if re.search(r"\|(pluralize|yesno)\b", tag):
        yield tag
    if name in NAMED | {"if", "elif"}:
        return
    for found in QUOTED.finditer(re.sub(r"_\((\"[^\"]*\"|'[^']*')\)", "", tag)):
        said = found[1] or found[2] or ""
        if re.search(r"[A-Za-z] [a-z]|^[A-Z][a-z]+$", said):
            yield said


def unmarked_in_python(source: str) -> list[tuple[int, str]]:
    """(line, words) of what reads like a sentence, and of each label, outside of a call of gettext."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    session_keys = set(re.findall(r"session(?:\[|\.(?:get|pop|setdefault)\()(\w+)", source))
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        if _reads_like_words(node, parents) and not _is_excused(node, parents, session_keys):
            found.append((node.lineno, node.value))
    return sorted(found)


def _reads_like_words(node: ast.Constant, parents: dict[ast.AST, ast.AST]) -> bool:
    # Without attributes of HTML whose values nobody reads
    text = UNREAD.sub("", node.value)
    if re.search(r"[A-Z“][a-z’]* (?:[a-z“(]|[A-Z][a-z])", text) or re.search(r"[a-z] [a-z]+ [a-z]", text):
        return True
    return bool(re.search("[a-z]", text)) and _is_label(node, parents)


def _is_label(node: ast.Constant, parents: dict[ast.AST, ast.AST]) -> bool:
    parent = parents[node]
    if isinstance(parent, ast.keyword):
        return parent.arg in WORDED_ARGUMENTS
    if isinstance(parent, ast.Assign):
        names = [getattr(each, "attr", getattr(each, "id", "")) for each in parent.targets]
        return bool(WORDED_NAMES.intersection(names))
    if isinstance(parent, ast.Tuple) and isinstance(parents[parent], ast.Assign):
        inside = parents[parents[parent]]
        # A choice: its value, then its label
        return (
            isinstance(inside, ast.ClassDef)
            and any("Choices" in ast.unparse(base) for base in inside.bases)
            and parent.elts.index(node) == len(parent.elts) - 1
        )
    return False


def _is_excused(node: ast.AST, parents: dict[ast.AST, ast.AST], session_keys: set[str]) -> bool:
    if isinstance(parents[node], ast.Expr):
        # A docstring
        return True
    if getattr(parents[node], "attr", "") == "split":
        # A list of names: no sentence is taken apart.
        return True
    while node in parents:
        node = parents[node]
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "permissions":
            # Their names are stored, as Django stores its own.
            return True
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            last = called.rpartition(".")[2]
            if (
                last in MARKED
                or last in TOLD_TO_OPERATORS
                or re.match(r"(self\.)?_?(logger|log|note_failure|regex|re)\b", called)
                or _is_in_no_form(node)
            ):
                return True
        if isinstance(node, ast.Assign) and session_keys.intersection(_names(node)):
            return True
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in ("__repr__",):
            return True
    return False


def _is_in_no_form(field: ast.Call) -> bool:
    return any(each.arg == "editable" and ast.unparse(each.value) == "False" for each in field.keywords)


def _names(assigned: ast.Assign) -> set[str]:
    return {each.id for target in assigned.targets for each in ast.walk(target) if isinstance(each, ast.Name)}


def unmarked_in_script(source: str) -> list[str]:
    """Texts in quotes that read like words; scripts take theirs from data attributes of the page."""
    source = re.sub(r"^\s*//.*$|(?<=[\s;])// .*$", "", source, flags=re.MULTILINE)
    quoted = re.findall(r'"([^"\n]*)"|\'([^\'\n]*)\'|`([^`]*)`', source)
    texts = [next(filter(None, each), "") for each in quoted]
    words = re.compile(r"(?:^|>|\s)[A-Z][a-z’]+(?: [a-z]| ?[.…:]|<|$)")
    # One word alone is the name of a key, of an error, of a header.
    return [each for each in texts if words.search(each) and not re.fullmatch(r"[A-Z][a-zA-Z-]+", each)]


def templates() -> Iterator[tuple[str, str]]:
    """(its name, its text) of each that Django renders."""
    for path in sorted((BASE / "templates").rglob("*")):
        name = str(path.relative_to(BASE / "templates"))
        if path.suffix in (".html", ".txt") and not name.startswith("jinja2/"):
            yield name, path.read_text()


def modules() -> Iterator[tuple[str, str]]:
    """(its path, its text) of each file of Python that says something to readers or editors."""
    for app in ("core", "accounts", "articles", "comments", "newsroom"):
        for path in sorted((BASE / app).rglob("*.py")):
            name = str(path.relative_to(BASE))
            if "/tests/" not in name and "/migrations/" not in name and not name.startswith(OPERATORS):
                yield name, path.read_text()


def scripts() -> Iterator[tuple[str, str]]:
    for path in sorted(BASE.glob("*/static/**/*.js")):
        yield str(path.relative_to(BASE)), path.read_text()
