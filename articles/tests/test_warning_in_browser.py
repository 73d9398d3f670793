"""Who leaves the story form is warned exactly where something unsaved stands in it."""

import pytest
from playwright.sync_api import expect

from articles.models import Contributor, Slide


@pytest.fixture
def form(desktop, signed_in, editor, make_article, make_photo, address_of):
    story = make_article(body="<p>One  blank &amp; more.</p>\n\n<p>Two<br></p>")
    for position in (1, 2):
        photo = make_photo(caption=f"Photo {position}")
        Slide.objects.create(article=story, photo=photo, position=position)
    Contributor.named("Ines Calloway")
    page = signed_in(desktop, editor)
    page.goto(address_of(story))
    expect(page.locator(".tiptap")).to_be_visible()
    page.wait_for_load_state("networkidle")
    # Without a click or a key no browser asks.
    page.locator("h1").last.click()
    return page


def untouched(page):
    page.wait_for_timeout(1000)


def clicked_into_the_text(page):
    page.locator(".tiptap").click()
    page.get_by_label("Headline:").click()


def typed_and_taken_back(page):
    page.locator(".tiptap").click()
    page.keyboard.type("ab")
    for _ in range(2):
        page.keyboard.press("Backspace")


def undone(page):
    page.locator(".tiptap").click()
    page.keyboard.type("ab")
    page.keyboard.press("ControlOrMeta+z")


def a_row_added_and_removed(page):
    page.locator("#all_slides-group .add-row a").click()
    page.locator("#all_slides-group").get_by_role("button", name="Remove").click()


def a_choice_taken_back(page):
    page.get_by_label("Language:").select_option("ar")
    page.get_by_label("Language:").select_option("en")


def moved_and_moved_back(page):
    page.get_by_role("button", name="Move down: Photo 1").click()
    page.get_by_role("button", name="Move up: Photo 1").click()


def previewed(page):
    with page.expect_popup() as popup:
        page.locator("[name=_preview]").click()
    popup.value.close()


NOTHING = [
    untouched,
    clicked_into_the_text,
    typed_and_taken_back,
    undone,
    a_row_added_and_removed,
    a_choice_taken_back,
    moved_and_moved_back,
    previewed,
]


def typed(page):
    page.locator(".tiptap").click()
    page.keyboard.type("a")


def made_bold(page):
    page.locator(".tiptap").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("ControlOrMeta+b")


def dragged(page):
    page.set_viewport_size({"width": 1280, "height": 2600})
    rows = page.locator("#all_slides-group .inline-related.has_original h3")
    rows.nth(1).drag_to(rows.nth(0), target_position={"x": 40, "y": 2})
    expect(rows.nth(0)).to_contain_text("Photo 2")


def moved_by_keys(page):
    page.get_by_role("button", name="Move down: Photo 1").click()


def today(page):
    page.get_by_role("link", name="Today: Date to publish on").click()


def now(page):
    page.get_by_role("link", name="Now: Time to publish at").click()


def chosen(page):
    page.locator("#all_slides-0 .select2-selection").click()
    page.keyboard.type("Photo 2")
    page.locator(".select2-results__option", has_text="Photo 2").click()


def a_row_added(page):
    page.locator("#all_contributions-group .add-row a").click()


def marked_to_be_deleted(page):
    page.get_by_role("checkbox", name="Delete Photo 1").check()


def typed_and_previewed(page):
    typed(page)
    previewed(page)


def typed_beside_a_refused_button(page):
    page.get_by_label("Date to publish on", exact=True).fill("2001-01-01")
    page.get_by_label("Time to publish at", exact=True).fill("12:00")
    page.get_by_role("button", name="Schedule").click()
    expect(page.locator(".refused")).to_be_visible()
    page.locator("h1").last.click()


def refused(page):
    page.get_by_label("Headline:").fill("x" * 200)
    page.get_by_label("Headline:").evaluate(
        "each => { each.removeAttribute('maxlength'); each.value += 'x'; }"
    )
    page.locator("[name=_save]").click()
    expect(page.locator(".errorlist").first).to_be_visible()
    page.locator("h1").last.click()


SOMETHING = [
    typed,
    made_bold,
    dragged,
    moved_by_keys,
    today,
    now,
    chosen,
    a_row_added,
    marked_to_be_deleted,
    typed_and_previewed,
    typed_beside_a_refused_button,
    refused,
]


def asked(page):
    heard = []
    page.on("dialog", lambda dialog: (heard.append(dialog.type), dialog.accept()))
    page.goto("/admin/")
    return heard


@pytest.mark.parametrize("act", NOTHING, ids=lambda act: act.__name__)
def test_nobody_is_warned_where_nothing_would_be_lost(form, act):
    act(form)
    assert asked(form) == []


@pytest.mark.parametrize("act", SOMETHING, ids=lambda act: act.__name__)
def test_whoever_would_lose_something_is(form, act):
    act(form)
    assert asked(form) == ["beforeunload"]


@pytest.mark.parametrize("keys", ["Control+s", "Meta+s", "ControlOrMeta+s"])
def test_keys_save(form, keys):
    form.locator(".tiptap").click()
    form.keyboard.type("By keys. ")
    form.keyboard.press(keys)
    expect(form.locator(".messagelist")).to_contain_text("Saved.")
    expect(form.locator(".tiptap")).to_contain_text("By keys.")
    assert asked(form) == []
