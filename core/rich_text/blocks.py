"""Turns any HTML into the blocks of a story: no letter that its reader would see is lost, and no words are joined.

The HTML is read once, from tag to tag; paste.js does the same with a clipboard. The result is well formed, but it is
safe only after the allow-list in sanitising.py.
"""

import re
from html import unescape
from itertools import pairwise
from typing import NamedTuple

from core.blank import is_blank
from core.rich_text.boxes import Block, Box, Marks, Row, Run, escaped, written
from core.rich_text.elements import (
    BLOCKS,
    EMPTY,
    ENDS,
    FIELDS,
    GOES_ON,
    HEADINGS,
    LISTS,
    MATHS,
    PICTOGRAPH,
    PREFORMATTED,
    UNSEEN,
    closing,
    hides,
    marked,
    opening,
)
from core.rich_text.markup import attributes_of, style_of, tokens

_BLANKS = " \t\n\f"
_EMPTY_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
BREAK, BETWEEN_CELLS = "<br>", " | "


class Element(NamedTuple):
    """An open element, and what everything within it inherits."""

    name: str
    box: Box
    marks: Marks = ()
    kind: str = ""
    row: Row | None = None
    hidden: bool = False
    pre: bool = False
    quotes: int = 0


class Reader:
    def __init__(self) -> None:
        self.all = Box("")
        self.open = [Element("", self.all)]
        # The block that is being read, the element that it belongs to, and the blanks before it.
        self.runs: list[Run] = []
        self.of, self.space = self.open[0], ""
        self.breaks, self.gap = 0, False

    def read(self, html: str) -> list[str]:
        """The blocks, in pieces to be joined."""
        for token in tokens(html.replace("\r\n", "\n").replace("\r", "\n")):
            if isinstance(token, str):
                self.text(unescape(token))
            elif token["name"]:
                name = token["name"].lower()
                if token["end"]:
                    self.end(name)
                else:
                    self.start(name, attributes_of(token["attributes"]))
        self.leave(1)
        self.close()
        self.all.tail = self.space
        return list(written(self.all))

    # Tags

    def start(self, name: str, attributes: dict[str, str]) -> None:
        style = style_of(attributes.get("style", ""))
        if name in ENDS:
            self.imply(*ENDS[name])
        is_block = name in BLOCKS or re.match("block|flex|grid|list-item|table", style.get("display", ""))
        if is_block:
            self.imply({"p"}, BLOCKS)
            self.boundary()
        if name in EMPTY:
            self.empty(name, attributes)
            return
        if name in ("button", "select", "textarea", "svg", "img", "iframe", "object", "video", "canvas"):
            self.gap = True
        if self.open[-1].name in MATHS:
            self.gap = True
        if name in ("q", "rt"):
            self.text(opening(name, self.open[-1]))
        element = self.open[-1]._replace(name=name)
        if is_block:
            element = self.block(name, attributes, element)
        is_hidden = name in UNSEEN or "hidden" in attributes or hides(style)
        pre = name in PREFORMATTED or style.get("white-space", "").startswith(("pre", "break-spaces"))
        marks = marked(element.marks, name, attributes, style)
        quotes = element.quotes + (name == "q")
        self.open.append(
            element._replace(
                marks=marks, hidden=element.hidden or is_hidden, pre=element.pre or pre, quotes=quotes
            )
        )

    def empty(self, name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("type", "text").lower()
        if name == "br":
            self.breaks += bool(self.runs) and not self.open[-1].hidden
        elif name == "hr":
            self.boundary()
        elif name == "img":
            # A picture in place of an emoji counts as that emoji; a text has no other pictures.
            alt = attributes.get("alt", "")
            self.gap = not PICTOGRAPH.search(alt)
            self.text("" if self.gap else alt)
        elif name == "input" and kind in FIELDS:
            self.gap = True
            if "hidden" not in attributes:
                self.text(attributes.get("value", ""))
            self.gap = True

    def block(self, name: str, attributes: dict[str, str], element: Element) -> Element:
        """The element of a block that begins: what everything within it inherits."""
        if name in LISTS or name == "li":
            # Text before it in the same cell becomes a block first.
            self.close()
        if name in LISTS:
            parent = element.box
            if parent.tag in ("ul", "ol") and not parent.children:
                # A list directly in a list that has no item yet is no second level.
                parent.tag, parent.attributes = LISTS[name], attributes
                return element._replace(kind="")
            return element._replace(box=self.inside(parent, LISTS[name], attributes), kind="", row=None)
        if name == "li":
            box = element.box
            if box.tag not in ("ul", "ol"):
                last = box.children[-1] if box.children else None
                box = last if isinstance(last, Box) and last.implied else self.inside(box, "ul", implied=True)
            return element._replace(box=self.inside(box, "li", attributes), kind="", row=None)
        if name == "blockquote":
            return element._replace(box=self.inside(element.box, name), kind="", row=None)
        if name in HEADINGS:
            return element._replace(kind=HEADINGS[name])
        if name == "table":
            self.close()
            return element._replace(row=None)
        if name == "tr":
            self.close()
            return element._replace(row=Row())
        if name in ("td", "th") and element.row:
            self.cell(element.row)
        return element._replace(kind=element.kind or ("p" if name == "p" else ""))

    def inside(
        self, parent: Box, tag: str, attributes: dict[str, str] | None = None, implied: bool = False
    ) -> Box:
        self.close()
        if tag != "li":
            parent = self.item_of(parent)
        box = Box(tag, self.space, attributes, implied)
        self.space = ""
        parent.children.append(box)
        return box

    def item_of(self, box: Box) -> Box:
        """Where content belongs that is directly in this box: in a list, to its last item, or else to a new one."""
        if box.tag not in ("ul", "ol"):
            return box
        last = box.children[-1] if box.children else None
        if not isinstance(last, Box):
            last = Box("li", self.space)
            box.children.append(last)
            self.space = ""
        return last

    def cell(self, row: Row) -> None:
        if row.several:
            self.close()
            row.separators = 0
        elif row.cells:
            row.separators += 1
        row.cells += 1
        row.filled = row.pending = row.several = False
        self.breaks = 0

    def end(self, name: str) -> None:
        if name == "br":
            self.empty(name, {})
            return
        at = next((at for at in range(len(self.open) - 1, 0, -1) if self.open[at].name == name), 0)
        if not at:
            if name == "p":
                self.boundary()
        elif name in BLOCKS:
            self.leave_block(at)
        elif any(each.name in BLOCKS for each in self.open[at + 1 :]):
            self.take_out(at)
        else:
            self.leave(at)

    def imply(self, ended: set[str], between: set[str]) -> None:
        for at in range(len(self.open) - 1, 0, -1):
            if self.open[at].name in ended:
                self.leave_block(at)
                return
            if self.open[at].name in between:
                return

    def leave_block(self, at: int) -> None:
        within = {}
        if self.open[at].name not in ("td", "th", "caption"):
            opened = pairwise(self.open[at:])
            within = {each.name: (before, each) for before, each in opened if each.name in GOES_ON}
        self.leave(at)
        for name, (before, each) in within.items():
            here = self.open[-1]
            marks = tuple(mark for mark in each.marks if mark not in before.marks + here.marks)
            hidden = here.hidden or (each.hidden and not before.hidden)
            self.open.append(here._replace(name=name, marks=here.marks + marks, hidden=hidden))

    def leave(self, at: int) -> None:
        """End the open elements from the innermost to the one at that place."""
        for element in reversed(self.open[at:]):
            if element.name in ("q", "rt"):
                self.text(closing(element))
            if element.name in ("button", "select", "textarea"):
                self.gap = True
            if element.name in BLOCKS or element.box is not self.open[-2].box:
                self.boundary()
            if element.name in ("table", "tr", "li", "ul", "ol", "menu", "dir", "blockquote"):
                self.close()
            if element.box is not self.open[-2].box:
                element.box.tail, self.space = self.space, ""
            self.open.pop()

    def take_out(self, at: int) -> None:
        """End one element alone: those that began in it stay open, without its marks."""
        before, ended = self.open[at - 1], self.open[at]
        gone = set(ended.marks) - set(before.marks)
        for index in range(at + 1, len(self.open)):
            each = self.open[index]
            self.open[index] = each._replace(
                marks=tuple(mark for mark in each.marks if mark not in gone),
                hidden=each.hidden and (ended.hidden == before.hidden),
            )
        del self.open[at]

    # Text

    def boundary(self) -> None:
        """A block begins or ends here; in a cell it does so only if more text of the cell follows."""
        row = self.open[-1].row
        if row is None:
            self.close()
        else:
            row.pending = row.filled

    def close(self) -> None:
        if not is_blank(unescape("".join("" if text == BREAK else text for text, _ in self.runs))):
            box = self.item_of(self.of.box)
            box.children.append(Block(self.of.kind, self.runs, self.space))
            self.space = ""
        self.runs, self.breaks, self.gap = [], 0, False

    def text(self, words: str) -> None:
        here = self.open[-1]
        if here.hidden or not words:
            return
        if here.pre and "\n" in words:
            first, *others = words.split("\n")
            self.text(first)
            for line in others:
                self.breaks += bool(self.runs)
                self.text(line)
        elif not here.kind and not here.box.tag and not here.pre and "\n" in words.strip(_BLANKS):
            # Typed without the editor: an empty line begins a paragraph.
            first, *others = _EMPTY_LINES.split(words)
            self.piece(first, here)
            for each in others:
                self.close()
                self.piece(each, here)
        else:
            self.piece(words, here)

    def piece(self, words: str, here: Element) -> None:
        if not words:
            return
        if not words.strip(_BLANKS) and not self.runs:
            self.space += words
            return
        if not words.strip(_BLANKS + "\xa0") and (self.breaks or (here.row and here.row.pending)):
            return
        if row := here.row:
            if row.pending:
                self.close()
                row.pending, row.several = False, True
            if row.separators:
                self.add(BETWEEN_CELLS * row.separators, here._replace(marks=()))
                row.separators = self.breaks = 0
            row.filled = True
        if self.breaks == 1 or (self.breaks and row):
            self.add(BREAK, here)
        elif self.breaks:
            self.close()
        elif self.gap and self.runs and not self.runs[-1][0][-1].isspace() and not words[0].isspace():
            words = f" {words}"
        self.breaks, self.gap = 0, False
        self.add(words, here)

    def add(self, words: str, here: Element) -> None:
        if not self.runs:
            self.of = here
        self.runs.append((words if words is BREAK else escaped(words), here.marks))
