"""The desk's and the moderators' forms and lists as they are seen: whole on a narrow screen, with the words that
columns had, and with fields whose edges stand out."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles.models import Contribution, Contributor, Photo, Slide
from comments.models import Report
from newsroom.tests.test_keyboard import contrast

# What is typed into that reaches over the edge of the window, or of a box around it that shows no more than fits.
TOO_WIDE = """() => {
  const found = [];
  const fields = 'input:not([type=hidden]), select, textarea, .prose-editor, .select2-selection';
  for (const field of document.querySelectorAll(`#content :is(${fields})`)) {
    if (!field.checkVisibility() || field.matches('.select2-hidden-accessible')) continue;
    const {left, right} = field.getBoundingClientRect();
    const isOver = (start, end) => left < start - 1 || right > end + 1;
    let over = isOver(0, document.documentElement.clientWidth) ? 'the window' : '';
    for (let box = field.parentElement; box && !over; box = box.parentElement) {
      const {left: start, right: end} = box.getBoundingClientRect();
      if (getComputedStyle(box).overflowX !== 'visible' && isOver(start, end)) over = box.className;
    }
    if (over) found.push(`${field.id || field.className}, ${Math.round(right - left)} wide, over ${over}`);
  }
  return found;
}"""

# Of each field its name, the color of its edge, and of what it lies on, as #rrggbb.
EDGES = """() => {
  const hex = color => '#' + color.match(/\\d+/g).slice(0, 3)
    .map(each => (+each).toString(16).padStart(2, '0')).join('');
  const ground = each => {
    for (let box = each; box; box = box.parentElement) {
      const color = getComputedStyle(box).backgroundColor;
      if (color !== 'rgba(0, 0, 0, 0)') return color;
    }
  };
  const fields = 'input:is([type=text], :not([type])), select, textarea, .tiptap, .select2-selection';
  return [...document.querySelectorAll(`#content :is(${fields})`)]
    .filter(each => each.checkVisibility() && !each.matches('.select2-hidden-accessible'))
    .map(each => [each, getComputedStyle(each).borderTopColor, ground(each.parentElement)])
    .map(([each, edge, below]) => [each.id || each.className, hex(edge), hex(below)]);
}"""


@pytest.fixture
def keeper(desktop, signed_in, make_reader):
    """A page of somebody who may see everything."""
    return signed_in(desktop, make_reader("Keeper", is_staff=True, is_superuser=True))


@pytest.fixture
def photo(jpeg):
    photo = Photo.objects.ingest(jpeg(), caption="The quay", credit_line="C", alt="A quay").photo
    photo.make_renditions()
    return photo


@pytest.fixture
def reported(article, photo, post, reader):
    Slide.objects.create(article=article, photo=photo, position=1)
    contributor = Contributor.named("Ines Calloway")
    Contribution.objects.create(article=article, contributor=contributor, role="byline", position=1)
    comment = post("Buy my boats!", on=article)
    comment.report(Report.Reason.SPAM, "A shop.", by=reader)
    return comment


def test_no_field_is_wider_than_what_shows_it(keeper, article, photo, reported, make_article):
    addresses = {
        "story": reverse("admin:articles_article_change", args=[article.pk]),
        "draft": reverse("admin:articles_article_change", args=[make_article().pk]),
        "photo": reverse("admin:articles_photo_change", args=[photo.pk]),
        "photo to withdraw": reverse("admin:articles_photo_withdrawal", args=[photo.pk]),
        "new photo": reverse("admin:articles_photo_add"),
        "comment": reverse("admin:comments_comment_change", args=[reported.pk]),
    }
    faults = []
    for name, address in addresses.items():
        keeper.goto(address)
        if name in ("story", "draft"):
            expect(keeper.locator(".tiptap")).to_be_visible()
            keeper.get_by_role("button", name="Add a photo").click()
            keeper.get_by_role("button", name="Add a contributor").click()
        for width in (1280, 390, 320):
            keeper.set_viewport_size({"width": width, "height": 900})
            faults += [f"{name}, {width}: {fault}" for fault in keeper.evaluate(TOO_WIDE)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("colors", ["light", "dark"])
def test_the_edge_of_every_field_stands_out(keeper, photo, reported, article, colors):
    keeper.emulate_media(color_scheme=colors)
    seen, faint = set(), []
    for address in (
        reverse("admin:articles_article_change", args=[article.pk]),
        reverse("admin:articles_photo_change", args=[photo.pk]),
        reverse("admin:comments_comment_change", args=[reported.pk]),
        reverse("admin:comments_comment_changelist"),
    ):
        keeper.goto(address)
        if keeper.locator("#id_body").count():
            expect(keeper.locator(".tiptap")).to_be_visible()
        for field, edge, ground in keeper.evaluate(EDGES):
            seen.add(field)
            if contrast(edge, ground) < 3:
                faint.append(f"{field}: {edge} on {ground}")
    assert not faint, "\n".join(faint)
    assert {"id_headline", "id_caption", "id_words", "searchbar"} < seen


def test_on_a_phone_the_queue_keeps_the_words_of_its_columns(keeper, reported):
    keeper.set_viewport_size({"width": 320, "height": 900})
    keeper.goto(reverse("admin:comments_comment_changelist"))
    heads = keeper.locator("#result_list thead")
    words = [each.strip() for each in heads.get_by_role("columnheader").all_text_contents()]
    assert words == ["", "Comment", "Author", "Story", "Reported for", "Open", "State", "Written"]
    assert heads.bounding_box()["height"] <= 1
    before = """(cell) => {
      const contents = [...cell.querySelectorAll("*")].map((each) => getComputedStyle(each, "::before").content);
      return contents.filter((each) => each !== "none").map((each) => each.slice(1, -1)).join("") + cell.textContent;
    }"""
    row = [each.evaluate(before) for each in keeper.locator("#result_list tbody td").all()[1:6]]
    assert [each.split(":")[0] for each in row[2:]] == ["Reported for", "Open reports", "State"]
    assert row[0].startswith("By ") and row[1].startswith("On ")
    # What the focus can come to is seen then.
    keeper.locator("#action-toggle").focus()
    assert heads.bounding_box()["height"] > 20


@pytest.mark.parametrize("width", [1280, 390])
def test_a_contributors_name_and_buttons_stand_above_its_fields(keeper, reported, article, width):
    keeper.set_viewport_size({"width": width, "height": 900})
    keeper.goto(reverse("admin:articles_article_change", args=[article.pk]))
    # Measured at one instant: what is still loading above moves them all.
    tops = keeper.evaluate("""() => {
      const box = (selector) => document.querySelector(selector).getBoundingClientRect();
      const fields = ["#id_all_contributions-0-role", "#id_all_contributions-0-DELETE"];
      return [box("#all_contributions-0 td.original p").bottom, ...fields.map((field) => box(field).top)];
    }""")
    heading, *fields = tops
    assert all(top >= heading - 1 for top in fields)
