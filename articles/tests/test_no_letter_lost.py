"""Facts of a body stay what they were, whatever HTML it came in: nothing that is seen is lost or joined."""

import pytest

from articles.models import Article
from core.rich_text.sanitising import sanitise

TABLE = "<table><tr><td>Reds<td>123,400<tr><td><p>Blues</p></td><td>72,100</td></tr></table>"


@pytest.mark.parametrize(
    "html, kept",
    [
        ("<p>300<sup>2</sup>, CO<sub>2</sub></p>", "<p>300<sup>2</sup>, CO<sub>2</sub></p>"),
        ('<p>300<span style="vertical-align: super">2</span></p>', "<p>300<sup>2</sup></p>"),
        ("<p><del>guilty</del><ins>cleared</ins></p>", "<p>cleared</p>"),
        ("<p><s>a</s><strike>b</strike>c</p>", "<p>c</p>"),
        ('<p><span style="text-decoration:underline line-through">a</span>b</p>', "<p>b</p>"),
        ("<del><p>old</p></del><p>new</p>", "<p>new</p>"),
        (TABLE, "<p>Reds | 123,400</p><p>Blues | 72,100</p>"),
        ("<tr><td>Reds</td><td>1</td></tr>", "<p>Reds | 1</p>"),
        ("<table><tr><td><p>a</p><p>b</p></td><td>c</td></tr></table>", "<p>a</p><p>b</p><p>c</p>"),
        ("<table><tr><td>Total<td><td>3</table>", "<p>Total |  | 3</p>"),
        ("<p>He said <q>she said <q>no</q></q>.</p>", "<p>He said “she said ‘no’”.</p>"),
        ("<div>a</div><div>b</div><section>c</section>d", "<p>a</p><p>b</p><p>c</p><p>d</p>"),
        ("<h1>a</h1><h6>b</h6><dl><dt>c<dd>d</dl>", "<h2>a</h2><h3>b</h3><p>c</p><p>d</p>"),
        ("<p>a<br><br>b<br>c</p>", "<p>a</p><p>b<br>c</p>"),
        ("<pre>a\nb\n\nc</pre>", "<p>a<br>b</p><p>c</p>"),
        ("a\n\nb", "<p>a</p><p>b</p>"),
        ("<b><p>Head</b>line</p>", "<p><strong>Head</strong>line</p>"),
        ("<p><b>a<p>b</b></p>", "<p><strong>a</strong></p><p><strong>b</strong></p>"),
        ('<b style="font-weight:normal"><p>a</p></b>', "<p>a</p>"),
        ("<button>Share</button><button>Like</button>", "<p>Share Like</p>"),
        ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>", "<p>漢(かん)</p>"),
        ('<p>Well <img alt="😀" src="x"> done<wbr>!</p>', "<p>Well 😀 done!</p>"),
        ('<p>one<img alt="A boat" src="x">two</p>', "<p>one two</p>"),
        ("<p>a\x0bb\u2028c</p>", "<p>a<br>b<br>c</p>"),
        ("<p>so\xadft&nbsp;x</p>", "<p>so\xadft&nbsp;x</p>"),
        ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "<p>1 2</p>"),
        ("<details><summary>a</summary>b</details>", "<p>a</p><p>b</p>"),
        ("<textarea>a <b></textarea>c", "<p>a &lt;b&gt;</p><p>c</p>"),
    ],
)
def test_what_is_seen_stays_and_stays_apart(html, kept):
    assert sanitise(html) == kept
    assert sanitise(kept) == kept


@pytest.mark.parametrize(
    "html",
    [
        "<title>x</title><style>x</style><script>x</script>",
        "<template>x</template><noscript>x</noscript><iframe>x</iframe><video>x</video>",
        '<p hidden>x</p><p style="display:none">x</p><p style="visibility: hidden">x</p>',
        '<span style="mso-hide:all">x</span><input type="hidden" value="x"><!-- x -->',
        "<p>\u200b</p><p>\u2063 \u3164</p><p>&nbsp;</p><ul><li></li></ul><h2><br></h2>",
    ],
)
def test_what_is_not_seen_is_not_there(html):
    assert sanitise(html + "<p>a</p>") == "<p>a</p>"


@pytest.mark.parametrize(
    "html, kept",
    [
        ('<ol start="3" type="a"><li>a</li></ol>', '<ol start="3" type="a"><li>a</li></ol>'),
        ("<ol><li>a<li><li>b</ol>", '<ol><li>a</li></ol><ol start="3"><li>b</li></ol>'),
        ("<ol><li value=7>a<li>b</ol>", '<ol start="7"><li>a</li><li>b</li></ol>'),
        ("<ol reversed><li>a<li>b</ol>", '<ol start="2"><li>a</li></ol><ol><li>b</li></ol>'),
        ("<ul><li>a</li><ul><li>b</ul><li>c</ul>", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("<ul><ul><li>a</ul></ul>", "<ul><li>a</li></ul>"),
        ("<li>a<li>b", "<ul><li>a</li><li>b</li></ul>"),
        ("<ul><li>a<p>b</p></li></ul>", "<ul><li>a<p>b</p></li></ul>"),
    ],
)
def test_a_list_keeps_its_numbers_and_its_levels(html, kept):
    assert sanitise(html) == kept
    assert sanitise(kept) == kept


def test_what_stood_well_stays_to_the_letter():
    stored = (
        '<h2>Head</h2>\n<p>A <strong>b <a href="https://e.example/?a=1&amp;b" rel="noopener">c</a></strong></p>\n'
        "<ul>\n<li>d</li>\n<li><p>e</p></li>\n</ul>\n<blockquote><p>f<br>g</p></blockquote>"
    )
    assert sanitise(stored) == stored


@pytest.mark.parametrize("door", ["form", "create", "update"])
def test_at_every_door(door, send, section):
    if door == "form":
        send(body=TABLE, _save="")
    else:
        story = Article.objects.create(section=section, body=TABLE if door == "create" else "")
        if door == "update":
            Article.objects.filter(pk=story.pk).update(body=TABLE)
    assert Article.objects.get().body == "<p>Reds | 123,400</p><p>Blues | 72,100</p>"
