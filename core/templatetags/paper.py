"""Filters and tags that every template has without {% load %}."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.http import urlencode

from core.digits import number
from core.times import (
    clock,
    clock_to_the_second,
    comment_time,
    dateline,
    day,
    day_in_full,
    desk_time,
    exactly,
)

register = template.Library()
register.filter(number)
for each in (clock, clock_to_the_second, comment_time, dateline, day, day_in_full, desk_time, exactly):
    register.filter(each)


@register.simple_tag(takes_context=True)
def way_back(context: Mapping[str, Any]) -> str:
    """?next=… for a link to register or to sign in, on a page whose view gives its address as `here`.

    Cached pages are the same for everybody: `here` has nothing of the query but the number that the page reads.
    """
    here = context.get("here")
    return "?" + urlencode({"next": here}) if here else ""


@register.filter
def in_words(names: Iterable[str]) -> str:
    """A; A and B; A, B and C"""
    names = list(names)
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""
