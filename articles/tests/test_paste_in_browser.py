"""What is pasted into a story's text, in a real browser under the real policy: as it is saved and published."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from articles.models import Article, Revision

CLIPBOARDS = Path(__file__).parent / "clipboards"
LISTS = "<ul><li><p>Boats</p><ul><li><p>{}</p></li></ul></li><li><p>Nets</p></li></ul>"
FACTS = "<strong>pier</strong> is <em>long</em>"
SAVED = {
    "word.html": "<h2>The harbour</h2>"
    f"<p>The {FACTS}, about 300&nbsp;m<sup>2[1]</sup> wide; the court found him cleared.</p>"
    + LISTS.format("Small <strong>ones</strong>")
    + '<ol start="3"><li><p>Third</p></li><li><p>Fourth</p></li></ol><p>Reds | 123,400</p><p>Blues | 72,100</p>'
    "<p><sup>[1]</sup> By the harbour master.</p>",
    "word-online.html": "<p>The <strong>pier</strong><em> holds</em> 300 m<sup>2</sup>&nbsp;</p>"
    + LISTS.format("Small ones").replace("Boats", "Boats&nbsp;")
    + "<ol><li><p>First</p></li><li><p>Second</p></li></ol><p>Reds | 123,400</p>",
    "libreoffice.html": f"<h2>The harbour</h2><p>The {FACTS}, 300 m<sup>2</sup>; cleared<sup>1</sup>.</p>"
    + LISTS.format("Small ones")
    + '<ol start="3"><li><p>Third</p></li><li><p>Fourth</p></li></ol><p>Reds | 123,400</p>'
    "<p>1 By the harbour master.</p>",
    "google-docs.html": f"<h2>The harbour</h2><p>The {FACTS}, 300 m<sup>2</sup>; cleared, "
    '<a href="https://port.example/" rel="noopener">the port</a></p>'
    + LISTS.format("Small ones")
    + "<p>Reds | 123,400</p>",
    "apple-notes.html": f"<p>The {FACTS},&nbsp; 300 m<sup>2</sup>; cleared</p>"
    + LISTS.format("Small ones")
    + "<p>Reds | 123,400</p><p>One</p><p>Two<br>lines</p>",
    "web-page.html": f"<h2>The harbour</h2><p>The {FACTS}, 300 m<sup>2</sup>; cleared, ““so””. "
    '<a href="https://port.example/a?b=1&amp;c=2" rel="noopener">The port</a> ⚓</p><p>A boat at noon</p>'
    + LISTS.format("Small ones")
    + "<p>Depth</p><p>12 m</p><p>Team | Votes</p><p>Reds | 123,400</p><p>One</p><p>Two</p><p>a b<br>c</p>"
    "<p>Share Like</p>",
}
PASTE = """([html, text]) => {
  const editor = document.querySelector('.tiptap'), data = new DataTransfer();
  if (html) data.setData('text/html', html);
  data.setData('text/plain', text);
  editor.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  return document.querySelector('[name=body]').value;
}"""


@pytest.fixture
def open_form(desktop, signed_in, editor, make_article, address_of):
    def open_form(body=""):
        page = signed_in(desktop, editor)
        page.goto(address_of(make_article(body=body)))
        expect(page.locator(".tiptap")).to_be_visible()
        return page

    return open_form


@pytest.fixture
def form(open_form):
    return open_form()


def focus(page):
    """The editor sets its own selection 20 ms after it has the focus: keys pressed before that are undone."""
    page.locator(".tiptap").focus()
    page.evaluate("new Promise((done) => setTimeout(done, 50))")


def paste(page, html="", text="as plain text"):
    focus(page)
    return page.evaluate(PASTE, [html, text])


def save(page):
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messagelist")).to_contain_text("Saved.")
    return Article.objects.get().body


@pytest.mark.parametrize("program", sorted(SAVED))
def test_of_a_program_its_blocks_marks_and_facts_are_kept_until_they_are_public(form, client, program):
    paste(form, (CLIPBOARDS / program).read_text())
    form.get_by_role("button", name="Publish now").click()
    expect(form.locator(".status")).to_contain_text("Published")
    story = Article.objects.get()
    assert story.body == Revision.objects.get().body == SAVED[program]
    page = client.get(story.get_absolute_url()).content.decode()
    assert SAVED[program].removeprefix("<p>") in page


def test_plain_text_is_a_paragraph_a_line_and_stays_to_the_letter(form):
    text = "He left.It was late\n2 *3* 4 __init__ **x** [a](b.example)\u2028www.e.example/x\n\na < b &amp; c"
    paste(form, "", text)
    assert save(form) == (
        "<p>He left.It was late</p><p>2 *3* 4 __init__ **x** [a](b.example)</p><p>www.e.example/x</p>"
        "<p>a &lt; b &amp;amp; c</p>"
    )


def test_a_word_is_no_link_by_itself_without_a_scheme(form):
    field = form.locator(".tiptap")
    field.click()
    field.press_sequentially("He left.It was www.e.example/x desk@e.example late ")
    expect(field.locator("a")).to_have_count(0)
    field.press_sequentially("https://e.example/x ")
    expect(field.locator("a")).to_have_attribute("href", "https://e.example/x")
    assert save(form) == (
        "<p>He left.It was www.e.example/x desk@e.example late "
        '<a href="https://e.example/x" rel="noopener">https://e.example/x</a> </p>'
    )


@pytest.mark.parametrize("text", ["left.It", "www.e.example"])
def test_nor_is_a_selection_over_which_one_is_pasted(form, text):
    paste(form, "", "words")
    form.locator(".tiptap").press("ControlOrMeta+a")
    assert "<a" not in paste(form, "", text)


@pytest.mark.parametrize(
    "typed, saved",
    [("www.e.example/x", "https://www.e.example/x"), ("e.example:8080", "https://e.example:8080")],
)
def test_a_host_name_typed_as_a_link_leads_there(form, typed, saved):
    paste(form, "", "words")
    form.locator(".tiptap").press("ControlOrMeta+a")
    form.get_by_role("button", name="insert link").click()
    form.get_by_label("URL").fill(typed)
    form.get_by_role("button", name="Update").click()
    assert save(form) == f'<p><a href="{saved}" rel="noopener">words</a></p>'


def test_what_is_stored_survives_the_editor(open_form):
    body = (
        '<h2>a</h2><p>300<sup>2</sup> CO<sub>2</sub> <a href="tel:+15550100" rel="noopener">call</a> '
        '<a href="/world/" rel="noopener">ours</a></p><ol start="3" type="a"><li><p>b</p></li></ol>'
    )
    page = open_form(body)
    focus(page)
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.type("!")
    assert save(page) == body.replace("b</p>", "b!</p>")


def test_what_the_editor_itself_copied_comes_back_as_it_was(open_form):
    body = "<p>One <strong>two</strong></p><ul><li><p>three</p></li></ul>"
    page = open_form(body)
    copied = page.evaluate(
        """() => {
          const field = document.querySelector('.tiptap'), data = new DataTransfer();
          field.editor.commands.selectAll();
          field.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }));
          return data.getData('text/html');
        }"""
    )
    assert "data-pm-slice" in copied
    paste(page, copied)
    assert save(page) == body


def test_pictures_and_struck_words_are_said_to_be_left_out(form):
    status = form.locator(".left-out")
    paste(form, '<p>a <img src="https://e.example/a.png"></p>')
    expect(status).to_have_text(re.compile("^A picture was left out.*Add photographs under “Photos”"))
    paste(form, '<p><img src="/a.png"><img src="/b.png"><s>b</s></p>')
    expect(status).to_contain_text("2 pictures were left out")
    expect(status).to_contain_text("Struck-out words were left out.")
    paste(form, "<p>c</p>")
    expect(status).to_have_text("")


def test_a_picture_does_not_take_the_place_of_what_was_selected(open_form):
    page = open_form("<p>Words</p>")
    focus(page)
    page.keyboard.press("ControlOrMeta+a")
    assert paste(page, '<img src="https://e.example/a.png">', "") == "<p>Words</p>"


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_so_is_a_picture_alone(form, way):
    form.evaluate(
        """(way) => {
          const field = document.querySelector('.tiptap'), data = new DataTransfer();
          data.items.add(new File(['x'], 'a.png', { type: 'image/png' }));
          const { x, y } = field.getBoundingClientRect(), how = { bubbles: true, cancelable: true };
          field.dispatchEvent(way === 'paste' ? new ClipboardEvent('paste', { ...how, clipboardData: data })
            : new DragEvent('drop', { ...how, dataTransfer: data, clientX: x + 20, clientY: y + 20 }));
        }""",
        way,
    )
    expect(form.locator(".left-out")).to_contain_text("A picture was left out")
    expect(form.locator(".tiptap img")).to_have_count(0)


ONE, TWO = (f'<a href="https://e.example/{number}" rel="noopener">' for number in (1, 2))


@pytest.mark.parametrize("tag", ["ul", "ol"])
@pytest.mark.parametrize(
    "html, saved",
    [
        ("words<li>a</li>", "<li><p>words</p></li><li><p>a</p></li>"),
        ("<li>a</li><h2>b</h2><li>c</li>", "<li><p>a</p><p>b</p></li><li><p>c</p></li>"),
        ("<li>a</li><table><tr><td>b<td>c</table>", "<li><p>a</p><p>b | c</p></li>"),
        ("<blockquote>a</blockquote>", "<li><blockquote><p>a</p></blockquote></li>"),
        ("<{tag}><li>a</li></{tag}><li>b</li>c", "<li><p>a</p></li><li><p>b</p><p>c</p></li>"),
        ("<div><{tag}><{tag}><li>a</{tag}></{tag}></div><li>b</li>", "<li><p>a</p></li><li><p>b</p></li>"),
    ],
)
def test_what_is_no_item_of_a_list_and_what_is_behind_a_list_in_it_is_kept(form, tag, html, saved):
    paste(form, f"<{tag}>{html.format(tag=tag)}</{tag}>")
    assert save(form) == f"<{tag}>{saved}</{tag}>"


def test_of_links_in_each_other_the_inner_one_is_followed(form):
    paste(form, f"{ONE}<table><tr><td>{TWO}a</a> b</table>c</a>")
    assert save(form) == f"<p>{TWO}a</a>{ONE} b</a></p><p>{ONE}c</a></p>"
