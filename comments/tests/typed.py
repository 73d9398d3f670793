"""What can be typed: pieces that went wrong somewhere, and what is read of the HTML that is made of them."""

import html
import re

from hypothesis import strategies

PIECES = [
    *(
        "https://e.org",
        "http://e.org/a",
        "HTTPS://E.ORG:8080/?q=",
        "www.e.org",
        "e.org",
        "ftp://",
        "mailto:a@e.org",
    ),
    *(
        "https://",
        "http:",
        "://",
        "www.",
        "//",
        "/",
        "?",
        "#",
        "@",
        ":",
        ":80",
        "&",
        "=",
        "%25",
        "%2525",
        "%E9",
        "%",
    ),
    *(
        "&amp;",
        "&lt;",
        "&#x27;",
        "<",
        ">",
        '"',
        "'",
        "`",
        "<br>",
        "</p>",
        '<a href="',
        "*",
        "_",
        "~",
        "|",
        "-",
        "+",
    ),
    *"()[]{}«»“”„‟‘’‚‹›「」『』《》〈〉【】（）［］༺༻",
    *(".", ",", ";", "!", "…", "。", "、", "，", "！", "？", "；", "—", "–", "،", "؟", "।", "׃", "།", "・"),
    *(
        "a",
        "b1",
        "é",
        "e\u0301",
        "\u0301",
        "\u0489",
        "\u20e3",
        "\ufe0f",
        "\u200d",
        "\u200c",
        "\u034f",
        "\u0e47",
    ),
    *(
        "שָׁלוֹם",
        "مُحَمَّدٌ",
        "क्षि",
        "ที่นี่",
        "漢字",
        "한글",
        "\u1112\u1161\u11ab",
        "Ελλάς",
        "Привет",
        "ཀྵྨ",
        "👩‍👧",
        "🇺🇳",
        "1️⃣",
    ),
    *(
        "\u200e",
        "\u200f",
        "\u202a",
        "\u202b",
        "\u202c",
        "\u202d",
        "\u202e",
        "\u2066",
        "\u2067",
        "\u2068",
        "\u2069",
    ),
    *(
        " ",
        "  ",
        "\t",
        "\u00a0",
        "\u3000",
        "\ufeff",
        "\u200b",
        "\u00ad",
        "\u2800",
        "\u3164",
        "\uffa0",
        "\U000e0041",
    ),
    *(
        "\n",
        "\r\n",
        "\r",
        "\n\n\n",
        "\v",
        "\f",
        "\x1c",
        "\x1f",
        "\x85",
        "\u2028",
        "\u2029",
        "\x00",
        "\x1b",
        "\x7f",
        "\ud83d",
    ),
]
texts = strategies.lists(strategies.sampled_from(PIECES) | strategies.characters(), max_size=40).map("".join)


def text_of(made):
    """As a browser reads it: paragraphs and line breaks, tags gone, entities resolved."""
    made = re.sub(r"</p>\n\n<p[^>]*>", "\n\n", made).replace("<br>", "\n")
    return html.unescape(re.sub(r"<[^>]*>", "", made))


def links_of(made):
    """[(target, what is shown of it)]"""
    found = re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', made)
    return [(html.unescape(target), text_of(shown)) for target, shown in found]
