"""What one comment shows stays in its box, and the others look as if it said nothing unusual."""

import re

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from conftest import DESKTOP

A4 = {"width": 794, "height": 1123}


@pytest.fixture
def said(post, article, live_server):
    """said("text", …) -> the comments in that order."""
    return lambda *texts: [post(text) for text in texts]


def box(page, comment):
    return page.locator(f"#comment-{comment.pk}")


def words(page, comment):
    return page.locator(f"#comment-{comment.pk} .words")


def left_of(page, comment, piece):
    """Where this piece of its words begins on the screen."""
    return page.evaluate(
        """([pk, piece]) => {
            const words = document.querySelector(`#comment-${pk} .words`);
            const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
            for (let node; (node = walker.nextNode());) {
                const at = node.data.indexOf(piece);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + piece.length);
                return range.getBoundingClientRect().left;
            }
        }""",
        [comment.pk, piece],
    )


# More than the HTML of today would show: what the style sheet alone does about it.
HEAPED = "<p>" + "Z" + "\u0301" * 120 + "\u0323" * 120 + "</p>"


def test_no_ink_leaves_its_comment(open_page, said, article):
    page = open_page(**DESKTOP)
    before, heaped, after = said("The one before.", "Heaped", "The one after.")
    pictures = []
    for html in ("<p>Z</p>", HEAPED):
        Comment.objects.filter(pk=heaped.pk).update(html=html)
        article.discussion.refresh_from_db()
        article.discussion.version += 1
        article.discussion.save()
        page.goto(article.get_absolute_url())
        others = [box(page, before).screenshot(), box(page, after).screenshot()]
        pictures.append((others, words(page, heaped).screenshot()))
    (plain, letter), (beside, marks) = pictures
    assert plain == beside
    assert letter != marks, "the marks are to be seen, in their own box"


def test_descenders_and_the_outline_of_a_link_are_not_cut(open_page, said, article):
    page = open_page(**DESKTOP)
    (comment,) = said("https://e.example/ Agjpqy")
    page.goto(article.get_absolute_url())
    pictures = []
    page.locator(f"#comment-{comment.pk} .words a").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    for style in ("", "#comments .words { overflow: visible !important; }"):
        page.evaluate(
            "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s]; }",
            style,
        )
        pictures.append(page.locator("#comments").screenshot())
    assert pictures[0] == pictures[1]


def test_a_tall_comment_folds_and_shows_all_without_javascript(without_javascript, said, article):
    page = without_javascript
    tall, short = said("\n".join("abcdefgh" * 50), "Short.")
    page.goto(article.get_absolute_url())
    assert box(page, tall).bounding_box()["height"] < 900
    assert box(page, short).locator("details").count() == 0
    # Speech, copy and search have the whole of it.
    assert words(page, tall).inner_text() == tall.text
    page.get_by_text("Show all").click()
    assert box(page, tall).bounding_box()["height"] > 9000
    page.get_by_text("Show all").click()
    assert box(page, tall).bounding_box()["height"] < 900


def test_a_paragraph_that_is_tall_on_a_phone_alone_folds_there_alone(phone, open_page, said, article):
    (comment,) = said("One more word. " * 100)
    phone.goto(article.get_absolute_url())
    assert 500 < box(phone, comment).bounding_box()["height"] < 900
    phone.get_by_text("Show all").tap()
    assert box(phone, comment).bounding_box()["height"] > 1000
    desk = open_page(**DESKTOP)
    desk.goto(article.get_absolute_url())
    expect(desk.get_by_text("Show all")).not_to_be_visible()
    assert words(desk, comment).evaluate("each => each.scrollHeight == each.clientHeight")


def test_who_follows_a_link_to_a_tall_comment_sees_it_whole(open_page, said, article):
    page = open_page(**DESKTOP)
    _, tall = said("Before", "\n".join("abcdefgh" * 50))
    page.goto(tall.get_absolute_url())
    expect(box(page, tall)).to_be_in_viewport()
    assert box(page, tall).bounding_box()["height"] > 9000
    expect(page.get_by_text("Show all")).not_to_be_visible()


def test_a_link_within_the_folded_part_is_seen_when_the_keyboard_is_on_it(open_page, said, article):
    page = open_page(**DESKTOP)
    (tall,) = said("\n".join("abcdefgh" * 50) + "\nhttps://e.example/last")
    page.goto(article.get_absolute_url())
    page.keyboard.press("Tab")
    link = words(page, tall).locator("a")
    link.focus()
    expect(link).to_be_in_viewport()
    assert box(page, tall).bounding_box()["height"] > 9000


