"""A chief puts the sections in order: by dragging, by buttons, and by numbers where there is no JavaScript."""

import pytest
from playwright.sync_api import expect

from articles.models import Section

LIST = "/admin/articles/section/"


@pytest.fixture
def chief(transactional_db, make_staff):
    for position, name in enumerate(("World", "City", "Sport", "Culture"), start=1):
        Section.objects.create(name=name, position=position)
    return make_staff("RuthHale", "Chiefs")


def row(page, name):
    return page.locator("#result_list tbody tr", has_text=name)


def shown(page):
    return page.locator("#result_list tbody .field-name").all_inner_texts()


def stored():
    return [each.name for each in Section.objects.all()]


def save(page):
    page.get_by_role("button", name="Save the order").click()
    expect(page.get_by_text("The order is saved.")).to_be_visible()


def drag(page, name, onto):
    row(page, name).locator(".handle").scroll_into_view_if_needed()
    begin, end = row(page, name).locator(".handle").bounding_box(), row(page, onto).bounding_box()
    page.mouse.move(begin["x"] + begin["width"] / 2, begin["y"] + begin["height"] / 2)
    page.mouse.down()
    page.mouse.move(begin["x"] + 5, end["y"] + end["height"] / 2, steps=8)
    page.mouse.up()


def test_by_dragging(desktop, signed_in, chief):
    page = signed_in(desktop, chief)
    page.goto(LIST)
    drag(page, "Culture", "World")
    assert shown(page) == ["Culture", "World", "City", "Sport"]
    expect(page.locator("#moved")).to_have_text("Culture: now 1 of 4.")
    assert stored() == ["World", "City", "Sport", "Culture"], "nothing is stored before it is saved"
    drag(page, "World", "Sport")
    save(page)
    assert stored() == shown(page) == ["Culture", "City", "Sport", "World"]


def test_by_keys_alone(desktop, signed_in, chief):
    page = signed_in(desktop, chief)
    page.goto(LIST)
    page.get_by_role("button", name="Move up: Culture").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#moved")).to_have_text("Culture: now 2 of 4.")
    expect(page.get_by_role("button", name="Move up: Culture")).to_be_focused()
    save(page)
    assert stored() == ["World", "Culture", "City", "Sport"]
    page.get_by_role("button", name="Move up: World").press("Enter")
    expect(page.locator("#moved")).to_have_text("World: already first.")


def test_by_numbers_without_javascript(without_javascript, signed_in, chief):
    page = signed_in(without_javascript, chief)
    page.goto(LIST)
    page.get_by_label("Place of Culture").fill("1")
    save(page)
    assert stored() == shown(page) == ["Culture", "World", "City", "Sport"]


def test_one_is_retired_without_javascript(without_javascript, signed_in, chief):
    page = signed_in(without_javascript, chief)
    page.goto(LIST)
    page.get_by_role("link", name="Sport").click()
    page.get_by_role("link", name="Retire").click()
    page.get_by_label("Its stories go to").select_option(label="Culture")
    page.get_by_role("button", name="Retire it").click()
    expect(page.get_by_text("Sport is retired.")).to_be_visible()
    page.goto("/section/sport/")
    assert page.url.endswith("/section/culture/")


def test_the_list_and_the_pages_of_a_section_are_accessible(desktop, signed_in, chief, axe):
    page = signed_in(desktop, chief)
    pk = Section.objects.get(name="Sport").pk
    for address in (LIST, f"{LIST}{pk}/change/", f"{LIST}{pk}/retire/"):
        page.goto(address)
        axe(page)
