"""A discussion's lines by their template: every text escaped, and not a byte that is not meant."""

import datetime
from types import SimpleNamespace

import pytest
from django.template import engines
from jinja2 import StrictUndefined, UndefinedError

from comments.models import Comment
from comments.reading import Line
from comments.rendering import render_lines, render_words

SCRIPT = '<script>alert("1")</script>'
ESCAPED = "&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;"
STORY = SimpleNamespace(get_absolute_url=lambda: "/2013/07/06/bridge/")
AT = datetime.datetime(2013, 7, 6, 18, 55, tzinfo=datetime.UTC)
TIME = '<time datetime="2013-07-06T14:55:00-04:00" data-format="M d, Y g:ia T">Jul 06, 2013 2:55pm EDT</time>'


def comment(pk=7, **fields):
    made = Comment(pk=pk, number=3, html='<p dir="auto">Yes &amp; no.</p>', created_at=AT)
    annotated = {"author_name": "RedFern", "author_is_staff": False, "answered_state": "visible"}
    for name, value in (annotated | fields).items():
        setattr(made, name, value)
    return made


def render(*lines, replying=True):
    return render_lines(lines, STORY, replying)


def test_a_comment_is_these_bytes():
    assert render(Line(comment=comment())) == (
        '<article class="comment" id="comment-7" aria-labelledby="by-7">\n'
        '<p class="by" id="by-7"><b>RedFern</b> wrote:</p>\n'
        '<div class="words"><p dir="auto">Yes &amp; no.</p></div>\n'
        '<p class="facts"><a href="/comments/7/"><span class="aside">Link to this comment, </span>'
        f"{TIME}</a>"
        ' <a href="/comments/7/reply/" data-opens="write">Reply<span class="aside"> to RedFern</span></a>'
        ' <a href="/comments/7/report/" rel="nofollow" data-opens="report">Report as abuse'
        '<span class="aside"> (comment by RedFern)</span></a></p>\n'
        "</article>\n"
    )


def test_a_reply_by_staff_is_these_bytes():
    reply = comment(
        8, position=1, parent_id=7, thread_id=7, author_is_staff=True, answered_name="Ada", state="visible"
    )
    start = '<article class="comment reply" id="comment-8" aria-labelledby="by-8">\n<p class="by" id="by-8">'
    by = '<b>RedFern</b> <span class="staff">Staff</span> wrote: <span class="answers">in reply to '
    page = render(Line(comment=reply), replying=False)
    assert page.startswith(f'{start}{by}<a href="/comments/7/">Ada</a></span></p>\n')
    assert "Reply<" not in page
    page = render(Line(comment=comment()), Line(comment=reply))
    assert f'{by}<a href="#comment-7">Ada</a></span></p>\n' in page
    reply.answered_state = "removed"
    assert f"{by}a comment that is not shown</span></p>\n" in render(Line(comment=reply))


def test_the_other_lines_are_these_bytes():
    absent = comment(9, position=1, state="removed")
    update = SimpleNamespace(published_at=AT)
    assert render(Line(comment=absent)) == (
        '<p class="absent reply" id="comment-9">This comment was removed by a moderator.</p>\n'
    )
    assert render(Line(update=update)) == f'<p class="updated" role="note">Story updated {TIME}</p>\n'
    for count, said in ((1, "1 more reply"), (2, "2 more replies")):
        assert render(Line(more=comment(), more_count=count)) == (
            f'<p class="more-replies"><a href="/2013/07/06/bridge/thread/3/">{said}'
            '<span class="aside"> in the thread of RedFern</span></a></p>\n'
        )


@pytest.mark.parametrize(
    "lines, fold", [(2, ""), (400, '<details class="fold"><summary>Show all</summary></details>')]
)
def test_what_is_tall_is_folded(lines, fold):
    html = "<br>".join(["x"] * lines)
    assert render_words(html) == f'<div class="words">{html}</div>{fold}'
    assert f"{html}</div>{fold}\n<p class=" in render(Line(comment=comment(html=html)))


def test_every_text_is_escaped(monkeypatch):
    reply = {"position": 1, "parent_id": 6, "thread_id": 6, "answered_name": SCRIPT}
    monkeypatch.setattr(Comment, "absence", SCRIPT)
    lines = {
        "name and answered": (Line(comment=comment(author_name=SCRIPT, **reply)), 4),
        "more": (Line(more=comment(author_name=SCRIPT), more_count=2), 1),
        "absence": (Line(comment=comment(state="removed")), 1),
    }
    for name, (line, times) in lines.items():
        page = render(line)
        assert "<script>" not in page, name
        assert page.count(ESCAPED) == times, name


def test_a_name_that_is_missing_is_an_error_and_nothing_is_compiled_twice():
    engine = engines["jinja2"]
    assert engine.env.undefined is StrictUndefined and engine.env.autoescape is True
    assert engine.env.auto_reload is False
    with pytest.raises(UndefinedError):
        engine.from_string("{{ nothing }}").render()
    name = "comments/lines.html"
    assert engine.get_template(name).template is engine.get_template(name).template


def test_a_language_may_put_each_name_where_it_belongs(monkeypatch):
    said = {
        "%(name)s wrote:": "Written by %(name)s:",
        "Reply<span> to %(name)s</span>": "<span>To %(name)s: </span>reply",
        "in reply to %(name)s": "who answers %(name)s here",
    }
    monkeypatch.setattr("comments.rendering._", lambda message: said.get(message, message))
    reply = comment(8, position=1, parent_id=7, thread_id=7, author_is_staff=True, answered_name="Ada")
    page = render(Line(comment=reply))
    assert '">Written by <b>RedFern</b> <span class="staff">Staff</span>: <span class="answers">' in page
    assert '<span class="answers">who answers <a href="/comments/7/">Ada</a> here</span></p>' in page
    assert 'data-opens="write"><span class="aside">To RedFern: </span>reply</a>' in page
