"""A photo's row in the story's form, and the windows that its plus and its pencil open."""

import pytest
from playwright.sync_api import expect

from articles.models import Photo, Slide


@pytest.fixture
def story(make_article, make_photo):
    story = make_article()
    Slide.objects.create(article=story, photo=make_photo(caption="Quay", credit_line="", alt=""), position=1)
    return story


@pytest.fixture
def form(desktop, signed_in, editor, story, address_of):
    page = signed_in(desktop, editor)
    page.goto(address_of(story))
    expect(page.locator(".tiptap")).to_be_visible()
    return page


def row(page, number=0):
    return page.locator(f"#all_slides-{number}")


def said(page, number=0):
    return row(page, number).locator(".field-picture")


def test_a_credit_that_was_mended_in_the_pencils_window_is_there_at_once(form):
    expect(said(form)).to_contain_text("Credit: none yet")
    with form.expect_popup() as opened:
        row(form).get_by_role("link", name="Change selected photo").click()
    window = opened.value
    window.get_by_label("Credit line").fill("Meridian/Calloway")
    window.get_by_role("button", name="Save", exact=True).click()
    expect(said(form)).to_contain_text("Credit: Meridian/Calloway")


def test_so_is_one_that_was_mended_in_another_tab(form):
    form.locator("#id_all_slides-0-alt").fill("Boats at a quay")
    Photo.objects.update(credit_line="Strait Pool")
    form.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(said(form)).to_contain_text("Credit: Strait Pool")
    # What was typed beside it and is not saved yet counts too.
    expect(said(form)).to_contain_text("Alternative text: see at the side")
    expect(form.locator("#id_all_slides-0-alt")).to_have_value("Boats at a quay")


def upload(form, jpeg, number):
    row(form, number).scroll_into_view_if_needed()
    with form.expect_popup() as opened:
        row(form, number).get_by_role("link", name="Add another photo").click()
    window = opened.value
    window.set_input_files(
        "input[name=original]", {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": jpeg}
    )
    return window


def test_a_file_that_is_here_already_is_chosen_in_the_row(form, jpeg):
    with_file = Photo.objects.ingest(
        jpeg(), credit_line="Strait Pool", caption="Lighthouse", alt="A tower"
    ).photo
    form.get_by_role("button", name="Add a photo", exact=True).click()
    window = upload(form, jpeg().read(), 1)
    window.get_by_role("button", name="Save", exact=True).click()
    expect(window.get_by_text("This very file is here already: Lighthouse").last).to_be_visible()
    expect(window.get_by_role("alert")).not_to_contain_text("<a")
    with window.expect_event("close"):
        window.get_by_role("button", name="Use that photo").click()
    expect(form.locator("#id_all_slides-1-photo")).to_have_value(str(with_file.pk))
    expect(row(form, 1).get_by_role("combobox", name="Photo")).to_contain_text("Lighthouse")
    expect(said(form, 1)).to_contain_text("Credit: Strait Pool")
    assert Photo.objects.count() == 2


def test_a_new_photo_is_shown_in_its_row_before_the_story_is_saved(form, jpeg):
    form.get_by_role("button", name="Add a photo", exact=True).click()
    expect(said(form, 1)).to_contain_text("Shown when saved.")
    window = upload(form, jpeg().read(), 1)
    window.get_by_label("Credit line").fill("Meridian/Strand")
    window.get_by_role("button", name="Save", exact=True).click()
    expect(said(form, 1)).to_contain_text("Credit: Meridian/Strand")
    photo = Photo.objects.latest("pk")
    photo.write_renditions(["jpg"])
    expect(said(form, 1).get_by_role("img")).to_be_visible()
