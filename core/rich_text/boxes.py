"""The blocks of a story, the boxes that they lie in, and how both are written as HTML."""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

# Marks are names of elements, with an attribute where there is one; a run is a piece of text with its marks.
Marks = tuple[str, ...]
Run = tuple[str, Marks]


class Block(NamedTuple):
    kind: str
    runs: list[Run]
    space: str


class Box:
    """A list, an item, a quotation, or the whole text; `space` is the blanks before it, `tail` those before its end."""

    def __init__(
        self, tag: str, space: str = "", attributes: dict[str, str] | None = None, implied: bool = False
    ) -> None:
        self.tag, self.space, self.tail, self.implied = tag, space, "", implied
        self.attributes = attributes or {}
        self.children: list[Block | Box] = []

    @property
    def shows(self) -> bool:
        return any(isinstance(each, Block) or each.shows for each in self.children)


class Row:
    """A row of a table: it becomes one line as long as no cell has more than one."""

    def __init__(self) -> None:
        self.cells = self.separators = 0
        self.filled = self.pending = self.several = False


def escaped(words: str) -> str:
    # As the allow-list's parser writes it.
    words = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return words.replace("\xa0", "&nbsp;")


def written(box: Box) -> Iterator[str]:
    for position, child in enumerate(box.children):
        if isinstance(child, Block):
            yield from _block(child, box, position)
        elif not child.shows:
            yield child.space
        elif child.tag == "ol":
            yield from _numbered(child)
        else:
            yield f"{child.space}<{child.tag}>"
            yield from written(child)
            yield f"{child.tail}</{child.tag}>"


def _block(block: Block, box: Box, position: int) -> Iterator[str]:
    kind = block.kind or "p"
    if box.tag == "li":
        # An item's first line needs no paragraph, and an item has no headings.
        kind = "" if not block.kind and not position else "p"
    yield block.space
    if kind:
        yield f"<{kind}>"
    yield from _inline(block.runs)
    if kind:
        yield f"</{kind}>"


def _inline(runs: list[Run]) -> Iterator[str]:
    begun: Marks = ()
    for text, marks in [*runs, ("", ())]:
        marks = _with_one_link(marks)
        same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(begun, marks, strict=False))))
        for mark in reversed(begun[same:]):
            yield f"</{mark.partition(' ')[0]}>"
        for mark in marks[same:]:
            yield f"<{mark}>"
        yield text
        begun = marks


def _with_one_link(marks: Marks) -> Marks:
    """The marks without links around another link, as a table in a link can have one."""
    links = [at for at, mark in enumerate(marks) if mark.startswith("a ")]
    return tuple(mark for at, mark in enumerate(marks) if at not in links[:-1])


def _numbered(box: Box) -> Iterator[str]:
    """Each item keeps its number: where a number is left out, or an item has its own, a new list begins."""
    attributes = box.attributes
    items = [child for child in box.children if isinstance(child, Box)]
    step = -1 if "reversed" in attributes else 1
    number = _whole(attributes.get("start"), 1 if step > 0 else len(items))
    kind = attributes.get("type", "")
    kind = f' type="{kind}"' if kind in ("a", "A", "i", "I") else ""
    begun, expected = False, None
    yield box.space
    for item in items:
        number = _whole(item.attributes.get("value"), number)
        if item.shows:
            if number != expected:
                start = f' start="{number}"' if number != 1 else ""
                yield f"{'</ol>' if begun else ''}<ol{start}{kind}>"
                begun = True
            yield f"{item.space}<li>"
            yield from written(item)
            yield f"{item.tail}</li>"
            expected = number + 1
        number += step
    yield f"{box.tail}</ol>"


def _whole(typed: str | None, otherwise: int) -> int:
    return int(typed) if typed and re.fullmatch(r"\s*-?[0-9]{1,6}\s*", typed) else otherwise
