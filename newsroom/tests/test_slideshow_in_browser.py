"""The slideshow with its module: what is said, where the focus is, what the history has."""

import re

import pytest
from django.db import transaction
from playwright.sync_api import expect

from articles.models import Photo, Slide


@pytest.fixture
def make_pictured(make_article, editor, jpeg, transactional_db):
    """make_pictured(…text) -> a story with four photos, the third without a caption."""

    def make(**text):
        story = make_article(headline="A story with photographs", **text)
        captions = ["The quay at dawn.", "The crowd", "", "Is it the last one?"]
        for position, caption in enumerate(captions, start=1):
            with transaction.atomic():
                photo = Photo.objects.ingest(
                    jpeg(colour=(position * 50, 90, 120)),
                    credit_line=f"Meridian/Photographer {position}",
                    caption=caption,
                    alt=f"What photo {position} shows",
                ).photo
            Slide.objects.create(article=story, photo=photo, position=position)
        story.publish(editor)
        return story

    return make


@pytest.fixture
def pictured(make_pictured):
    return make_pictured()


LISTEN = """() => { window.heard = [];
    const region = document.querySelector('.slideshow [role=status]');
    new MutationObserver(() => region.textContent && window.heard.push(region.textContent.trim()))
        .observe(region, { childList: true, subtree: true, characterData: true }); }"""


@pytest.fixture
def page(desktop, pictured):
    desktop.goto(pictured.get_absolute_url())
    desktop.evaluate(LISTEN)
    return desktop


def settled(page, number):
    page.wait_for_function(
        """number => { const list = document.querySelector('.slides');
        return Math.abs(Math.abs(list.scrollLeft) - (number - 1) * list.clientWidth) < 2; }""",
        arg=number,
    )


def heard(page):
    """Everything that was in the live region, once what scrolls has come to rest."""
    page.wait_for_timeout(500)
    return page.evaluate("window.heard")


def test_the_photo_shown_is_said_once(page):
    page.locator(".slides").focus()
    page.keyboard.press("ArrowRight")
    settled(page, 2)
    second = "Photo 2 of 4: The crowd. Credit: Meridian/Photographer 2"
    assert heard(page) == [second]
    page.keyboard.press("ArrowRight")
    third = "Photo 3 of 4. Credit: Meridian/Photographer 3"
    assert heard(page) == [second, third]
    page.keyboard.press("ArrowRight")
    fourth = "Photo 4 of 4: Is it the last one? Credit: Meridian/Photographer 4"
    assert heard(page) == [second, third, fourth]
    # At the end nothing turns, and nothing is said.
    page.keyboard.press("ArrowRight")
    assert heard(page) == [second, third, fourth]


def test_what_is_passed_on_the_way_is_not_said(page):
    page.locator(".slides").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "Home", "End"):
        page.keyboard.press(key)
    settled(page, 4)
    assert [each[:12] for each in heard(page)] == ["Photo 4 of 4"]


def test_home_and_end(page):
    page.locator(".slides").focus()
    page.keyboard.press("End")
    settled(page, 4)
    assert heard(page)[-1].startswith("Photo 4 of 4")
    page.keyboard.press("Home")
    settled(page, 1)
    assert heard(page)[-1] == "Photo 1 of 4: The quay at dawn. Credit: Meridian/Photographer 1"


def test_keys_with_a_modifier_are_the_browsers(page):
    page.locator(".slides").focus()
    for key in ("Control+End", "Control+ArrowRight"):
        page.keyboard.press(key)
    assert heard(page) == []
    settled(page, 1)


def test_the_region_is_polite_hidden_and_empties_itself(page):
    region = page.locator(".slideshow [role=status]")
    assert region.evaluate("each => each.getBoundingClientRect().width <= 1")
    page.get_by_role("link", name="Next photo").first.click()
    expect(region).to_contain_text("Photo 2 of 4")
    expect(region).to_have_text("")


@pytest.mark.parametrize("fragment", ["", "#photo-3"])
def test_nothing_is_said_at_load(desktop, pictured, fragment):
    desktop.add_init_script(f"document.addEventListener('DOMContentLoaded', {LISTEN})")
    desktop.goto(f"{pictured.get_absolute_url()}{fragment}")
    settled(desktop, 3 if fragment else 1)
    assert heard(desktop) == []
    assert desktop.locator(".slideshow [role=status]").inner_text() == ""
    # Nor when a screen reader or the page itself scrolls there
    desktop.evaluate("document.querySelector('#photo-2').scrollIntoView()")
    settled(desktop, 2)
    assert heard(desktop) == []


