"""The list of sections above each page where it is wider than the window: no script turns it."""

from pathlib import Path

import pytest
from django.conf import settings

from articles.models import Section

NAMES = ["World", "Business", "Politics", "Science", "Technology", "Culture", "Sports", "Opinion", "Weekend"]
# Whether all of it is within the list's own edges, and whether nothing lies over what is.
IN_SIGHT = """each => { const own = each.getBoundingClientRect();
    const list = document.querySelector('.sections').getBoundingClientRect();
    const left = Math.max(own.left, list.left), right = Math.min(own.right, list.right);
    const seen = [left + 1, right - 1].map(x => document.elementFromPoint(x, (own.top + own.bottom) / 2));
    const isWhole = own.left >= list.left - 1 && own.right <= list.right + 1;
    return { isWhole, isFree: seen.every(it => each.contains(it)) }; }"""


@pytest.fixture
def narrow(open_page, transactional_db, make_article, editor):
    for position, name in enumerate(NAMES):
        section, _ = Section.objects.update_or_create(
            name=name, defaults={"slug": name.lower(), "position": position}
        )
        make_article(headline=f"All of {name}", section=section).publish(editor)
    page = open_page(viewport={"width": 390, "height": 844}, java_script_enabled=False)

    # As browsers do that know no property by which a list could say where it begins.
    def without(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("scroll-initial-target", "x"))

    page.route("**/*.css", without)
    return page


@pytest.mark.parametrize("name", ["World", "Technology", "Weekend"])
def test_the_section_that_a_page_is_of_is_in_sight_at_once(narrow, name):
    narrow.goto(f"/section/{name.lower()}/")
    current = narrow.locator(".sections [aria-current]")
    assert current.inner_text() == name
    assert current.evaluate(IN_SIGHT) == {"isWhole": True, "isFree": True}


@pytest.mark.parametrize("name", ["World", "Technology", "Weekend"])
def test_it_lies_over_no_other(narrow, name):
    narrow.goto(f"/section/{name.lower()}/")
    edges = narrow.locator(".sections a").evaluate_all(
        "all => all.map(each => [each.getBoundingClientRect().left, each.getBoundingClientRect().right])"
    )
    assert len(edges) == len(NAMES)
    assert all(right <= left for (_, right), (left, _) in zip(edges, edges[1:], strict=False))


@pytest.mark.parametrize("name", ["World", "Technology", "Weekend"])
def test_it_lets_the_reader_scroll_to_all_others(narrow, name):
    narrow.goto(f"/section/{name.lower()}/")
    narrow.locator(".sections a").first.wait_for()
    for at in (0, 10_000):
        narrow.locator(".sections").evaluate("(list, at) => { list.scrollLeft = at; }", at)
        narrow.wait_for_timeout(100)
        shown = narrow.locator(".sections a").nth(0 if at == 0 else -1).evaluate(IN_SIGHT)
        assert shown["isWhole"], at


@pytest.mark.parametrize("name", ["World", "Technology", "Weekend"])
def test_it_hides_no_other_that_has_the_focus(narrow, name):
    narrow.goto(f"/section/{name.lower()}/")
    links = narrow.locator(".sections a")
    assert links.count() == len(NAMES)
    for number in [*range(links.count()), *reversed(range(links.count()))]:
        links.nth(number).focus()
        # A browser turns the list for one that is out of sight, not for one that is seen in part.
        assert links.nth(number).evaluate(IN_SIGHT)["isFree"], (name, number)


def test_no_sheet_has_what_the_standards_checker_does_not_know():
    for sheet in Path(settings.BASE_DIR).glob("*/static/**/*.css"):
        assert "scroll-initial-target" not in sheet.read_text(), sheet.name
