"""What HTML's elements and their styles mean for the words in them."""

import re
from typing import TYPE_CHECKING

import regex

from core.rich_text.boxes import Marks, escaped
from core.rich_text.links import target

if TYPE_CHECKING:
    from core.rich_text.blocks import Element

EMPTY = set("area base br col embed hr img input link meta param source track wbr".split())  # noqa: SIM905
BLOCKS = set(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "  # noqa: SIM905
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup html legend li listing main menu nav ol optgroup "
    "option p pre search section summary table tbody td text textarea tfoot th thead tr ul xmp".split()
)
LISTS = {"ul": "ul", "ol": "ol", "menu": "ul", "dir": "ul"}
HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}
_MARKS = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em", "sup": "sup", "sub": "sub"}
# Elements of what was struck out, and of what no page shows.
UNSEEN = set(
    "del s strike annotation audio canvas datalist desc metadata noscript object rp template video xml".split()  # noqa: SIM905
)
PREFORMATTED = {"pre", "listing", "textarea", "xmp"}
# {element that begins: (open elements that it ends, elements that prevent this where they lie between)}
ENDS = {
    "li": ({"li"}, {"ul", "ol", "menu", "dir"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "tr": ({"tr"}, {"table"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "option": ({"option"}, {"select"}),
    "rt": ({"rt", "rp"}, {"ruby"}),
    "rp": ({"rt", "rp"}, {"ruby"}),
    "a": ({"a"}, {"table"}),
}
# Where one of these is still open at the end of its block, it goes on behind it; but not out of a cell.
GOES_ON = {"a", "b", "em", "i", "s", "strike", "strong"}
# Their parts are kept apart: a fraction's two numbers are not one.
MATHS = {"mfrac", "mover", "mroot", "msub", "msubsup", "msup", "mtd", "munder"}
# Types of input whose value is seen.
FIELDS = {"text", "button", "submit", "reset", "search", "number", "email", "tel", "url"}
PICTOGRAPH = regex.compile(r"[\p{Extended_Pictographic}\p{Regional_Indicator}]")


def hides(style: dict[str, str]) -> bool:
    struck = style.get("text-decoration", "") + style.get("text-decoration-line", "")
    return (
        "line-through" in struck
        or style.get("display", "").startswith("none")
        or style.get("visibility", "").startswith("hidden")
        or style.get("mso-hide", "") == "all"
    )


def marked(marks: Marks, name: str, attributes: dict[str, str], style: dict[str, str]) -> Marks:
    """The marks within this element, in the order in which they began; a heading is bold without a mark."""
    weight = "" if name in HEADINGS else style.get("font-weight", "")
    slant = style.get("font-style", "")
    wanted = {_MARKS.get(name)}
    if re.match("bold|[6-9]00", weight):
        wanted.add("strong")
    elif weight:
        wanted.discard("strong")
        marks = tuple(mark for mark in marks if mark != "strong")
    if slant.startswith(("italic", "oblique")):
        wanted.add("em")
    elif slant:
        wanted.discard("em")
        marks = tuple(mark for mark in marks if mark != "em")
    wanted.add({"super": "sup", "sub": "sub"}.get(style.get("vertical-align", "")))
    marks += tuple(mark for mark in ("strong", "em", "sup", "sub") if mark in wanted and mark not in marks)
    if name == "a" and (address := target(attributes.get("href", ""))):
        quoted = escaped(address).replace('"', "&quot;")
        marks += (f'a href="{quoted}"',)
    return marks


def opening(name: str, within: "Element") -> str:
    return "(" if name == "rt" else "“‘"[within.quotes % 2]


def closing(element: "Element") -> str:
    return ")" if element.name == "rt" else "”’"[(element.quotes - 1) % 2]
