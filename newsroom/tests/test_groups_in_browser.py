"""Reporters, the picture desk and editors at their work, by clicks: what each needs is on the page that they are on."""

import pytest
from playwright.sync_api import expect

from articles.models import Article, Contributor, Photo, Slide

DESK = "/admin/articles"


@pytest.fixture
def photo(transactional_db, jpeg):
    return Photo.objects.ingest(jpeg(), caption="Quay", alt="A quay", credit_line="Strait Pool").photo


def choose(page, box, words):
    page.locator(f"{box} .select2-selection").click()
    page.keyboard.type(words)
    page.locator(".select2-results__option", has_text=words).click()


def test_a_reporter_begins_a_story_with_new_and_known_photos_and_contributors(
    desktop, signed_in, make_staff, section, photo, jpeg
):
    Contributor.named("Ines Calloway")
    page = signed_in(desktop, make_staff("LenaHartvig", "Reporters"))
    page.goto("/admin/")
    page.locator(".model-article").get_by_role("link", name="Add").click()
    expect(page.locator(".tiptap")).to_be_visible()
    page.get_by_label("Section").select_option("World")
    page.get_by_label("Headline").fill("Ferry sails again")
    page.locator(".tiptap").click()
    page.keyboard.type("It sailed at noon.")
    page.get_by_role("button", name="Add a photo").click()
    choose(page, "#all_slides-0", "Quay")
    page.get_by_role("button", name="Add a photo").click()
    with page.expect_popup() as opened:
        page.locator("#all_slides-1").get_by_role("link", name="Add another photo").click()
    window, file = opened.value, jpeg(700, 500, colour="tan").read()
    window.set_input_files(
        "input[name=original]", {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": file}
    )
    window.get_by_label("Credit line").fill("Meridian/Hartvig")
    window.get_by_label("Caption").fill("The ferry")
    window.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#all_slides-1 .field-picture")).to_contain_text("Credit: Meridian/Hartvig")
    page.get_by_role("button", name="Add a contributor").click()
    choose(page, "#all_contributions-0", "Ines Calloway")
    page.get_by_role("button", name="Add a contributor").click()
    with page.expect_popup() as opened:
        page.locator("#all_contributions-1").get_by_role("link", name="Add another contributor").click()
    opened.value.get_by_label("Name").fill("Jo Strand")
    expect(opened.value.get_by_label("Account")).to_have_count(0)
    opened.value.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#all_contributions-1 .select2-selection")).to_contain_text("Jo Strand")
    for name in ("Publish now", "Schedule", "Kill"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messagelist")).to_contain_text("Saved.")
    story = Article.objects.get()
    assert (story.created_by.username, story.status) == ("LenaHartvig", "draft")
    assert [each.photo.caption for each in story.slides] == ["Quay", "The ferry"]
    assert [each.contributor.name for each in story.contributions] == ["Ines Calloway", "Jo Strand"]
    page.goto(f"{DESK}/article/")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Revisions", exact=True).last.click()
    expect(page.get_by_role("heading", name="Revisions")).to_be_visible()


def test_the_picture_desk_changes_the_photos_of_anothers_draft(
    desktop, signed_in, make_staff, make_article, photo
):
    story = make_article(headline="Of another")
    Slide.objects.create(article=story, photo=photo, position=1)
    page = signed_in(desktop, make_staff("JonasWick", "Picture desk"))
    page.goto(f"{DESK}/article/")
    page.get_by_role("link", name="Of another").click()
    expect(page.get_by_text("You can change its photos here.")).to_be_visible()
    expect(page.get_by_text("The ferry will sail again.")).to_be_visible()
    assert page.locator("#id_headline, #id_body, .tiptap").count() == 0
    page.locator("#id_all_slides-0-caption").fill("For this story")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messagelist")).to_contain_text("Saved.")
    assert story.slides.get().caption == "For this story"


def test_what_the_picture_desk_typed_is_kept_by_the_browser_and_given_back(
    desktop, signed_in, make_staff, make_article, photo
):
    story = make_article(headline="Of another")
    Slide.objects.create(article=story, photo=photo, position=1)
    page = signed_in(desktop, make_staff("JonasWick", "Picture desk"))
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{DESK}/article/{story.pk}/change/")
    page.locator("#id_all_slides-0-caption").fill("An hour of thought")
    page.wait_for_function("() => Object.keys(localStorage).some((name) => name.startsWith('draft '))")
    page.goto("/admin/")
    page.goto(f"{DESK}/article/{story.pk}/change/")
    page.get_by_role("button", name="Use it").click()
    expect(page.locator("#id_all_slides-0-caption")).to_have_value("An hour of thought")


def test_an_editor_says_by_clicks_whose_account_a_contributor_is(
    desktop, signed_in, make_staff, editor, reader
):
    reporter, contributor = make_staff("LenaHartvig", "Reporters"), Contributor.named("Lena Hartvig")
    page = signed_in(desktop, editor)
    page.goto(f"{DESK}/contributor/{contributor.pk}/change/")
    page.locator(".field-person .select2-selection").click()
    page.keyboard.type(reader.username)
    expect(page.get_by_text("No results found")).to_be_visible()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Lena")
    page.locator(".select2-results__option", has_text="LenaHartvig").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    contributor.refresh_from_db()
    assert contributor.person == reporter
