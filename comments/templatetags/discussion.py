import datetime
from collections.abc import Sequence
from typing import Any

from django import template
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from articles.models import Article
from comments.models import Discussion
from comments.moderation.decisions import REASONS_IN_SENTENCES, Reason
from comments.rendering import render_discussion, render_words
from comments.text import few_marks, to_lines
from comments.threads import THREADS_A_PAGE
from core.numbers import plain_number

register = template.Library()
register.filter("words", render_words)
register.filter("few_marks", few_marks)
register.filter("to_lines", to_lines)


@register.filter
def removed_for(reason: str) -> str:
    """What its author is told of a comment that a moderator removed."""
    return _("Removed for this reason: %(reason)s.") % {"reason": REASONS_IN_SENTENCES[Reason(reason)]}


@register.inclusion_tag("comments/_under_story.html", takes_context=True)
def discussion(context: template.Context, article: Article, now: datetime.datetime) -> dict[str, Any]:
    """The discussion under a story: its policy, its window, one page of its comments."""
    page = page_number(context["request"])
    found = Discussion.of(article)
    if (page - 1) * THREADS_A_PAGE >= max(found.last_thread_number, 1):
        raise Http404
    window = found.window(now)
    if page > 1 and not window.shown:
        raise Http404
    return {
        "window": window,
        "discussion": render_discussion(found, page, window) if window.shown else "",
        "is_signed_in": context["request"].user.is_authenticated,
    }


@register.simple_tag(takes_context=True)
def page_of_comments(context: template.Context) -> int:
    """Which page of the discussion this is, from 1: each has an address of its own."""
    return page_number(context["request"])


@register.simple_tag
def count_comments(articles: Sequence[Article]) -> str:
    """Give each story of a list its `comment_count`: the comments that everybody can see. 1 query for all stories."""
    off = Discussion.Mode.OFF
    rows = Discussion.objects.filter(article__in=[each.pk for each in articles]).exclude(mode=off)
    counts = dict(rows.values_list("article_id", "visible_count"))
    for article in articles:
        article.comment_count = counts.get(article.pk, 0)  # type: ignore[attr-defined] # for templates
    return ""


def page_number(request: HttpRequest) -> int:
    """The page asked for, from 1. Raises Http404 for what is no page's number."""
    number = plain_number(request.GET.get("page", "1"))
    if number is None:
        raise Http404
    return number
