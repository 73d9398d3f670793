"""The field of a comment grows with its text and says how much is left near the limit."""

import re

import pytest
from hypothesis import given, settings
from playwright.sync_api import expect

from comments.tests.typed import texts
from comments.text import MAX_LENGTH, InvalidText, clean


@pytest.fixture
def page(desktop, signed_in, reader, article):
    signed_in(desktop, reader).goto(f"{article.get_absolute_url()}comment/")
    return desktop


@pytest.fixture
def field(page):
    return page.get_by_label("Your comment")


def shown(page):
    return page.locator(".counter").inner_text()


def test_it_appears_at_4500(page, field):
    field.fill("x" * 4499)
    assert shown(page) == ""
    field.press("End")
    field.press_sequentially("y")
    expect(page.locator(".counter")).to_have_text("4,500 of 5,000 characters: 500 left")
    field.fill("x" * 5001)
    assert shown(page) == "5,001 of 5,000 characters: 1 too many"
    field.fill("short")
    assert shown(page) == ""


def test_the_limit_is_the_servers(field):
    assert field.get_attribute("data-longest") == str(MAX_LENGTH)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 4800,
        "\N{FROG FACE}" * 4800,
        "  \n " + "y" * 4800 + " \n\n ",
        ("line  \t\n\n\n\n" * 700) + "z" * 400,
        "\u2028".join(["ab"] * 1600),
        "a\x00\x08\x7f\x9fb" * 2300,
        "م" * 4800,
        "\N{NO-BREAK SPACE}" * 100 + "x" * 4700 + "\N{IDEOGRAPHIC SPACE}" * 9,
        " " * 4900 + "x",
        "\r\n".join(["ab\t "] * 1600),
        "one\vtwo\fthree\x1c\x1f\x85four\u2028\u2029" * 240,
        "\n\u2800\n \u3164\n\uffa0\u115f\n" * 300 + "y" * 4700,
        ("\ufeff\u3000a\ufeff\u3000\u00a0\n\U000e0041\ufe0f\n") * 1300,
        "\N{WOMAN}\u200d\N{GIRL} \u2764\ufe0f" * 800,
        "e\u0301\u0323" * 1600,
        "\U00013441\U00016fe4\ufff9\U0001d159\n" * 500 + "z" * 4600,
        "\u202e\u2067ab\u2069\u202c\n" * 700,
        "\u180e\u061c\u200b\u2060\u00ad\n\n\n" * 300 + "x" * 4800 + "\n\n\u034f",
        "\x1c\x1d\x1e\x1f" * 100 + "x" * 4700 + "\x1c",
    ],
)
def test_it_counts_as_the_server_does(page, field, text):
    # Past the keyboard: what a browser would not let be typed can be pasted or dictated.
    field.evaluate("(each, text) => { each.value = text; each.dispatchEvent(new Event('input')); }", text)
    assert shown(page).startswith(f"{counted_by_the_server(text):,} of 5,000 characters")


def counted_by_the_server(text):
    """What is stored; what is too long says itself how long it is."""
    try:
        return len(clean(text))
    except InvalidText as reason:
        found = re.search(r"Yours has ([\d,]+)", str(reason))
        return int(found[1].replace(",", "")) if found else 0


def test_it_counts_as_the_server_does_whatever_is_typed(page, field):
    # Enough in it to be counted aloud.
    ground = "w" * 4700

    @settings(max_examples=300, deadline=None)
    @given(texts)
    def agrees(typed):
        text = f"{typed}{ground}{typed}"
        field.evaluate(
            "(each, text) => { each.value = text; each.dispatchEvent(new Event('input')); }",
            text.encode("utf-8", "ignore").decode(),
        )
        assert shown(page).startswith(f"{counted_by_the_server(text):,} of 5,000 characters")

    agrees()


@pytest.mark.parametrize("text", ["", "\u2800\n\u3164", " \n\t", "\u200b" * 4800])
def test_what_shows_nothing_counts_nothing(page, field, text):
    field.evaluate("(each, text) => { each.value = text; each.dispatchEvent(new Event('input')); }", text)
    assert shown(page) == ""


def test_it_is_read_out_rarely(page, field):
    said = page.locator(".field [role=status]")
    page.evaluate(
        """() => { window.heard = [];
        new MutationObserver(() => window.heard.push(document.querySelector('.field [role=status]').textContent))
            .observe(document.querySelector('.field [role=status]'), { childList: true }); }"""
    )
    for length in (4510, 4520, 4600):
        field.fill("x" * length)
    expect(said).to_have_text("Characters: 400 left")
    field.fill("x" * 4650)
    page.wait_for_timeout(1300)
    field.fill("x" * 4905)
    expect(said).to_have_text("Characters: 95 left")
    field.fill("x" * 5002)
    expect(said).to_have_text("Characters: 2 too many")
    assert page.evaluate("window.heard") == [
        "Characters: 400 left",
        "Characters: 95 left",
        "Characters: 2 too many",
    ]


def test_the_field_grows_with_its_text_and_no_further_than_a_screen(page, field):
    height = field.bounding_box()["height"]
    field.fill("\n".join(["A line"] * 9))
    assert field.bounding_box()["height"] == height
    field.fill("\n".join(["A line"] * 16))
    assert field.evaluate("each => each.scrollHeight <= each.clientHeight")
    field.fill("\n".join(["A line"] * 100))
    assert field.bounding_box()["height"] < 700
    field.fill("")
    assert field.bounding_box()["height"] == height


def test_a_text_that_was_kept_is_counted_and_has_its_room(page, field, article):
    field.fill("x" * 4700 + "\n" * 20)
    page.goto(article.get_absolute_url())
    page.get_by_role("link", name="Write a comment").click()
    expect(page.locator(".counter")).to_contain_text("4,700 of 5,000")
    assert page.get_by_label("Your comment").evaluate("each => each.rows") == 24


def test_without_javascript_the_limit_is_said_in_words(without_javascript, signed_in, reader, article):
    signed_in(without_javascript, reader).goto(f"{article.get_absolute_url()}comment/")
    assert without_javascript.get_by_text("1 to 5,000 characters.").is_visible()
