"""Of photos, what every template can say without loading anything."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import template

if TYPE_CHECKING:
    from articles.models import Photo

register = template.Library()

# How wide a photo stands where, as `sizes` of HTML says it: where it is wider than high, and upright. The numbers are
# those of the style sheets.
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
    # The first of a band.
    "line": (
        "(min-width: 77.5rem) 19.7rem, (min-width: 60rem) calc((100vw - 38.2rem) / 2), "
        "(min-width: 48rem) 19rem, calc(100vw - 2rem)",
        "(min-width: 60rem) 10rem, (min-width: 48rem) 12rem, calc(40vw - 1.2rem)",
    ),
    # Of a section, all but the newest.
    "older": (
        "(min-width: 60rem) 15rem, (min-width: 48rem) 19rem, calc(100vw - 2rem)",
        "(min-width: 60rem) 10rem, (min-width: 48rem) 12rem, calc(40vw - 1.2rem)",
    ),
    "story": 2
    * (
        "(min-width: 77.5rem) calc(47.2rem * {share}), "
        "(min-width: 68.75rem) calc((100vw - 6.8rem) * 2 / 3 * {share}), "
        "(min-width: 50rem) calc(46rem * {share}), calc((100vw - 2rem) * {share})",
    ),
}
# Of a story's slideshow. A photo of another shape stands whole in it, and fills a share of its width.
FRAME = 3 / 2
# In rem: no upright photo stands higher in a list, nor on a phone.
HIGHEST, HIGHEST_ON_A_PHONE = 40, 26


@register.filter
def sizes(place: str) -> Sequence[str]:
    return SIZES[place]


@register.filter
def fitting(sizes: Sequence[str], photo: "Photo") -> str:
    """Of those of a place, the one for that photo: what is preloaded must be what is then shown."""
    wide, upright = sizes
    shape = photo.width / photo.height
    return (upright if photo.is_portrait else wide).format(
        share=f"{min(1, shape / FRAME):.3g}",
        high=f"{HIGHEST * shape:.3g}rem",
        low=f"{HIGHEST_ON_A_PHONE * shape:.3g}rem",
    )
