"""The German and the Arabic edition: what axe says of every page, and whether their words have room."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.urls import reverse

from newsroom.tests.test_accessible import GROUPS, dressed
from newsroom.tests.test_accessible_admin import admin, faults, pictured, reported  # noqa: F401 - fixtures
from newsroom.tests.test_accessible_sizes import cut_off

pytestmark = [pytest.mark.long, pytest.mark.django_db]

EDITIONS = {
    "de": {"LANGUAGE_CODE": "de", "LANGUAGES": [("de", "Deutsch")]},
    "ar": {"LANGUAGE_CODE": "ar", "LANGUAGES": [("ar", "العربيّة")], "DIGITS": "٠١٢٣٤٥٦٧٨٩"},
}


@pytest.fixture(scope="module", params=EDITIONS)
def edition(request, pages_in):
    """All pages of every_page in one language."""
    return pages_in(request.param, **EDITIONS[request.param])


@pytest.fixture
def tab(browser, edition):
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    context.add_init_script(AXE_SCRIPT)
    edition.serve(context)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("group", GROUPS)
def test_axe_finds_no_fault_and_nothing_is_cut_off(tab, edition, group):
    found = []
    for page in edition.groups[group]:
        edition.show(tab, page)
        for dress in ("phone", "desktop"):
            # The direction is the edition's own.
            direction = tab.evaluate("document.documentElement.dir")
            options = dressed(tab, dress)
            tab.evaluate("direction => document.documentElement.dir = direction", direction)
            answer = AxeResults(tab.evaluate("options => axe.run(document, options)", options))
            if answer.violations_count:
                found.append(f"{page.name}, {dress}: {answer.generate_report()}")
        for size in ("zoomed", "spaced, on a phone"):
            found += [f"{page.name}, {size}: {fault}" for fault in cut_off(tab, size)]
    assert not found, "\n\n".join(found)


@pytest.mark.parametrize("language", EDITIONS)
def test_nor_does_it_at_the_desk(admin, reported, faults, settings, language):  # noqa: F811 - fixtures
    for name, value in EDITIONS[language].items():
        setattr(settings, name, value)
    story = reported.discussion.article
    found = []
    for name, address in {
        "the desk": reverse("admin:index"),
        "stories": reverse("admin:articles_article_changelist"),
        "story": reverse("admin:articles_article_change", args=[story.pk]),
        "photo": reverse("admin:articles_photo_change", args=[story.slides.first().photo.pk]),
        "queue": reverse("admin:comments_comment_changelist"),
        "comment": reverse("admin:comments_comment_change", args=[reported.pk]),
    }.items():
        admin.goto(address)
        assert admin.locator("html").get_attribute("lang") == language
        found += faults(name)
    assert not found, "\n".join(found)
