"""Axe finds no fault on any kind of page, on a phone, on a desktop, in the dark and from right to left.

Its rules are those of WCAG 2.0, 2.1 and 2.2, A and AA, and its best practices. Two that it leaves out where it is not
asked are asked for: targets of 24 points (2.5.8) and labels that hold what is to be seen (2.5.3).
"""

import pytest
from axe_playwright_python.base import AxeResults

from conftest import DESKTOP, PHONE

pytestmark = pytest.mark.django_db

GROUPS = ["reading", "discussions", "writing", "signing in", "own account", "errors"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASKED_FOR = {name: {"enabled": True} for name in ("target-size", "label-content-name-mismatch")}
ALL = {"runOnly": {"type": "tag", "values": TAGS}, "rules": ASKED_FOR}
# What a page says is the same in every dress; these rules look at how it is drawn.
LOOKS = {"runOnly": ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]}
# Each: the width, the colors, the direction, and what is asked.
DRESSES = {
    "desktop": (DESKTOP, "light", "", ALL),
    "dark": (DESKTOP, "dark", "", LOOKS),
    "phone": (PHONE, "light", "", ALL),
    "right to left": (PHONE, "light", "rtl", LOOKS),
}


def dressed(tab, dress):
    """The tab's page put into a dress; answers axe's options."""
    size, colors, direction, rules = DRESSES[dress]
    tab.set_viewport_size(size["viewport"])
    tab.emulate_media(color_scheme=colors)
    tab.evaluate("direction => document.documentElement.dir = direction", direction)
    # There are no frames here, and no sheets of other sites to fetch.
    return rules | {"resultTypes": ["violations"], "iframes": False, "preload": False}


@pytest.mark.parametrize("group", GROUPS)
def test_every_kind_of_page_in_every_dress(tab, every_page, group):
    faults = []
    for page in every_page.groups[group]:
        every_page.show(tab, page)
        for dress in DRESSES:
            options = dressed(tab, dress)
            found = AxeResults(tab.evaluate("options => axe.run(document, options)", options))
            if found.violations_count:
                faults.append(f"{page.name}, {dress}: {found.generate_report()}")
    assert not faults, "\n\n".join(faults)


def test_these_are_all_groups(every_page):
    assert list(every_page.groups) == GROUPS


def test_a_form_that_is_opened_where_its_link_stands(tab, every_page):
    """Scripts put the form of another page into this one: open, refused, and closed again."""
    talk, form = every_page.page("discussion, signed in"), every_page.page("reply form")
    every_page.show(tab, talk, form)
    link = tab.get_by_role("link", name="Reply to Readeras")
    link.click()
    tab.get_by_label("Your reply to Readeras").wait_for()
    faults = []
    for dress in DRESSES:
        options = dressed(tab, dress)
        found = AxeResults(tab.evaluate("options => axe.run(document, options)", options))
        faults += [f"{dress}: {found.generate_report()}"] if found.violations_count else []
    assert not faults, "\n".join(faults)
    assert link.get_attribute("aria-expanded") == "true"
    assert tab.evaluate("document.activeElement.id") == "id_text"
    tab.keyboard.press("Escape")
    assert link.evaluate("each => each === document.activeElement")


def test_axe_asks_what_is_asked_of_it(tab, every_page):
    """Faults put into a page are found: in the dress that has them, and by the rules that axe itself leaves out."""
    every_page.show(tab, every_page.page("comment form"))
    tab.evaluate(
        """() => { const sheet = new CSSStyleSheet();
        sheet.replaceSync(`.footer li a { padding: 0 !important; font-size: 6px; line-height: 1; }
            .footer ul { display: block !important; }
            @media (prefers-color-scheme: dark) { h1 { color: #222 !important; } }`);
        document.adoptedStyleSheets = [sheet];
        document.querySelector('.button').ariaLabel = 'Go'; }"""
    )
    found = {}
    for dress in DRESSES:
        options = dressed(tab, dress)
        answer = tab.evaluate("options => axe.run(document, options)", options)
        found[dress] = {each["id"] for each in answer["violations"]}
    assert found["dark"] == {"color-contrast", "target-size"}
    assert found["desktop"] == found["phone"] == {"target-size", "label-content-name-mismatch"}
    assert found["right to left"] == {"target-size"}
