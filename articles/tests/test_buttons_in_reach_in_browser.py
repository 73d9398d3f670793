"""What saves, shows and publishes a story is in reach in every window, and covers nothing that has the focus."""

import pytest
from playwright.sync_api import expect

from articles.models import Slide

WINDOWS = {"phone": (390, 844), "on its side": (844, 390), "tablet": (820, 1180), "desk": (1280, 900)}


@pytest.fixture
def story(make_article, make_photo):
    story = make_article(body="<p>A line of the text.</p>" * 60)
    for position in range(1, 6):
        photo = make_photo(caption=f"Photo {position}")
        Slide.objects.create(article=story, photo=photo, position=position)
    return story


@pytest.fixture(params=WINDOWS, ids=lambda name: name.replace(" ", "-"))
def form(request, open_page, signed_in, editor, story, address_of):
    width, height = WINDOWS[request.param]
    page = open_page(viewport={"width": width, "height": height}, has_touch=width < 1000)
    page = signed_in(page, editor)
    page.goto(address_of(story))
    expect(page.locator(".tiptap")).to_be_visible()
    return page


def box(locator):
    return locator.bounding_box()


def is_uncovered(locator):
    """Whether it is, once what was scrolled has come to rest; where it stays covered, after three seconds."""
    return locator.evaluate("""async (each) => {
      const isUncovered = () => {
        const { left, top, width, height } = each.getBoundingClientRect();
        return each.contains(document.elementFromPoint(left + width / 2, top + height / 2));
      };
      for (let tries = 0; tries < 60 && !isUncovered(); tries++) await new Promise((done) => setTimeout(done, 50));
      return isUncovered();
    }""")


def test_save_preview_and_publish_are_in_reach_wherever_one_is(form):
    for name in ("Photo 1", "Photo 3", "Photo 5"):
        form.locator("h3", has_text=name).evaluate("each => each.scrollIntoView({ block: 'center' })")
        for button in ("_save", "_preview", "_publish", "_schedule"):
            locator = form.locator(f"[name={button}]")
            expect(locator).to_be_in_viewport(ratio=1)
            assert is_uncovered(locator), button


def test_they_leave_most_of_the_window_to_the_story(form):
    height = form.viewport_size["height"]
    assert box(form.locator(".submit-row"))["height"] < max(height * 0.16, 64)
    assert form.evaluate("document.documentElement.scrollWidth") <= form.viewport_size["width"]


def test_the_list_of_pages_takes_no_room_from_a_form_that_has_little(form):
    assert form.locator("#nav-sidebar").is_visible() == (form.viewport_size["width"] >= 1024)
    if form.viewport_size["width"] < 1024:
        assert box(form.locator("#article_form"))["width"] > form.viewport_size["width"] * 0.9


def test_no_field_that_has_the_focus_is_covered(form):
    form.locator("#id_headline").focus()
    for _ in range(45):
        form.keyboard.press("Tab")
        hidden = form.evaluate("""() => {
          const each = document.activeElement, bar = document.querySelector(".submit-row");
          if (each === document.body || bar.contains(each) || each.matches(".tiptap")) return null;
          const own = each.getBoundingClientRect(), over = bar.getBoundingClientRect();
          return own.bottom > over.top + 1 && own.top < over.bottom ? each.outerHTML : null;
        }""")
        assert hidden is None


def test_nor_is_the_line_that_is_written(form):
    form.locator(".tiptap").evaluate("each => each.editor.commands.focus('end')")
    for _ in range(3):
        form.keyboard.press("Enter")
        form.keyboard.type("The last line.")
    caret = form.evaluate("getSelection().getRangeAt(0).getBoundingClientRect().bottom")
    assert caret <= box(form.locator(".submit-row"))["y"]


def test_the_editors_buttons_stay_in_reach_in_a_long_story(form):
    last = form.locator(".tiptap p").last
    bold = form.get_by_role("button", name="bold")
    # Whatever still comes in above moves the text away from where it was scrolled to.
    form.wait_for_load_state("networkidle")
    last.evaluate("each => each.scrollIntoView({ block: 'center' })")
    expect(last).to_be_in_viewport()
    expect(bold).to_be_in_viewport(ratio=1)
    assert is_uncovered(bold)
