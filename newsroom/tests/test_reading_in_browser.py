"""A reader's way through the paper in a real browser: phone, desktop, dark, from right to left, without JavaScript."""

import pytest
from django.db import transaction

from articles.models import Photo, Slide


@pytest.fixture
def pictured(make_article, editor, jpeg, transactional_db):
    """A story with three photos, landscape and portrait, whose renditions are made."""
    story = make_article(headline="A story with photographs")
    for position, size in enumerate([(900, 600), (600, 900), (800, 500)], start=1):
        with transaction.atomic():
            photo = Photo.objects.ingest(
                jpeg(*size, colour=(position * 60, 90, 120)),
                credit_line=f"Meridian/Photographer {position}",
                caption=f"Caption {position}",
                alt=f"What photo {position} shows",
            ).photo
        Slide.objects.create(article=story, photo=photo, position=position)
    story.publish(editor)
    return story


def shown(page):
    """The number of the photo in the slideshow's window."""
    return page.evaluate(
        """() => { const list = document.querySelector('.slides');
        return Math.round(list.scrollLeft / list.clientWidth) + 1; }"""
    )


def settled(page, number):
    page.wait_for_function(
        """number => { const list = document.querySelector('.slides');
        return Math.abs(list.scrollLeft - (number - 1) * list.clientWidth) < 2; }""",
        arg=number,
    )


def test_the_slideshow_turns_by_its_links_without_javascript(without_javascript, pictured):
    page = without_javascript
    page.goto(pictured.get_absolute_url())
    page.get_by_role("link", name="Next photo").first.click()
    assert page.url.endswith("#photo-2")
    second = page.locator("#photo-2")
    second.get_by_text("2 of 3").wait_for()
    frame, window = second.bounding_box(), page.locator(".slides").bounding_box()
    assert abs(frame["x"] - window["x"]) < 2


def test_the_slideshow_turns_by_keys(desktop, pictured):
    desktop.goto(pictured.get_absolute_url())
    desktop.locator(".slides").focus()
    desktop.keyboard.press("ArrowRight")
    settled(desktop, 2)
    desktop.keyboard.press("ArrowRight")
    settled(desktop, 3)
    desktop.keyboard.press("ArrowLeft")
    settled(desktop, 2)


def test_the_whole_photo_is_visible_and_nothing_jumps(phone, pictured):
    phone.goto(pictured.get_absolute_url())
    phone.wait_for_function("document.querySelector('#photo-1 img').complete")
    frames = phone.evaluate("[...document.querySelectorAll('.frame')].map(each => each.offsetHeight)")
    assert len(set(frames)) == 1
    for number in (1, 2, 3):
        photo = phone.locator(f"#photo-{number} img")
        assert photo.evaluate("each => getComputedStyle(each).objectFit") == "contain"
        frame, box = phone.locator(f"#photo-{number} .frame").bounding_box(), photo.bounding_box()
        assert box["height"] <= frame["height"] + 1 and box["y"] >= frame["y"] - 1
    # The browser took a rendition that fits, in the better format.
    assert phone.evaluate("document.querySelector('#photo-1 img').currentSrc").endswith(".avif")
    assert phone.evaluate("document.querySelector('#photo-3 img').loading") == "lazy"
    shift = phone.evaluate(
        """() => new Promise(done => { let sum = 0;
        new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value; })
            .observe({type: 'layout-shift', buffered: true});
        setTimeout(() => done(sum), 300); })"""
    )
    assert shift == 0


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1600])
def test_no_page_is_wider_than_its_window(desktop, pictured, post, width):
    post("An_unbroken_word_" * 40, on=pictured)
    desktop.set_viewport_size({"width": width, "height": 800})
    for address in ("/", "/section/world/", pictured.get_absolute_url(), "/comment-policy/"):
        desktop.goto(address)
        assert desktop.evaluate("document.documentElement.scrollWidth") <= width, address


@pytest.fixture
def addresses(pictured, post, make_article, editor):
    arabic = make_article(headline="ترميم السوق القديم في الميناء", language="ar", place="القصر", source="")
    arabic.publish(editor)
    comment = post("A comment.", on=pictured)
    post("An answer.", parent=comment, on=pictured)
    return {
        "front": "/",
        "section": "/section/world/",
        "story": pictured.get_absolute_url(),
        "right to left": arabic.get_absolute_url(),
        "thread": comment.thread_address,
        "report": f"{comment.get_absolute_url()}report/",
        "policy": "/comment-policy/",
        "missing": "/nothing/here/",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_public_page_is_accessible_on_phone_and_desktop(phone, desktop, addresses, axe, scheme):
    for page in (phone, desktop):
        page.emulate_media(color_scheme=scheme)
        for address in addresses.values():
            page.goto(address)
            axe(page)


def test_a_whole_report_without_javascript_and_without_an_account(without_javascript, addresses):
    from comments.models import Report

    page = without_javascript
    page.goto(addresses["story"])
    page.get_by_role("link", name="Report as abuse").first.click()
    page.get_by_role("button", name="Send report").click()
    page.get_by_text("Please choose what is wrong with it.", exact=True).wait_for()
    page.get_by_label("Spam or advertising").check()
    page.get_by_role("button", name="Send report").click()
    page.get_by_role("heading", name="Thank you for your report").wait_for()
    report = Report.objects.get()
    assert report.reporter is None
    assert page.context.cookies() == []


def test_a_comment_and_a_reply_without_javascript(without_javascript, signed_in, reader, addresses):
    page = signed_in(without_javascript, reader)
    page.goto(addresses["story"])
    page.get_by_role("link", name="Reply").first.click()
    page.get_by_label("Your reply to").fill("First line\nsecond line\n\nSecond paragraph <b>")
    page.get_by_role("button", name="Post reply").click()
    comment = page.locator(".comment", has_text="Second paragraph <b>")
    comment.wait_for()
    assert comment.locator("p").filter(has_text="First line").locator("br").count() == 1
    page.goto(addresses["story"])
    page.get_by_role("link", name="Write a comment").click()
    page.get_by_label("Your comment").fill("Too soon after it.")
    page.get_by_role("button", name="Post comment").click()
    page.get_by_text("You can post again at").wait_for()
    assert page.get_by_label("Your comment").input_value() == "Too soon after it."
