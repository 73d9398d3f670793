"""A discussion as HTML, made once for each version of what it shows, for readers with and without an account.

A page can have a hundred comments: they are rendered by Jinja2, which takes a fifth of the time of Django's templates.
"""

from collections.abc import Hashable, Sequence, Set
from typing import NamedTuple

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.loader import get_template, render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy, pgettext

from articles.models import Article
from comments.models import Comment, Discussion, Policy, Window
from comments.models.comment import permalink
from comments.reading import Line, read_page, read_thread
from comments.text import COLUMN_OF_A_PHONE, is_tall
from core.digits import number
from core.fragment_cache import fragment_cache
from core.plurals import forms
from core.times import clock, comment_time

# By core/js/last-visit.js, over a page of comments
_FRESH = ngettext_lazy(
    "{count} new comment on this page since your last visit",
    "{count} new comments on this page since your last visit",
)

# Heard by who can't see which comment a link belongs to.
_ASIDE = '<span class="aside">'


class _Around(NamedTuple):
    """What a message says before its slot and behind it, as HTML. So it is not formatted for each of 100 comments."""

    before: SafeString
    after: SafeString


class _Words(NamedTuple):
    """What the paper itself says in a discussion, in its language."""

    wrote: _Around
    staff: str
    answers: _Around
    answers_absent: str
    link: _Around
    reply: _Around
    report: _Around
    updated: _Around
    show_all: str


class _Answered(NamedTuple):
    """Whom a reply answers, and where that comment is; without an address, that comment is not shown."""

    name: str = ""
    address: str = ""


class _Comment(NamedTuple):
    pk: int
    is_reply: bool
    name: str
    is_staff: bool
    answers: _Answered | None
    html: str
    fold: str
    address: str
    time: str
    kind: str = "comment"


class _Absent(NamedTuple):
    anchor: str
    is_reply: bool
    absence: str
    kind: str = "absent"


class _More(NamedTuple):
    address: str
    replies: _Around
    name: str
    kind: str = "more"


class _Update(NamedTuple):
    time: str
    kind: str = "update"


def render_discussion(discussion: Discussion, page: int, window: Window) -> SafeString:
    """One page of what stands under a story."""
    article = discussion.article

    def make() -> SafeString:
        reading = read_page(discussion, page, article.history)
        return render_to_string(
            "comments/_discussion.html",
            {
                "article": article,
                "discussion": discussion,
                "window": window,
                "policy": Policy.objects.current(),
                "reading": reading,
                "here": article.get_absolute_url(),
                "fresh": forms(_FRESH),
                "lines": render_lines(reading.lines, article, window.open),
            },
        )

    return fragment_cache.get_or_set((article.pk, page), _versions(discussion, window), make)


def render_thread(discussion: Discussion, number: int, page: int, window: Window) -> SafeString:
    """One of a thread's own pages. Raises Http404 where there is none."""
    article = discussion.article

    def make() -> SafeString:
        threads = Comment.objects.on_page().for_reading()
        thread = get_object_or_404(threads, discussion=discussion.pk, number=number, position=0)
        reading = read_thread(thread, page)
        if reading.page > reading.pages:
            raise Http404
        return render_to_string(
            "comments/_thread.html",
            {
                "article": article,
                "window": window,
                "thread": thread,
                "reading": reading,
                "here": f"{article.get_absolute_url()}thread/{number}/",
                "fresh": forms(_FRESH),
                "lines": render_lines(reading.lines, article, window.open),
            },
        )

    return fragment_cache.get_or_set(
        (article.pk, "thread", number, page), _versions(discussion, window), make
    )


def _versions(discussion: Discussion, window: Window) -> Hashable:
    """The story’s version covers address and updates, the discussion’s the writers’ names, the edition’s the policy."""
    return discussion.article.version, discussion.version, discussion.article.edition, window


