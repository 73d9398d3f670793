"""What every template can say without loading anything."""

from django import template

from articles.times import (
    clock,
    clock_to_the_second,
    comment_time,
    dateline,
    day,
    day_in_full,
    exactly,
)

register = template.Library()
for each in (clock, clock_to_the_second, comment_time, dateline, day, day_in_full, exactly):
    register.filter(each)


@register.filter
def in_words(names):
    """A; A and B; A, B and C"""
    names = list(names)
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


# How wide a photo stands where, as `sizes` of HTML says it: what is preloaded must be what is then shown.
SIZES = {
    "lead": "(min-width: 77.5rem) 48rem, (min-width: 60rem) 62vw, calc(100vw - 2rem)",
    "story": "(min-width: 50rem) 46rem, calc(100vw - 2rem)",
    "section": "(min-width: 77.5rem) 44rem, (min-width: 48rem) 58vw, calc(100vw - 2rem)",
    "line": "(min-width: 60rem) 20rem, (min-width: 48rem) 19rem, calc(100vw - 2rem)",
}


@register.filter
def sizes(place):
    return SIZES[place]
