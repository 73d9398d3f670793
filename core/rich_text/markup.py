"""HTML as tags and the text between them, read once and as browsers read it."""

import re
from collections.abc import Iterator
from html import unescape

# A comment or another thing that is no tag, or a tag with its attributes; each is met once, also where it has no end.
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
# Tags in them are text.
TEXT_ALONE = {"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"}
_END_OF = {name: re.compile(f"</{name}", re.IGNORECASE | re.ASCII) for name in TEXT_ALONE}
_TYPED = {"textarea", "xmp"}


def tokens(html: str) -> Iterator[re.Match[str] | str]:
    """Tags, and the text between them as it stands in the source; what script and style have is neither."""
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
    """The first of a name counts."""
    found: dict[str, str] = {}
    if source and not source.isspace():
        for name, *values in _ATTRIBUTE.findall(source):
            found.setdefault(name.lower(), unescape("".join(values)))
    return found


def style_of(source: str) -> dict[str, str]:
    parts = (part.partition(":") for part in source.lower().split(";")) if source else ()
    return {name.strip(): value.strip() for name, _, value in parts}
