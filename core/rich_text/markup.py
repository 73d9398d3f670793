"""HTML as tags and the text between them, read once and as browsers read it."""

import re
from collections.abc import Iterator
from html import unescape

# A comment or the like, or a tag with its attributes. Each matches also without its end, so none is read twice.
TAG = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?P<end>/?)(?P<name>[a-z][^\s/>]*+)"
    r"""(?P<attributes>(?:=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+)|[^>])*+)(?:>|\Z)"""
    r"|<[!?/][^>]*+(?:>|\Z)",
    re.DOTALL | re.IGNORECASE | re.ASCII,
)
_ATTRIBUTE = re.compile(
    r"""([^\s"'<>/=]++)(?:\s*+=\s*+(?:"([^"]*+)(?:"|\Z)|'([^']*+)(?:'|\Z)|([^\s>]++)))?""", re.ASCII
)
# Elements in which tags are text.
TEXT_ALONE = {"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"}
_END_OF = {name: re.compile(f"</{name}", re.IGNORECASE | re.ASCII) for name in TEXT_ALONE}
_TYPED = {"textarea", "xmp"}


def tokens(html: str) -> Iterator[re.Match[str] | str]:
    """Tags, and the text between them as it is in the source; without what script, style and the like contain."""
    at = 0
    while found := TAG.search(html, at):
        yield html[at : found.start()]
        yield found
        at, name = found.end(), (found["name"] or "").lower()
        if name in TEXT_ALONE and not found["end"]:
            closing = _END_OF[name].search(html, at)
            end = closing.start() if closing else len(html)
            if name in _TYPED:
                yield html[at:end]
            at = end
    yield html[at:]


def attributes_of(source: str | None) -> dict[str, str]:
    """{name: value}; of several with one name the first counts."""
    found: dict[str, str] = {}
    if source and not source.isspace():
        for name, *values in _ATTRIBUTE.findall(source):
            found.setdefault(name.lower(), unescape("".join(values)))
    return found


def style_of(source: str) -> dict[str, str]:
    parts = (part.partition(":") for part in source.lower().split(";")) if source else ()
    return {name.strip(): value.strip() for name, _, value in parts}
