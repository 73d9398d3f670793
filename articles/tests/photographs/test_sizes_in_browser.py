"""A browser learns how wide each photo stands before it has read a style sheet: what it learns is so."""

import pytest

from articles.models import Contributor, Photo
from articles.photographs import renditions

# Of each width that the style sheets tell apart.
WIDTHS = (320, 600, 768, 900, 1000, 1100, 1280)
# Of each picture: what `sizes` says, and how wide it is where it stands whole in its box, both in CSS pixels.
MEASURE = r"""() => {
  const ruler = document.createElement("div");
  document.body.append(ruler);
  const measured = [...document.querySelectorAll("picture img")].map((image) => {
    // At commas outside of brackets.
    const parts = image.sizes.match(/(?:[^,(]|\((?:[^()]|\([^()]*\))*\))+/g).map((part) => part.trim());
    const condition = (part) => part.match(/^\(min-width: [^)]+\)/)?.[0] ?? "all";
    const taken = parts.find((part) => matchMedia(condition(part)).matches);
    ruler.style.cssText = `position: absolute; width: ${taken.replace(condition(taken), "")}`;
    const box = image.getBoundingClientRect();
    const shape = image.getAttribute("width") / image.getAttribute("height");
    return [ruler.getBoundingClientRect().width, Math.min(box.width, box.height * shape)];
  });
  ruler.remove();
  return measured;
}"""


@pytest.fixture
def make_paper(make_article, add_slide, editor, jpeg, transactional_db):
    """make_paper(shape) -> the newest story, whose photos have all three shapes, that one first."""
    shapes = {"wide": (900, 600), "upright": (600, 900), "square": (600, 600)}
    photos = {
        shape: Photo.objects.ingest(jpeg(*size), credit_line="Meridian", alt="A quay").photo
        for shape, size in shapes.items()
    }
    for photo in photos.values():
        for step in renditions.STEPS:
            photo.write_renditions(step)

    def make_paper(first):
        others = [photo for shape, photo in photos.items() if shape != first]
        # More than stand above the bands of the front page.
        for number in range(14):
            story = make_article(headline=f"Story number {number}")
            add_slide(story, list(photos.values())[number % 3])
            story.publish(editor)
        story = make_article(headline="The newest")
        for photo in (photos[first], *others):
            add_slide(story, photo)
        writer = Contributor.named("Ines Calloway")
        writer.change(editor, photo=photos[first])
        story.all_contributions.create(contributor=writer)
        story.publish(editor)
        return story

    return make_paper


@pytest.mark.parametrize("first", ["wide", "upright"])
def test_what_is_said_of_a_photos_width_is_so(live_server, open_page, make_paper, first):
    story, seen = make_paper(first), 0
    page = open_page()
    for address in ("/", "/section/world/", "/by/ines-calloway/", story.get_absolute_url()):
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            for said, shown in page.evaluate(MEASURE):
                assert 0.97 < said / shown < 1.05, (address, width, said, shown)
                seen += 1
    assert seen >= 20 * len(WIDTHS)


@pytest.mark.parametrize("width, pixels", [(320, 1), (390, 3), (1600, 2)])
@pytest.mark.parametrize("shape", [(2000, 1333), (1333, 2000)])
def test_of_the_photo_that_is_fetched_early_one_file_is_fetched_once(
    live_server, open_page, make_article, add_slide, editor, jpeg, transactional_db, shape, width, pixels
):
    photo, story = (
        Photo.objects.ingest(jpeg(*shape), credit_line="Meridian", alt="A quay").photo,
        make_article(),
    )
    add_slide(story, photo)
    story.publish(editor)
    for address in ("/section/world/", story.get_absolute_url()):
        # Another each time: a browser shows a larger file that it has already.
        page = open_page(viewport={"width": width, "height": 800}, device_scale_factor=pixels)
        fetched = []
        page.on(
            "request",
            lambda request, fetched=fetched: "/media/" in request.url and fetched.append(request.url),
        )
        page.goto(address, wait_until="networkidle")
        assert fetched == [page.evaluate("document.querySelector('picture img').currentSrc")]
        ((said, _),) = page.evaluate(MEASURE)
        wide_enough = [each for each in renditions.WIDTHS if each >= said * pixels] or [renditions.WIDTHS[-1]]
        assert f"-{wide_enough[0]}." in fetched[0]
