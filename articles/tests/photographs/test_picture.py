"""The two partials that show a photograph: the picture itself, and the line that has a browser fetch it early."""

import re

import pytest
from django.template.loader import render_to_string

WIDE, UPRIGHT = "(min-width: 48rem) 44rem, 100vw", "10rem"
SIZES = (WIDE, UPRIGHT)


@pytest.fixture
def picture():
    def picture(photo, **given):
        return render_to_string(
            "articles/_picture.html", {"photo": photo, "alt": "Boats", "sizes": SIZES} | given
        )

    return picture


def test_a_browser_takes_the_first_format_that_it_knows(make_photo, picture):
    photo = make_photo()
    page = picture(photo)
    assert re.findall(r'<source type="([^"]+)" srcset="([^"]+)"', page) == photo.srcsets[:2]
    assert [type for type, _ in photo.srcsets] == ["image/avif", "image/webp", "image/jpeg"]
    (image,) = re.findall(r"<img [^>]+>", page)
    assert f'src="{photo.middling.url}" srcset="{photo.srcsets[2][1]}"' in image
    assert 'width="900" height="600" alt="Boats"' in image
    assert page.count(f'sizes="{WIDE}"') == 3
    assert photo.srcsets[0][1].endswith("-900.avif 900w")


def test_an_alternative_text_is_text(make_photo, picture):
    assert 'alt="&quot;&gt;&lt;script&gt;"' in picture(make_photo(), alt='"><script>')


@pytest.mark.parametrize("eager", [True, False])
def test_one_is_fetched_at_once_or_when_it_comes_near(make_photo, picture, eager):
    page = picture(make_photo(), eager=eager)
    assert ('fetchpriority="high"' in page, 'loading="lazy"' in page) == (eager, not eager)


def test_what_is_fetched_early_is_what_the_picture_then_takes(make_photo, picture):
    photo = make_photo()
    line = render_to_string("articles/_preload.html", {"photo": photo, "sizes": SIZES})
    type, srcset = photo.srcsets[0]
    assert " ".join(line.split()) == (
        f'<link rel="preload" as="image" type="{type}" imagesrcset="{srcset}" imagesizes="{WIDE}"'
        ' fetchpriority="high">'
    )
    assert f'<source type="{type}" srcset="{srcset}" sizes="{WIDE}">' in picture(photo)


def test_what_is_not_there_yet_is_not_fetched(make_photo):
    photo = make_photo()
    photo.renditions_made = {"jpg": [400]}
    line = render_to_string("articles/_preload.html", {"photo": photo, "sizes": SIZES})
    assert 'type="image/jpeg"' in line
    assert "avif" not in line
    photo.renditions_key, photo.renditions_made = "", {}
    assert not render_to_string("articles/_preload.html", {"photo": photo, "sizes": SIZES}).strip()


@pytest.mark.parametrize(
    "width, height, taken", [(900, 600, WIDE), (600, 600, WIDE), (599, 600, UPRIGHT), (600, 900, UPRIGHT)]
)
def test_an_upright_photo_stands_in_another_width(make_photo, picture, width, height, taken):
    photo = make_photo()
    photo.width, photo.height = width, height
    assert picture(photo).count(f'sizes="{taken}"') == 3
    assert f'imagesizes="{taken}"' in render_to_string(
        "articles/_preload.html", {"photo": photo, "sizes": SIZES}
    )


@pytest.mark.parametrize("count", [1, 2])
def test_only_where_there_are_several_can_one_turn_them(
    make_article, make_photo, add_slide, client, editor, count
):
    story = make_article()
    for _ in range(count):
        add_slide(story, make_photo())
    story.publish(editor)
    page = client.get(story.get_absolute_url()).content.decode()
    (slides,) = re.findall(r'<ol class="slides"[^>]*>', page)
    several = ' tabindex="0" aria-label="Photographs, 2 in all"' if count > 1 else ""
    assert slides == f'<ol class="slides"{several}>'
    assert ("Photo 1 of" in page) == (count > 1)
