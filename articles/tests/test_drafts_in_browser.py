"""What was written in the story form comes back after a crash, the end of a session, or Back: to its writer alone."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article, Contributor, Slide

ADD = "/admin/articles/article/add/"


@pytest.fixture
def page(desktop, signed_in, editor):
    desktop.on("dialog", lambda dialog: dialog.accept())
    return signed_in(desktop, editor)


@pytest.fixture
def story(make_article, make_photo):
    story = make_article(headline="Stored", body="<p>Stored words.</p>")
    for position in (1, 2):
        photo = make_photo(caption=f"Photo {position}")
        Slide.objects.create(article=story, photo=photo, position=position)
    return story


def open_form(page, address):
    page.goto(address)
    expect(page.locator(".tiptap")).to_be_visible()
    return page


def write(page, headline, body):
    page.get_by_label("Headline:").fill(headline)
    page.locator(".tiptap").click()
    page.keyboard.insert_text(body)
    kept(page, body)


def kept(page, words):
    """Wait until the browser has it."""
    page.wait_for_function(
        "words => Object.values(localStorage).some((each) => each.includes(words))", arg=words
    )


def drafts(page):
    return page.evaluate("Object.keys(localStorage).filter((each) => each.startsWith('draft '))")


def offers(page):
    return page.locator("#drafts p")


def test_a_newer_text_is_offered_and_not_put_into_the_form_unasked(page, story, address_of, make_photo):
    make_photo(caption="Harbor")
    Contributor.named("Ines Calloway")
    open_form(page, address_of(story))
    page.locator("#all_slides-group .add-row a").click()
    page.locator("#all_slides-2 .select2-selection").click()
    page.keyboard.type("Harbor")
    page.locator(".select2-results__option", has_text="Harbor").click()
    page.locator("#id_all_slides-2-caption").fill("Typed caption")
    page.locator("#all_contributions-group .add-row a").click()
    page.locator("#all_contributions-0 .select2-selection").click()
    page.keyboard.type("Ines")
    page.locator(".select2-results__option", has_text="Ines").click()
    page.get_by_role("checkbox", name="Delete Photo 1").check()
    write(page, "Typed", "Typed words. ")
    open_form(page, address_of(story))
    expect(page.get_by_label("Headline:")).to_have_value("Stored")
    expect(offers(page)).to_have_count(1)
    expect(offers(page)).to_contain_text(re.compile("Not saved, .*“Typed”, 3 words, 3 photos"))
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_text("Nothing of it is saved yet.")).to_be_visible()
    expect(page.get_by_label("Headline:")).to_have_value("Typed")
    expect(page.locator(".tiptap")).to_contain_text("Typed words.")
    expect(page.locator("#id_all_slides-2-caption")).to_have_value("Typed caption")
    expect(page.locator("#select2-id_all_slides-2-photo-container")).to_contain_text("Harbor")
    expect(page.locator("#select2-id_all_contributions-0-contributor-container")).to_contain_text("Ines")
    expect(page.get_by_role("checkbox", name="Delete Photo 1")).to_be_checked()
    expect(offers(page)).to_have_count(0)
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist")).to_contain_text("Saved.")
    expect(offers(page)).to_have_count(0)
    assert drafts(page) == []
    story.refresh_from_db()
    assert (story.headline, "Typed words." in story.body) == ("Typed", True)
    assert [each.caption for each in story.slides] == ["", "Typed caption"]


def test_thrown_away_it_is_gone(page, story, address_of):
    write(open_form(page, address_of(story)), "Typed", "Typed words. ")
    open_form(page, address_of(story))
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_label("Headline:")).to_be_focused()
    assert drafts(page) == []


def test_what_is_typed_beside_an_offer_is_kept_beside_it(page):
    write(open_form(page, ADD), "First", "First words. ")
    page.reload()
    expect(offers(page)).to_have_count(1)
    write(page, "Second", "Second words. ")
    open_form(page, ADD)
    expect(offers(page)).to_have_count(2)


def test_each_story_has_its_own(page, story, make_article, address_of):
    write(open_form(page, address_of(story)), "Typed", "Typed words. ")
    for other in (ADD, address_of(make_article())):
        open_form(page, other)
        page.wait_for_load_state("networkidle")
        expect(offers(page)).to_have_count(0)


def test_what_is_written_in_another_window_is_not_offered_in_this_one(page, story, address_of):
    write(open_form(page, address_of(story)), "Typed", "Typed words. ")
    other = page.context.new_page()
    open_form(other, address_of(story))
    other.wait_for_load_state("networkidle")
    expect(offers(other)).to_have_count(0)
    write(other, "Other", "Other words. ")
    page.close()
    open_form(other, address_of(story))
    expect(offers(other)).to_have_count(2)


@pytest.mark.parametrize("where", ["new", "stored"])
def test_back_brings_all_of_it_again(page, story, address_of, where):
    address = ADD if where == "new" else address_of(story)
    open_form(page, address)
    page.locator("#all_slides-group .add-row a").click()
    row = 0 if where == "new" else 2
    page.locator(f"#id_all_slides-{row}-caption").fill("Typed caption")
    write(page, "Typed", "Typed words. ")
    for _ in range(2):
        page.goto("/admin/")
        page.go_back()
        expect(page.get_by_label("Headline:")).to_have_value("Typed")
        expect(page.locator(".tiptap")).to_contain_text("Typed words.")
        expect(page.locator(f"#id_all_slides-{row}-caption")).to_have_value("Typed caption")
        expect(page.get_by_text("Nothing of it is saved yet.")).to_be_visible()
    page.go_back()
    expect(page).not_to_have_url(re.compile("/article/"))


def test_back_after_publishing_a_new_story_leads_to_it(page, section):
    open_form(page, ADD)
    page.get_by_label("Section:").select_option(label=section.name)
    write(page, "Bridge opens", "It is open.")
    page.locator("[name=_publish]").click()
    expect(page.locator(".status")).to_contain_text("Published")
    page.go_back()
    expect(page).to_have_url(re.compile(f"/{Article.objects.get().pk}/change/"))
    expect(page.locator("[name=_publish]")).to_have_count(0)


def test_it_is_kept_where_a_session_ends_and_gone_where_its_writer_signs_out(page, story, address_of):
    write(open_form(page, address_of(story)), "Typed", "Typed words. ")
    cookie = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.locator("[name=_save]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please send it once more")
    page.context.add_cookies(cookie)
    open_form(page, address_of(story))
    expect(offers(page)).to_have_count(1)
    page.locator("#logout-form button").click()
    expect(page).not_to_have_url(re.compile("/change/"))
    assert drafts(page) == []


def test_gone_too_where_they_sign_out_by_the_sites_door(page, story, address_of):
    write(open_form(page, address_of(story)), "Typed", "Typed words. ")
    other = page.context.new_page()
    other.goto("/accounts/logout/")
    other.get_by_role("main").get_by_role("button", name="Sign out").click()
    other.get_by_role("link", name="Sign in").first.wait_for()
    assert drafts(other) == []
    # What stands in the other window is kept no more.
    page.get_by_label("Headline:").fill("Typed on")
    page.wait_for_timeout(1000)
    assert drafts(page) == []


def test_another_person_at_the_same_browser_sees_nothing_of_it(
    page, story, address_of, make_staff, signed_in
):
    write(open_form(page, address_of(story)), "Typed", "Typed words. ")
    page.goto("/admin/")
    page.context.clear_cookies(name="sessionid")
    signed_in(page, make_staff("JonasReed", "Editors"))
    open_form(page, address_of(story))
    page.wait_for_load_state("networkidle")
    expect(offers(page)).to_have_count(0)
    page.go_back()
    page.go_back()
    page.wait_for_load_state("networkidle")
    assert "Typed" not in page.content()
    assert page.locator("input, textarea").evaluate_all(
        "all => all.every((each) => !each.value.includes('Typed'))"
    )


def test_a_bodys_megabyte_is_kept(page, section):
    open_form(page, ADD)
    page.locator(".tiptap").evaluate(
        "each => each.editor.commands.setContent('<p>' + 'many words '.repeat(90_000) + '</p>', { emitUpdate: true })"
    )
    kept(page, "many words many words")
    open_form(page, ADD)
    expect(offers(page)).to_contain_text("180000 words")


def test_a_store_that_is_full_costs_nothing(page, section):
    page.goto("/admin/")
    page.evaluate("""() => {
      for (let size = 1_000_000; size > 1; size = size / 10 | 0) {
        try { for (let n = 0; ; n++) localStorage.setItem(`full ${size} ${n}`, "x".repeat(size)); } catch {}
      }
    }""")
    open_form(page, ADD)
    page.get_by_label("Section:").select_option(label=section.name)
    page.get_by_label("Headline:").fill("Typed")
    page.wait_for_timeout(1000)
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist")).to_contain_text("Saved.")


def test_a_preview_leaves_it_unsaved_and_kept(page, story, address_of):
    write(open_form(page, address_of(story)), "Typed", "Typed words. ")
    with page.expect_popup() as popup:
        page.locator("[name=_preview]").click()
    popup.value.close()
    open_form(page, address_of(story))
    expect(offers(page)).to_have_count(1)


def test_a_text_that_was_overtaken_comes_back_and_is_told_so_when_it_is_sent(page, story, address_of, editor):
    write(open_form(page, address_of(story)), "Mine", "My words. ")
    page.goto("/admin/")
    Article.objects.filter(pk=story.pk).update(headline="Theirs", edited_at="2030-01-01T00:00Z")
    open_form(page, address_of(story))
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_label("Headline:")).to_have_value("Mine")
    page.locator("[name=_save]").click()
    expect(page.locator("#id_over")).to_be_visible()
    expect(page.get_by_label("Headline:")).to_have_value("Mine")
    story.refresh_from_db()
    assert story.headline == "Theirs"


def test_who_writes_is_told_when_they_are_signed_in_no_more(page, story, address_of):
    page.clock.install()
    open_form(page, address_of(story))
    page.context.clear_cookies(name="sessionid")
    page.clock.fast_forward("11:00")
    page.get_by_label("Headline:").fill("Typed")
    expect(page.locator("#drafts [role=status]")).to_contain_text("You are not signed in any more")
    kept(page, "Typed")
