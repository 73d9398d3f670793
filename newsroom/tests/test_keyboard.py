"""Whoever has no mouse sees where they are, in the order of reading; and every color of the paper can be read."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from conftest import DESKTOP, PHONE

pytestmark = pytest.mark.django_db

PAGES = [
    "front",
    "section",
    "discussion with places that are empty",
    "story, right to left",
    "comment form, too long",
    "report form, no reason",
    "account",
]
# Where the focus is: its ring's width, how far its color stands out from what it lies on, and what hides it.
STOP = """() => {
  const stop = document.activeElement;
  if (stop === document.body || !stop) return null;
  const style = getComputedStyle(stop);
  const offset = parseFloat(style.outlineOffset), width = parseFloat(style.outlineWidth);
  const channels = color => color.match(/[\\d.]+/g).map(Number);
  const light = color => channels(color).slice(0, 3).map(each => each / 255)
    .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
    .reduce((sum, each, at) => sum + each * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = each => {
    for (let box = each; box; box = box.parentElement) {
      const color = getComputedStyle(box).backgroundColor;
      if ((channels(color)[3] ?? 1) > 0.5) return color;
    }
  };
  const [dark, bright] = [light(style.outlineColor), light(ground(offset < 0 ? stop : stop.parentElement))]
    .sort((one, other) => one - other);
  const around = Math.max(offset + width, 0);
  const rows = [...stop.getClientRects()].filter(each => each.width && each.height);
  const hidden = [];
  for (const row of rows) {
    const inside = (box, name) => {
      if (row.left - around < box.left - 1 || row.right + around > box.right + 1)
        hidden.push(`cut off at the side by ${name}`);
      // Of a field that is filled its line with the caret is brought into sight.
      const isHigher = row.height + 2 * around > box.bottom - box.top || stop.matches('textarea');
      if (!isHigher && (row.top - around < box.top - 1 || row.bottom + around > box.bottom + 1))
        hidden.push(`cut off above or below by ${name}`);
    };
    inside({left: 0, top: 0, right: innerWidth, bottom: innerHeight}, 'the window');
    for (let box = stop.parentElement; box && box !== document.body; box = box.parentElement)
      if (getComputedStyle(box).overflowX !== 'visible') inside(box.getBoundingClientRect(), box.className);
    const [x, y] = [(row.left + row.right) / 2, (Math.max(row.top, 0) + Math.min(row.bottom, innerHeight)) / 2];
    const top = document.elementFromPoint(x, y);
    if (!stop.contains(top) && !top?.contains(stop)) hidden.push(`under ${top?.outerHTML.slice(0, 60)}`);
  }
  return {
    at: [...document.querySelectorAll('*')].indexOf(stop),
    tag: stop.outerHTML.slice(0, 100), name: stop.textContent.trim(), rows: rows.length,
    ring: style.outlineStyle === 'none' ? 0 : width, contrast: (bright + 0.05) / (dark + 0.05), hidden,
    top: rows.length ? rows[0].top + scrollY : 0, inMain: !!stop.closest('main'),
  };
}"""
ALL_STOPS = """() => [...document.querySelectorAll(
  'a[href], button, input:not([type=hidden]), textarea, select, [tabindex="0"]')].filter(
  each => each.tabIndex >= 0 && each.checkVisibility() && (each.type !== 'radio' || each === document.querySelector(
    `[name="${each.name}"]:checked`) || each === document.querySelector(`[name="${each.name}"]`))).length"""


def stops(tab):
    """What Tab comes to, from the top of the page to its end."""
    tab.evaluate("document.activeElement.blur()")
    found = []
    while len(found) < 400:
        tab.keyboard.press("Tab")
        stop = tab.evaluate(STOP)
        if stop is None or (found and stop["at"] == found[0]["at"]):
            return found
        found.append(stop)
    raise AssertionError("Tab never comes to the end of the page.")


@pytest.mark.parametrize(("size", "colors"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_the_focus_is_always_seen(tab, every_page, name, colors, size):
    tab.set_viewport_size(size["viewport"])
    tab.emulate_media(color_scheme=colors)
    every_page.show(tab, every_page.page(name))
    found = stops(tab)
    assert len(found) == tab.evaluate(ALL_STOPS)
    faults = []
    for stop in found:
        if stop["ring"] < 2 or stop["contrast"] < 3:
            faults.append(f"no ring to be seen, {stop['ring']} wide, {stop['contrast']:.1f}: {stop['tag']}")
        faults += [f"{why}: {stop['tag']}" for why in stop["hidden"]]
        if not stop["rows"]:
            faults.append(f"has no size: {stop['tag']}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", PAGES)
def test_the_focus_goes_in_the_order_of_reading(tab, every_page, name):
    """On a phone all stands in one column: never back up by more than a line."""
    tab.set_viewport_size(PHONE["viewport"])
    every_page.show(tab, every_page.page(name))
    found = stops(tab)
    assert found[0]["name"] == "Skip to content"
    places = [stop["at"] for stop in found]
    assert places == sorted(places)
    for above, below in zip(found[1:], found[2:], strict=False):
        assert below["top"] > above["top"] - 60, f"{above['tag']}, then {below['tag']}"


def test_the_link_past_the_masthead_leads_past_it(tab, every_page):
    every_page.show(tab, every_page.page("front"))
    tab.keyboard.press("Tab")
    skip = tab.locator(".skip")
    box = skip.bounding_box()
    assert box["x"] >= 0 and box["y"] >= 0 and skip.evaluate("each => each === document.activeElement")
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "content"
    tab.keyboard.press("Tab")
    assert tab.evaluate(STOP)["inMain"]


def test_the_slideshow_is_reached_turned_and_left(tab, every_page):
    every_page.show(tab, every_page.page("story, photos mixed, no comment"))
    at = "document.querySelector('.slides').scrollLeft / document.querySelector('.slides').clientWidth"
    tab.locator(".section-label a").focus()
    for reached in (".byline a", ".slides"):
        tab.keyboard.press("Tab")
        assert tab.evaluate(f"document.activeElement.matches('{reached}')"), reached
    tab.keyboard.press("ArrowRight")
    tab.wait_for_function(f"Math.abs({at} - 1) < 0.01")
    names = []
    while tab.evaluate("!!document.activeElement.closest('.slides')"):
        tab.keyboard.press("Tab")
        names.append(" ".join(tab.evaluate("document.activeElement.textContent").split()))
    turning = [name for name in names if "photo" in name]
    assert turning == ["Next photo →", "← Previous photo", "Next photo →", "← Previous photo"]
    assert len(names) == len(turning) + 1


def test_states_are_seen_in_a_readers_own_colors(tab, every_page):
    """In forced colors grounds and shades are gone: borders, rings and weight say it."""
    tab.emulate_media(forced_colors="active", color_scheme="dark")
    every_page.show(tab, every_page.page("section"))
    edges = tab.evaluate(
        """() => [...document.querySelectorAll('.sections a')].map(each => {
          const style = getComputedStyle(each);
          const isSeen = style.borderBlockEndColor !== 'rgb(0, 0, 0)';
          return [each.hasAttribute('aria-current'), isSeen, style.fontWeight]; })"""
    )
    assert edges[:2] == [[True, True, "600"], [False, False, "400"]]
    every_page.show(tab, every_page.page("comment form, too long"))
    assert all(stop["ring"] >= 2 and stop["contrast"] >= 3 for stop in stops(tab))
    for box in (".button", "textarea", ".form-errors"):
        width, color = tab.locator(box).first.evaluate(
            "each => [parseFloat(getComputedStyle(each).borderTopWidth), getComputedStyle(each).borderTopColor]"
        )
        assert width >= 1 and color != "rgb(0, 0, 0)", box


ROOT = Path(settings.BASE_DIR)
GROUNDS = {"paper", "paper-grey"}
# (a color, what it stands on) wherever the sheets set words; buttons have grounds of their own.
WORDS = [(color, ground) for color in ("ink", "second", "accent") for ground in sorted(GROUNDS)]
WORDS += [("on-accent", "accent"), ("paper", "ink"), ("on-nameplate", "nameplate")]
# What shows where a field is, what is wrong with it, and where the focus is.
EDGES = [("second", "paper"), ("accent", "paper"), ("accent", "paper-grey"), ("ink", "paper")]


def tokens():
    sheet = (ROOT / "core/static/core/css/tokens.css").read_text()
    light, dark = sheet.split("@media (prefers-color-scheme: dark)")
    found = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")
    return {"light": dict(found.findall(light)), "dark": dict(found.findall(light) + found.findall(dark))}


def contrast(one, other):
    """Relative luminance and ratio as WCAG 2 defines them."""

    def luminance(color):
        channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, bright = sorted([luminance(one), luminance(other)])
    return (bright + 0.05) / (dark + 0.05)


def test_contrast_is_reckoned_as_wcag_does():
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("colors", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(WORDS, 4.5), (EDGES, 3)], ids=["words", "edges"])
def test_every_pair_of_colors_stands_out(colors, pairs, least):
    values = tokens()[colors]
    low = {pair: contrast(values[pair[0]], values[pair[1]]) for pair in pairs}
    assert not {pair: ratio for pair, ratio in low.items() if ratio < least}


def test_no_color_is_used_that_is_not_in_those_pairs():
    parts = [path for path in ROOT.glob("*/static/*/css/*.css") if path.name != "tokens.css"]
    assert len(parts) > 20
    sheets = "".join(path.read_text() for path in parts)
    assert not re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", sheets)
    set_as = {
        name: set(re.findall(rf"[;{{\s]{name}: var\(--([\w-]+)\)", sheets))
        for name in ("color", "background")
    }
    assert set_as["color"] <= {color for color, _ in WORDS}
    assert set_as["background"] <= {ground for _, ground in WORDS}
