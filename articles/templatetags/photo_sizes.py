"""The attribute `sizes` of photos. Every template has these filters without {% load %}."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import template

if TYPE_CHECKING:
    from articles.models import Photo

register = template.Library()

# How wide a photo stands in each place, in the syntax of HTML's `sizes`: (a landscape one, an upright one). The numbers
# are those of the style sheets.
SIZES: dict[str, Sequence[str]] = {
    "lead": (
        "(min-width: 77.5rem) 47.2rem, (min-width: 60rem) calc((100vw - 6.8rem) * 2 / 3), calc(100vw - 2rem)",
        "(min-width: 77.5rem) min(22.6rem, {high}), (min-width: 60rem) min((100vw - 9.8rem) / 3, {high}), "
        "(min-width: 30rem) min(50vw - 2rem, {high}), min(100vw - 2rem, {low})",
    ),
    "section": (
        "(min-width: 77.5rem) 43.1rem, (min-width: 48rem) calc((94vw - 1.8rem) * 3 / 5), calc(100vw - 2rem)",
        "(min-width: 77.5rem) min(28.7rem, {high}), (min-width: 48rem) min((94vw - 1.8rem) * 2 / 5, {high}), "
        "(min-width: 30rem) calc(40vw - 1.2rem), min(100vw - 2rem, {low})",
    ),
    # The first story of a band.
    "line": (
        "(min-width: 77.5rem) 19.7rem, (min-width: 60rem) calc((100vw - 38.2rem) / 2), "
        "(min-width: 48rem) 19rem, calc(100vw - 2rem)",
        "(min-width: 60rem) 10rem, (min-width: 48rem) 12rem, calc(40vw - 1.2rem)",
    ),
    # All stories of a section but the newest.
    "older": (
        "(min-width: 60rem) 15rem, (min-width: 48rem) 19rem, calc(100vw - 2rem)",
        "(min-width: 60rem) 10rem, (min-width: 48rem) 12rem, calc(40vw - 1.2rem)",
    ),
    "contributor": ("12rem", "12rem"),
    "story": 2
    * (
        "(min-width: 77.5rem) calc(47.2rem * {share}), "
        "(min-width: 68.75rem) calc((100vw - 6.8rem) * 2 / 3 * {share}), "
        "(min-width: 50rem) calc(46rem * {share}), calc((100vw - 2rem) * {share})",
    ),
}
# Width to height of a slideshow's frame. A narrower photo stands whole in it, and fills only a share of its width.
FRAME = 3 / 2
# In rem: the greatest height of an upright photo in a list, and in a list on a phone.
HIGHEST, HIGHEST_ON_A_PHONE = 40, 26


@register.filter
def sizes(place: str) -> Sequence[str]:
    return SIZES[place]


@register.filter
def fitting(sizes: Sequence[str], photo: "Photo") -> str:
    """The `sizes` for this photo, from the pair of a place. Preload and picture use it, so that both name one file."""
    wide, upright = sizes
    shape = photo.width / photo.height
    return (upright if photo.is_portrait else wide).format(
        share=f"{min(1, shape / FRAME):.3g}",
        high=f"{HIGHEST * shape:.3g}rem",
        low=f"{HIGHEST_ON_A_PHONE * shape:.3g}rem",
    )