def test_the_links_turn_and_keep_the_focus_without_a_step_in_the_history(page, pictured):
    steps = page.evaluate("history.length")
    # Pressed by key, each time where the focus is
    page.locator("#photo-1").get_by_role("link", name="Next photo").focus()
    top = page.evaluate("scrollY")
    for number in (2, 3):
        page.keyboard.press("Enter")
        settled(page, number)
        expect(page.locator(f"#photo-{number}").get_by_role("link", name="Next photo")).to_be_focused()
        assert page.url.endswith(f"#photo-{number}")
    page.keyboard.press("Enter")
    settled(page, 4)
    # The last has no next.
    expect(page.locator("#photo-4").get_by_role("link", name="Previous photo")).to_be_focused()
    page.keyboard.press("Enter")
    settled(page, 3)
    expect(page.locator("#photo-3").get_by_role("link", name="Previous photo")).to_be_focused()
    assert page.evaluate("history.length") == steps
    assert page.evaluate("scrollY") == top
    page.go_back()
    assert "photo" not in page.url


def test_a_link_opened_in_another_window_shows_its_photo(page):
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Next photo").first.click(modifiers=["Control"])
    settled(opened.value, 2)
    settled(page, 1)


def test_swiped_it_is_said_too(page):
    page.locator(".slides").hover()
    page.mouse.wheel(1000, 0)
    page.wait_for_function("() => document.querySelector('.slides').scrollLeft > 100")
    page.wait_for_function("() => window.heard.length > 0")
    assert len(heard(page)) == 1


def test_in_a_story_from_right_to_left(desktop, make_pictured):
    story = make_pictured(language="ar", place="القصر", source="")
    Photo.objects.filter(caption="The crowd").update(caption="الحشد")
    desktop.goto(story.get_absolute_url())
    desktop.evaluate(LISTEN)
    desktop.locator(".slides").focus()
    desktop.keyboard.press("ArrowRight")
    settled(desktop, 2)
    assert heard(desktop) == ["Photo 2 of 4: الحشد. Credit: Meridian/Photographer 2"]
    # Read in its own language
    assert desktop.locator(".slideshow [role=status] bdi").get_attribute("lang") == "ar"


def test_set_from_right_to_left_the_keys_go_where_they_point(desktop, pictured):
    """The template sets the photos from left to right in every story; the module does not count on it."""

    def turned(route):
        answer = route.fetch()
        body = re.sub(r'lang="en"\s+dir="ltr">(\s*<ol)', r'dir="rtl">\1', answer.text())
        route.fulfill(response=answer, body=body)

    desktop.route(f"**{pictured.get_absolute_url()}", turned)
    desktop.goto(pictured.get_absolute_url())
    assert desktop.locator(".slides").evaluate("each => getComputedStyle(each).direction") == "rtl"
    desktop.locator(".slides").focus()
    desktop.keyboard.press("ArrowLeft")
    settled(desktop, 2)
    desktop.keyboard.press("End")
    settled(desktop, 4)
    desktop.keyboard.press("ArrowRight")
    settled(desktop, 3)


@pytest.mark.parametrize(("language", "mirrored"), [("en", -1), ("ar", 1)])
def test_the_arrows_point_to_where_the_photo_comes_from(desktop, make_pictured, settings, language, mirrored):
    settings.LANGUAGE_CODE = language
    desktop.goto(make_pictured(language="en" if language == "ar" else "ar").get_absolute_url())
    turns = desktop.locator("#photo-2 .turn a [aria-hidden]")
    assert turns.all_text_contents() == ["←", "→"]
    scales = turns.evaluate_all("all => all.map(each => new DOMMatrix(getComputedStyle(each).transform).a)")
    assert scales == [-mirrored, -mirrored]
    before, after = (turns.nth(each).bounding_box()["x"] for each in (0, 1))
    assert (after - before) * -mirrored > 0


def test_accessible_after_a_turn(phone, pictured, axe):
    phone.goto(pictured.get_absolute_url())
    phone.get_by_role("link", name="Next photo").first.tap()
    settled(phone, 2)
    expect(phone.locator(".slideshow [role=status]")).to_contain_text("Photo 2 of 4")
    axe(phone)


def test_what_was_said_goes_also_when_the_window_is_turned_meanwhile(desktop, pictured):
    desktop.clock.install()
    desktop.goto(pictured.get_absolute_url())
    region = desktop.locator(".slideshow [role=status]")
    desktop.get_by_role("link", name="Next photo").first.click()
    settled(desktop, 2)
    desktop.clock.run_for(300)
    expect(region).to_contain_text("Photo 2 of 4")
    desktop.evaluate("document.querySelector('.slides').dispatchEvent(new Event('scroll'))")
    desktop.clock.run_for(6000)
    assert region.text_content() == ""


def test_names_are_read_from_attributes_as_older_browsers_need(desktop, pictured):
    desktop.add_init_script("delete Element.prototype.ariaLabel; delete Element.prototype.role")
    desktop.goto(pictured.get_absolute_url())
    desktop.get_by_role("link", name="Next photo").first.click()
    expect(desktop.locator(".slideshow [role=status]")).to_contain_text("Photo 2 of 4: The crowd.")
