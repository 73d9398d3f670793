"""A discussion as HTML, made once for each version of what it shows, for readers with and without an account.

Its lines are drawn in Python: a page can have a hundred, and a template takes 0.2 ms for each, this a fiftieth.
Of what stands in them only pen names are text; they are escaped here. A comment's own HTML was made of its text when
it was saved, and all else is ours.
"""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import mark_safe

from comments.models import Comment, Policy
from comments.models.comment import permalink
from comments.reading import read_page, read_thread
from comments.text import COLUMN_OF_A_PHONE, is_tall
from core.fragment_cache import fragment_cache
from core.times import clock, comment_time

_COMMENT = """<article class="comment{place}" id="comment-{pk}" aria-labelledby="by-{pk}">
<p class="by" id="by-{pk}"><b>{name}</b>{staff} wrote:{answers}</p>
{words}
<p class="facts"><a href="{address}"><span class="aside">Link to this comment, </span>{time}</a>{reply} \
<a href="{address}report/" rel="nofollow" data-opens="report">Report as abuse\
<span class="aside"> (comment by {name})</span></a></p>
</article>
"""
_WORDS = '<div class="words">{}</div>'
# Behind the words, which it cuts by the style sheet alone: print, speech and search within the page have them whole.
_FOLD = '<details class="fold{}"><summary>Show all</summary></details>'
_STAFF = ' <span class="staff">Staff</span>'
_REPLY = ' <a href="{address}reply/" data-opens="write">Reply<span class="aside"> to {name}</span></a>'
_ANSWERS = ' <span class="answers">in reply to {}</span>'
_ABSENT = '<p class="absent{}" id="{}">{}</p>\n'
_UPDATED = '<p class="updated" role="note">Story updated {}</p>\n'
_MORE = (
    '<p class="more-replies"><a href="{}thread/{}/">{} more repl{}'
    '<span class="aside"> in the thread of {}</span></a></p>\n'
)


def render_discussion(discussion, page, window):
    """One page of what stands under a story."""
    article = discussion.article

    def make():
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
                "lines": render_lines(reading.lines, article, window.open),
            },
        )

    return fragment_cache.get_or_set((article.pk, page), _versions(discussion, window), make)


def render_thread(discussion, number, page, window):
    """One page of a thread's own. Raises Http404 where there is none."""
    article = discussion.article

    def make():
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
                "lines": render_lines(reading.lines, article, window.open),
            },
        )

    return fragment_cache.get_or_set(
        (article.pk, "thread", number, page), _versions(discussion, window), make
    )


def _versions(discussion, window):
    """The story’s has its address and updates, the discussion’s the names of who wrote, the edition’s the policy."""
    return discussion.article.version, discussion.version, discussion.article.edition, window


def render_lines(lines, article, replying):
    """`replying`: whether comments can be answered now."""
    story = article.get_absolute_url()
    here = {line.comment.pk for line in lines if line.comment}
    drawn = []
    for line in lines:
        if line.update:
            time = clock if line.same_day else comment_time
            drawn.append(_UPDATED.format(time(line.update.published_at)))
        elif line.more:
            thread, ending = line.more, "y" if line.more_count == 1 else "ies"
            name = escape(thread.author_name)
            drawn.append(_MORE.format(story, thread.number, line.more_count, ending, name))
        elif line.comment.is_visible:
            drawn.append(_draw_comment(line.comment, here, replying))
        else:
            comment = line.comment
            drawn.append(_ABSENT.format(_place(comment), comment.anchor, comment.absence))
    return mark_safe("".join(drawn))


def render_words(html):
    """What a comment says, of its stored HTML; what is tall is folded, on a phone if only there."""
    words, fold = _WORDS.format(html), ""
    if is_tall(html, COLUMN_OF_A_PHONE):
        fold = _FOLD.format("" if is_tall(html) else " on-a-phone")
    return mark_safe(words + fold)


def _draw_comment(comment, here, replying):
    name, address = escape(comment.author_name), permalink(comment.pk)
    return _COMMENT.format(
        place=_place(comment),
        pk=comment.pk,
        name=name,
        staff=_STAFF if comment.author_is_staff else "",
        answers=_ANSWERS.format(_draw_answered(comment, here)) if comment.parent_id else "",
        words=render_words(comment.html),
        address=address,
        time=comment_time(comment.created_at),
        reply=_REPLY.format(address=address, name=name) if replying else "",
    )


def _place(comment):
    return " reply" if comment.position else ""


def _draw_answered(comment, here):
    """A link to whom it answers: on this page where that stands here, by its permalink where not."""
    if comment.answered_state != Comment.State.VISIBLE:
        return "a comment that is not shown"
    pk = comment.parent_id
    address = f"#comment-{pk}" if pk in here else permalink(pk)
    return f'<a href="{address}">{escape(comment.answered_name)}</a>'
