"""Pages for who reads in large letters, zooms in, spaces letters and lines wider, or has colors of their own."""

import pytest

from conftest import DESKTOP
from newsroom.tests.test_accessible import GROUPS

pytestmark = pytest.mark.django_db

# WCAG 1.4.12 names these figures.
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }"""
# Each: the width in CSS pixels, and what the reader's browser adds. 640 zoomed to twice the size are 320 (1.4.10).
SIZES = {
    "zoomed": (320, ""),
    "letters twice as large": (1280, "html { font-size: 200% !important; }"),
    "letters twice as large, on a tablet": (768, "html { font-size: 200% !important; }"),
    "spaced": (1280, SPACED),
    "spaced, on a phone": (390, SPACED),
}
# What hangs over the edge of the page, or is cut off by a box; what has a bar to scroll with or “Show all” is not.
CUT_OFF = """added => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(added);
  document.adoptedStyleSheets = [sheet];
  const found = [], root = document.documentElement, short = each => each.outerHTML.slice(0, 90);
  if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth} wide`);
  const unseen = each => each.closest('.aside, .skip, [hidden]') || !each.checkVisibility();
  const scrolls = each => { for (let box = each; box; box = box.parentElement)
    if (/auto|scroll/.test(getComputedStyle(box).overflowX) && box !== root && box !== document.body) return true; };
  for (const each of document.body.querySelectorAll('*')) {
    if (unseen(each)) continue;
    const style = getComputedStyle(each);
    if (/hidden|clip/.test(style.overflowX + style.overflowY) && each.textContent.trim()
      && !each.matches(':has(+ .fold:not([open]))')
      && (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1))
      found.push(`cut off: ${short(each)}`);
    for (const node of each.childNodes) {
      if (node.nodeType !== 3 || !node.data.trim() || scrolls(each)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects())
        if (box.width && (box.left < -1 || box.right > root.clientWidth + 1)) {
          found.push(`over the edge: ${short(each)}`);
          break;
        }
    }
  }
  return found;
}"""


def cut_off(tab, size):
    width, added = SIZES[size]
    tab.set_viewport_size({"width": width, "height": 900})
    return tab.evaluate(CUT_OFF, added)


@pytest.mark.parametrize("group", GROUPS)
def test_nothing_is_cut_off_and_no_page_scrolls_sideways(tab, every_page, group):
    faults = []
    for page in every_page.groups[group]:
        every_page.show(tab, page)
        for size in SIZES:
            faults += [f"{page.name}, {size}: {fault}" for fault in cut_off(tab, size)]
    assert not faults, "\n".join(faults)


def test_a_box_too_small_for_its_words_would_be_found(tab, every_page):
    every_page.show(tab, every_page.page("comment form"))
    tab.evaluate("document.querySelector('.policy').classList.add('small')")
    tab.set_viewport_size(DESKTOP["viewport"])
    small = ".small { height: 1rem; overflow: hidden }"
    assert any("cut off" in fault and "policy" in fault for fault in tab.evaluate(CUT_OFF, small))
    wide = ".small { width: 200vw; max-width: none !important }"
    assert any("wide" in fault for fault in tab.evaluate(CUT_OFF, wide))
