"""Where a link of a body leads: a host name gets its scheme, what leads nowhere is no link, and its words stay."""

import pytest

from core.rich_text.links import target
from core.rich_text.sanitising import sanitise


@pytest.mark.parametrize(
    "typed, leads",
    [
        ("https://e.example/a?b#c", "https://e.example/a?b#c"),
        ("HTTP://e.example", "http://e.example"),
        ("www.example.org/x", "https://www.example.org/x"),
        (" example.org ", "https://example.org"),
        ("example.org:8080/x", "https://example.org:8080/x"),
        ("bücher.example/x", "https://bücher.example/x"),
        ("192.0.2.7/x", "https://192.0.2.7/x"),
        ("//e.example/x", "https://e.example/x"),
        ("https:/e.example/x", "https://e.example/x"),
        ("https:\\\\e.example/x", "https://e.example/x"),
        ("desk@e.example", "mailto:desk@e.example"),
        ("mailto:desk@e.example?subject=a", "mailto:desk@e.example?subject=a"),
        ("tel:+1-555-0100", "tel:+1-555-0100"),
        ("/world/2026/11/28/ferry/", "/world/2026/11/28/ferry/"),
    ],
)
def test_a_target(typed, leads):
    assert target(typed) == leads
    assert target(leads) == leads


@pytest.mark.parametrize(
    "typed",
    ["", "#note", "#_ftn1", "https://", "mailto:", "javascript:x()", "java\nscript:x()", "\x01javascript:x()"]
    + [
        "data:text/html,x",
        "vbscript:x",
        "file:///C:/a.docx#_ftn1",
        "about:blank",
        "../a/b",
        "a.html",
        "notes",
        "?q",
    ]
    + [
        "blob:https://e.example/1",
        "ftp://e.example",
        "x-javascript:alert(1)",
        "javascript://e.example/%0Ax()",
    ],
)
def test_what_leads_nowhere(typed):
    assert target(typed) is None
    assert sanitise(f'<p>a <a href="{typed}">b</a></p>') == "<p>a b</p>"
