"""The desk's main way, in a browser: sign in, write with a photo, preview, publish, correct. And that nothing on the
way breaks the content security policy."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article, Photo, Slide


@pytest.fixture
def at_the_desk(desktop, signed_in, editor):
    """Whatever the browser complains of, a broken policy first of all, fails the test."""
    signed_in(desktop, editor).goto("/admin/")
    return desktop


@pytest.fixture
def open_story(at_the_desk, address_of):
    def open_story(story):
        at_the_desk.goto(address_of(story))
        expect(at_the_desk.locator(".tiptap")).to_be_visible()
        return at_the_desk

    return open_story


def type_body(page, text):
    editor = page.locator(".tiptap")
    editor.click()
    editor.press_sequentially(text)


def test_from_signing_in_to_a_correction(desktop, editor, section, jpeg, tmp_path):
    page = desktop
    photo = tmp_path / "harbour.jpg"
    photo.write_bytes(jpeg().read())

    page.goto("/admin/")
    page.locator("[name=login]").fill(editor.username)
    page.locator("[name=password]").fill("harbour-light-9")
    page.locator("main form button[type=submit]").first.click()
    page.locator("tr.model-article a.addlink").click()
    page.get_by_label("Section:").select_option(label=section.name)
    page.get_by_label("Headline:").fill("Bridge opens early")
    page.get_by_label("Place:").fill("PORT ALDEN")
    page.get_by_label("Source:").fill("Meridian")
    type_body(page, "The bridge opened on Monday.")

    page.locator("#all_slides-group .add-row a").click()
    with page.expect_popup() as popup:
        page.locator("#add_id_all_slides-0-photo").click()
    window = popup.value
    window.get_by_label("File:").set_input_files(photo)
    window.get_by_label("Caption:").fill("The bridge at noon")
    window.get_by_label("Credit line:").fill("Meridian/Strait Pool")
    with window.expect_event("close"):
        window.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#select2-id_all_slides-0-photo-container")).to_contain_text("The bridge at noon")

    with page.expect_popup() as popup:
        page.get_by_role("button", name="Preview").click()
    preview = popup.value
    expect(preview.get_by_role("heading", level=1)).to_have_text("Bridge opens early")
    expect(preview.locator(".body")).to_contain_text("PORT ALDEN (Meridian) – The bridge opened on Monday.")
    preview.close()
    assert not Article.objects.exists()

    page.get_by_role("button", name="Publish now").click()
    expect(page.locator(".refused li")).to_have_text(["Photo 1 has no alternative text."])
    page.get_by_label("Alternative text:").first.fill("A bridge over a harbour")
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator(".status")).to_contain_text("Published")

    type_body(page, " It is 90 metres long.")
    page.get_by_label("Public note:").fill("The bridge is 90 metres long, not 80.")
    page.get_by_role("button", name="Publish correction").click()
    expect(page.locator(".history li")).to_have_count(2)

    page.locator(".status a.address").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bridge opens early")
    expect(page.locator(".correction")).to_contain_text("The bridge is 90 metres long, not 80.")
    expect(page.get_by_alt_text("A bridge over a harbour")).to_be_visible()
    expect(page.locator(".credit")).to_have_text("Credit: Meridian/Strait Pool")
    assert Article.objects.get().revisions.count() == 2
    assert Photo.objects.count() == 1


def test_photos_are_put_in_order_by_dragging(open_story, make_article, jpeg):
    story = make_article()
    for position, name in enumerate(("one", "two", "three"), start=1):
        photo = Photo.objects.ingest(
            jpeg(colour=(position * 60, 9, 9)), caption=name, credit_line="C", alt="A"
        ).photo
        Slide.objects.create(article=story, photo=photo, position=position)
    page = open_story(story)
    rows = page.locator("#all_slides-group .inline-related.has_original h3")
    # Within sight, both ends: the list is longer than the window.
    page.set_viewport_size({"width": 1280, "height": 2600})
    rows.nth(2).drag_to(rows.nth(0), target_position={"x": 40, "y": 2})
    expect(rows.nth(0)).to_contain_text("three")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messagelist")).to_contain_text("Saved.")
    assert [slide.photo.caption for slide in story.slides] == ["three", "one", "two"]


def test_what_was_typed_beside_a_refused_button_is_still_there(open_story, make_article):
    page = open_story(make_article(headline=""))
    type_body(page, "More. ")
    page.locator("[name=publish_at_0]").fill("2001-01-01")
    page.locator("[name=publish_at_1]").fill("12:00")
    page.get_by_role("button", name="Schedule").click()
    expect(page.locator(".refused li")).to_have_text(
        ["It has no headline.", "The time Jan 1, 2001 12:00 PM EST is in the past."]
    )
    expect(page.locator("[name=publish_at_0]")).to_have_value("2001-01-01")
    expect(page.locator(".tiptap")).to_contain_text("More.")


@pytest.mark.parametrize("where", ["article", "photo", "contributor", "revision", "section"])
def test_lists_and_forms_open_without_a_complaint(at_the_desk, article, make_photo, where):
    from articles.models import Contributor

    make_photo()
    Contributor.named("Ines Calloway")
    page = at_the_desk
    page.goto(f"/admin/articles/{where}/")
    page.locator("#result_list tbody a").first.click()
    expect(page).to_have_url(re.compile("/change/"))
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("width", [1280, 390])
def test_no_form_is_wider_than_the_window(open_story, article, width):
    page = open_story(article)
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_editor_is_a_named_field_with_spelling(open_story, article):
    page = open_story(article)
    body = page.get_by_role("textbox", name="Body")
    expect(body).to_have_attribute("spellcheck", "true")


def test_a_link_pressed_by_mistake_loses_no_text(open_story, article):
    page = open_story(article)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_label("Headline:").fill("Typed and not saved")
    page.get_by_role("link", name="Home", exact=True).click()
    expect(page.get_by_label("Headline:")).to_have_value("Typed and not saved")
    assert asked == ["beforeunload"]


def test_what_is_said_of_the_text_is_said_of_the_editor(open_story, article):
    page = open_story(article)
    expect(page.get_by_role("textbox", name="Body")).to_have_accessible_description(
        re.compile("Begin with the first sentence")
    )


def test_the_editors_buttons_say_what_is_on(open_story, article):
    page = open_story(article)
    bold = page.get_by_role("button", name="bold")
    expect(bold).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_role("button", name="undo")).to_have_attribute("aria-disabled", "true")
    page.locator(".tiptap").press("ControlOrMeta+b")
    expect(bold).to_have_attribute("aria-pressed", "true")
    type_body(page, "Words. ")
    undo = page.get_by_role("button", name="undo")
    expect(undo).to_have_attribute("aria-disabled", "false")
    assert undo.get_attribute("aria-pressed") is None


def test_a_refusal_is_told_in_the_title_and_on_the_fields_it_is_about(open_story, make_article, make_photo):
    story = make_article(headline="", body="<p></p>")
    for position in (1, 2):
        Slide.objects.create(
            article=story, photo=make_photo(alt=""), position=position, alt="A" * (position % 2)
        )
    page = open_story(story)
    expect(page).to_have_title(re.compile("^(?!Error)"))
    page.get_by_label("Date to publish on", exact=True).fill("2001-01-01")
    page.get_by_label("Time to publish at", exact=True).fill("12:00")
    page.get_by_role("button", name="Schedule").click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".tiptap")).to_have_attribute("aria-invalid", "true")
    invalid = page.locator("#content [aria-invalid=true][id]").evaluate_all("all => all.map(each => each.id)")
    assert set(invalid) == {
        "id_headline",
        "id_body",
        "id_publish_at_0",
        "id_publish_at_1",
        "id_all_slides-1-alt",
    }


def test_a_correction_without_a_note_is_told_on_the_note(open_story, article):
    page = open_story(article)
    page.get_by_role("button", name="Publish correction").click()
    expect(page.get_by_label("Public note:")).to_have_attribute("aria-invalid", "true")


def test_days_and_times_are_called_by_the_words_before_them_and_described(open_story, make_article):
    story = make_article()
    page = open_story(story)
    fields = {"to publish": "Only for Schedule", "until which": "Only for “Open until a given time”"}
    for words, help_text in fields.items():
        if words == "until which":
            page.goto(f"/admin/articles/article/{story.pk}/discussion/")
        for part in ("Date", "Time"):
            field = page.get_by_role("textbox", name=re.compile(f"^{part} {words}"))
            expect(field).to_have_accessible_description(re.compile(help_text))
            seen = field.evaluate("each => each.previousSibling.textContent.trim().split(' ').pop()")
            assert seen == f"{part}:"


def test_the_links_beside_a_day_or_a_time_say_which_field_they_fill(open_story, make_article):
    story = make_article()
    page = open_story(story)
    names = ["Today: Date to publish on", "Choose a Date: Date to publish on", "Now: Time to publish at"]
    for name in names:
        expect(page.get_by_role("link", name=name, exact=True)).to_have_count(1)
    # Django makes them again.
    page.get_by_role("button", name="Add a photo").click()
    for name in names:
        expect(page.get_by_role("link", name=name, exact=True)).to_have_count(1)
    page.goto(f"/admin/articles/article/{story.pk}/discussion/")
    until = "Choose a Time: Time until which comments are taken"
    expect(page.get_by_role("link", name=until)).to_have_count(1)