def render_lines(lines: Sequence[Line], article: Article, replying: bool) -> SafeString:
    """`replying`: whether comments can be answered now."""
    story = article.get_absolute_url()
    here = {line.comment.pk for line in lines if line.comment}
    context = {
        "lines": [_line(line, story, here) for line in lines],
        "words": _words(),
        "replying": replying,
    }
    # Jinja2 has escaped all text, but returns a string that is not marked as safe.
    return mark_safe(get_template("comments/lines.html", using="jinja2").render(context))


def render_words(html: str) -> SafeString:
    """A comment's words, from its stored HTML. Tall ones are folded: everywhere, or only on a phone."""
    template = get_template("comments/words.html", using="jinja2")
    words: str = template.template.module.words(html, _fold(html), _show_all())  # type: ignore[attr-defined] # Jinja2’s own
    return mark_safe(words)


def _words() -> _Words:
    return _Words(
        wrote=_around(_("%(name)s wrote:"), "name"),
        # Translators: behind the name of a reader who works for the paper
        staff=pgettext("comment", "Staff"),
        answers=_around(_("in reply to %(name)s"), "name"),
        # Translators: behind “… wrote:”
        answers_absent=_("in reply to a comment that is not shown"),
        # Translators: what is between <span> and </span> is not seen, only heard
        link=_around(_("<span>Link to this comment, </span>%(time)s"), "time"),
        # Translators: a link to answer; what is between <span> and </span> is not seen, only heard
        reply=_around(_("Reply<span> to %(name)s</span>"), "name"),
        # Translators: what is between <span> and </span> is not seen, only heard
        report=_around(_("Report as abuse<span> (comment by %(name)s)</span>"), "name"),
        updated=_around(_("Story updated %(time)s"), "time"),
        show_all=_show_all(),
    )


def _show_all() -> str:
    # Translators: shows the rest of a long comment
    return pgettext("comment", "Show all")


def _around(message: str, slot: str) -> _Around:
    before, _slot, after = message.replace("<span>", _ASIDE).partition(f"%({slot})s")
    # Messages of the paper's own catalogs: what they have of HTML is checked with them.
    return _Around(mark_safe(before), mark_safe(after))


def _line(line: Line, story: str, here: Set[int]) -> _Comment | _Absent | _More | _Update:
    """What the template is given: times, plurals and addresses are made here."""
    if line.update:
        time = clock if line.same_day else comment_time
        return _Update(time(line.update.published_at))
    if line.more:
        # Translators: what is between <span> and </span> is not seen, only heard
        replies = ngettext(
            "%(count)s more reply<span> in the thread of %(name)s</span>",
            "%(count)s more replies<span> in the thread of %(name)s</span>",
            line.more_count,
        ).replace("%(count)s", number(line.more_count))
        return _More(f"{story}thread/{line.more.number}/", _around(replies, "name"), line.more.author_name)
    comment: Comment = line.comment  # type: ignore[assignment] # a line has one of the three
    is_reply = comment.position > 0
    if not comment.is_visible:
        return _Absent(comment.anchor, is_reply, comment.absence)
    return _Comment(
        pk=comment.pk,
        is_reply=is_reply,
        name=comment.author_name,
        is_staff=comment.author_is_staff,
        answers=_answered(comment, here),
        html=comment.html,
        fold=_fold(comment.html),
        address=permalink(comment.pk),
        time=comment_time(comment.created_at),
    )


def _answered(comment: Comment, here: Set[int]) -> _Answered | None:
    """What a reply answers: its address is a place on this page if it is `here`, else its permalink."""
    pk = comment.parent_id
    if pk is None:
        return None
    if comment.answered_state != Comment.State.VISIBLE:
        return _Answered()
    return _Answered(comment.answered_name, f"#comment-{pk}" if pk in here else permalink(pk))


def _fold(html: str) -> str:
    if not is_tall(html, COLUMN_OF_A_PHONE):
        return ""
    return "everywhere" if is_tall(html) else "phone"
