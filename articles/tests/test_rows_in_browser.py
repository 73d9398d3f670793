"""Rows of photos and contributors on the story's form: what each thing in them is called, also after a change."""

import pytest
from playwright.sync_api import expect

from articles.models import Contribution, Contributor, Slide


@pytest.fixture
def story(make_article, make_photo):
    story = make_article()
    for position, caption in enumerate(("Quay", "Lighthouse"), start=1):
        Slide.objects.create(article=story, photo=make_photo(caption=caption), position=position)
    for position, name in enumerate(("Ines Calloway", "Jo Strand"), start=1):
        Contribution.objects.create(
            article=story, contributor=Contributor.named(name), role="byline", position=position
        )
    return story


@pytest.fixture
def form(desktop, signed_in, editor, story, address_of):
    page = signed_in(desktop, editor)
    page.goto(address_of(story))
    expect(page.locator(".tiptap")).to_be_visible()
    return page


def choose(page, row, words):
    page.locator(f"#{row} .select2-selection").click()
    page.keyboard.type(words)
    page.locator(".select2-results__option", has_text=words).click()


def headings(page):
    shown = page.locator("#all_slides-group .has_original .inline_label").all_inner_texts()
    return [each.strip() for each in shown]


@pytest.mark.parametrize(("name", "group"), [("Photo", "all_slides"), ("Contributor", "all_contributions")])
def test_a_list_of_choices_is_called_by_its_label_and_its_choice(form, name, group):
    first = {"Photo": "Photo: Quay", "Contributor": "Contributor Ines Calloway"}[name]
    expect(form.get_by_role("combobox", name=first, exact=True)).to_be_visible()
    boxes = form.locator(f"#{group}-group .dynamic-{group}").get_by_role("combobox", name=name)
    expect(boxes).to_have_count(2)
    for _ in range(2):
        form.get_by_role("button", name=f"Add a {name.lower()}", exact=True).click()
    expect(boxes).to_have_count(4)
    # Django numbers those below anew.
    form.locator(f"#{group}-2").get_by_role("button", name="Remove").click()
    expect(boxes).to_have_count(3)
    expect(form.locator(f"#{group}-2").get_by_role("combobox", name=name)).to_have_count(1)


def test_a_photos_list_of_choices_is_described_by_its_help(form):
    expect(form.get_by_role("combobox", name="Photo: Quay")).to_have_accessible_description(
        "Search by caption, credit or creator, or upload one with +."
    )


def test_each_box_to_delete_says_what(form):
    for name in ("Quay", "Lighthouse", "By Ines Calloway", "By Jo Strand"):
        expect(form.get_by_role("checkbox", name=f"Delete {name}", exact=True)).to_have_count(1)


def test_it_is_so_without_scripts(client, editor, story, address_of):
    client.force_login(editor)
    page = client.get(address_of(story)).content.decode()
    assert 'aria-label="Delete Quay"' in page
    assert 'aria-label="Delete By Jo Strand"' in page


def test_links_beside_a_choice_say_whose_they_are(form):
    for name in ("Change selected photo: Quay", "View selected photo: Lighthouse"):
        expect(form.get_by_role("link", name=name, exact=True)).to_be_visible()


def test_what_stands_in_a_row_is_called_by_what_is_chosen_now(form, make_photo):
    make_photo(caption="Harbour master")
    choose(form, "all_slides-0", "Harbour")
    for role, name in (
        ("button", "Move up: Harbour master"),
        ("button", "Move down: Harbour master"),
        ("checkbox", "Delete Harbour master"),
        ("combobox", "Photo: Harbour master"),
        ("link", "Change selected photo: Harbour master"),
    ):
        expect(form.get_by_role(role, name=name, exact=True)).to_have_count(1)
    assert headings(form) == ["1: Harbour master", "2: Lighthouse"]
    form.locator("#id_all_contributions-0-role").select_option("editing")
    expect(form.get_by_role("button", name="Move up: Editing by Ines Calloway")).to_be_visible()


def test_a_photo_that_was_chosen_is_not_lost_by_a_link_pressed_by_mistake(form):
    asked = []
    form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    choose(form, "all_slides-0", "Lighthouse")
    form.get_by_role("link", name="Home", exact=True).click()
    assert asked == ["beforeunload"]


def test_headings_are_numbered_anew_when_rows_are_moved(form):
    form.get_by_role("button", name="Move down: Quay").click()
    expect(form.get_by_role("status").last).to_have_text("Quay: now 2 of 2.")
    assert headings(form) == ["1: Lighthouse", "2: Quay"]
    form.set_viewport_size({"width": 1280, "height": 2600})
    rows = form.locator("#all_slides-group .inline-related.has_original h3")
    rows.nth(1).drag_to(rows.nth(0), target_position={"x": 40, "y": 2})
    expect(rows.nth(0)).to_contain_text("Quay")
    assert headings(form) == ["1: Quay", "2: Lighthouse"]


def test_at_either_end_it_is_said_that_there_is_no_further(form):
    status = form.get_by_role("status").last
    form.get_by_role("button", name="Move up: Quay").click()
    expect(status).to_have_text("Quay: already first.")
    form.get_by_role("button", name="Move down: Lighthouse").click()
    expect(status).to_have_text("Lighthouse: already last.")


@pytest.mark.parametrize("name", ["Photo", "Contributor"])
def test_removing_a_new_row_leaves_the_focus_where_another_is_made(form, name):
    form.get_by_role("button", name=f"Add a {name.lower()}", exact=True).click()
    form.get_by_role("button", name="Remove").click()
    expect(form.get_by_role("button", name=f"Add a {name.lower()}", exact=True)).to_be_focused()


def test_a_contributors_row_is_called_as_the_language_credits_them(
    settings, desktop, signed_in, editor, story, address_of
):
    settings.LANGUAGE_CODE = "de"
    page = signed_in(desktop, editor)
    page.goto(address_of(story))
    page.locator("#all_contributions-0").get_by_role("combobox").first.select_option("editing")
    expect(page.locator("#all_contributions-0 td.original p")).to_contain_text("Redaktion: Ines Calloway")
