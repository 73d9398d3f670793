"""Filters and tags that every template has without {% load %}."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.http import urlencode

from core.digits import grouped_number, number
from core.times import (
    clock,
    clock_in_list,
    clock_of_today,
    clock_to_the_second,
    comment_time,
    dateline,
    day,
    day_in_full,
    desk_day,
    desk_time,
    exactly,
    time_in_news,
    to_the_second,
)
from core.words import in_words

register = template.Library()
for each in (
    clock,
    clock_in_list,
    clock_to_the_second,
    comment_time,
    dateline,
    day,
    day_in_full,
    desk_day,
    desk_time,
    exactly,
    grouped_number,
    in_words,
    number,
    to_the_second,
):
    register.filter(each)
register.simple_tag(clock_of_today)
register.simple_tag(time_in_news)


@register.simple_tag(takes_context=True)
def way_back(context: Mapping[str, Any]) -> str:
    """?next=… for a link to register or to sign in, on a page whose view gives its address as `here`.

    Cached pages are the same for everybody: `here` has nothing of the query but the number that the page reads.
    """
    here = context.get("here")
    return "?" + urlencode({"next": here}) if here else ""
