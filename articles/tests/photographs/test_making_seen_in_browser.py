"""Who put a photo in sees its renditions come: in the photo's form, in the list, in the story's form, as it stands."""

import pytest
from playwright.sync_api import expect

from articles.models import Photo, Slide


@pytest.fixture
def photo(live_server, jpeg):
    """Nothing of it is made yet."""
    return Photo.objects.ingest(
        jpeg(), credit_line="C", caption="The quay", alt="A quay", make_renditions=False
    ).photo


def looks(page):
    """The requests that the page makes of itself from now on."""
    found = []
    page.on("request", lambda request: found.append(request.url) if request.url == page.url else None)
    return found


def test_the_photos_form_shows_them_one_format_after_the_other(desktop, signed_in, editor, photo):
    page = signed_in(desktop, editor)
    page.goto(f"/admin/articles/photo/{photo.pk}/change/")
    renditions = page.locator(".field-renditions .readonly")
    expect(renditions).to_have_text("0 of 9 made")
    expect(page.get_by_text("being prepared")).to_be_visible()
    page.get_by_label("Caption:").fill("Typed meanwhile")
    photo.write_renditions(["jpg"])
    expect(renditions).to_contain_text("3 of 9 made")
    expect(page.locator(".field-thumbnail img")).to_have_js_property("complete", True)
    expect(page.locator(".field-thumbnail img")).not_to_have_js_property("naturalWidth", 0)
    photo.write_renditions(["avif", "webp"])
    expect(renditions).to_contain_text("9 of 9 made")
    expect(renditions.get_by_role("link")).to_have_count(9)
    # The page was not loaded again, and asks no more.
    expect(page.get_by_label("Caption:")).to_have_value("Typed meanwhile")
    expect(page.locator("[data-making]")).to_have_count(0)
    more = looks(page)
    page.wait_for_timeout(2500)
    assert not more


def test_the_list_and_the_storys_form_show_them_too(
    desktop, open_page, signed_in, editor, photo, make_article
):
    story = make_article()
    Slide.objects.create(article=story, photo=photo, position=1)
    listed, form = signed_in(desktop, editor), signed_in(open_page(), editor)
    listed.goto("/admin/articles/photo/")
    form.goto(f"/admin/articles/article/{story.pk}/change/")
    for page in (listed, form):
        expect(page.get_by_text("being prepared")).to_be_visible()
    photo.write_renditions(["jpg", "avif", "webp"])
    for page in (listed, form):
        expect(page.get_by_role("img", name="A quay")).to_be_visible()
    expect(listed.locator(".field-progress")).to_have_text("9 of 9 made")


def test_without_javascript_it_is_there_when_the_page_is_loaded_again(
    without_javascript, signed_in, editor, photo
):
    page = signed_in(without_javascript, editor)
    page.goto(f"/admin/articles/photo/{photo.pk}/change/")
    photo.write_renditions(["jpg"])
    page.reload()
    expect(page.locator(".field-renditions .readonly")).to_contain_text("3 of 9 made")


def test_what_is_all_made_is_not_asked_for_again(desktop, signed_in, editor, photo):
    photo.write_renditions(["jpg", "avif", "webp"])
    page = signed_in(desktop, editor)
    page.goto("/admin/articles/photo/")
    more = looks(page)
    page.wait_for_timeout(2500)
    assert not more