def test_on_paper_it_is_whole(open_page, said, article):
    page = open_page(viewport=A4)
    (tall,) = said("\n".join("abcdefgh" * 50))
    # The page of a story is printed without its discussion, that of a thread with it.
    page.goto(f"{article.get_absolute_url()}thread/{tall.number}/")
    page.emulate_media(media="print")
    assert box(page, tall).bounding_box()["height"] > 6000
    expect(page.get_by_text("Show all")).not_to_be_visible()


def test_one_long_word_or_wide_letters_make_no_page_wider(phone, said, article):
    said(
        "W" * 2000,
        "﷽" * 300,
        "https://e.example/" + "a" * 900,
        "\U0001242b" * 300,
        "\t" * 900 + "x",
        " " * 900 + "x",
    )
    phone.goto(article.get_absolute_url())
    assert phone.evaluate("document.documentElement.scrollWidth") == 390


def test_each_paragraph_has_its_own_direction(open_page, said, article):
    page = open_page(**DESKTOP)
    (comment,) = said("An English line.\nשלום לכולם\n\nمرحبا بكم\n\nEnglish again (so).")
    page.goto(article.get_absolute_url())
    column = words(page, comment).bounding_box()
    middle = column["x"] + column["width"] / 2
    assert left_of(page, comment, "An English") < middle and left_of(page, comment, "English again") < middle
    assert left_of(page, comment, "שלום") > middle and left_of(page, comment, "مرحبا") > middle


@pytest.mark.parametrize(
    "mark", ["\u202e", "\u202b", "\u2067", "\u2067\u202e", "\u2068\u05d0", "\u202e\u202e\u2067\u2066"]
)
def test_direction_marks_stay_in_their_line(open_page, said, article, mark):
    page = open_page(**DESKTOP)
    plain, turned = said("first\nsecond third", f"{mark}first\nsecond third")
    page.goto(article.get_absolute_url())
    for piece in ("second", "third"):
        assert left_of(page, turned, piece) == left_of(page, plain, piece)
    fact = "#comment-{} .facts"
    places = [page.locator(fact.format(each.pk)).bounding_box()["x"] for each in (plain, turned)]
    assert places[0] == places[1]


@pytest.mark.parametrize("before", ["\u202e", "\u2067", "\u202b", "שלום ", "مرحبا، "])
def test_a_link_shows_the_order_of_its_target(open_page, said, article, before):
    page = open_page(**DESKTOP)
    (comment,) = said(f"{before}https://e.example/gpj.exe?a=1 after")
    page.goto(article.get_absolute_url())
    places = [left_of(page, comment, piece) for piece in ("https", "e.example", "gpj", "exe", "a=1")]
    assert places == sorted(places)


def test_a_poem_keeps_its_shape_also_when_it_is_copied(open_page, said, article):
    page = open_page(**DESKTOP)
    (comment,) = said("The fog comes\n        on little cat feet.\n\n\tIt sits  looking")
    page.goto(article.get_absolute_url())
    assert words(page, comment).inner_text() == comment.text
    assert left_of(page, comment, "on little") > left_of(page, comment, "The fog") + 30


def test_the_moderators_page_of_a_tall_comment_keeps_the_decision_near(
    open_page, signed_in, said, article, moderator
):
    page = signed_in(open_page(**DESKTOP), moderator)
    (tall,) = said("\n".join("abcdefgh" * 50))
    tall.report("spam", "Z" + "\u0301" * 300)
    page.goto(f"/admin/comments/comment/{tall.pk}/change/")
    assert page.locator("#decision-title").bounding_box()["y"] < 1600
    assert page.locator("td[dir=auto]").first.inner_text() == "Z" + "\u0301" * 4
    page.get_by_text("Show all").click()
    assert page.locator("#decision-title").bounding_box()["y"] > 4000


def test_ones_own_tall_comments_fold_too(open_page, signed_in, post, live_server, reader, axe):
    page = signed_in(open_page(**DESKTOP), reader)
    post("\n".join("abcdefgh" * 50), author=reader)
    page.goto("/comments/mine/")
    assert page.locator(".comment").bounding_box()["height"] < 900
    axe(page)
    page.get_by_text("Show all").click()
    assert page.locator(".comment").bounding_box()["height"] > 9000
    assert re.search(r"\d", page.locator(".facts").inner_text())
