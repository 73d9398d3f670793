"""What is pasted into a story's text, in a real browser under the real policy: as editors paste it, saved, published."""

import pytest
from playwright.sync_api import expect

from articles.models import Article

PASTE = """([html, text]) => {
  const editor = document.querySelector('.tiptap'), data = new DataTransfer();
  if (html) data.setData('text/html', html);
  data.setData('text/plain', text);
  editor.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  return document.querySelector('[name=body]').value;
}"""


@pytest.fixture
def story_form(desktop, signed_in, editor, make_article, address_of):
    page = signed_in(desktop, editor)
    page.goto(address_of(make_article(body="")))
    expect(page.locator(".tiptap")).to_be_visible()
    return page


def paste(page, html="", text="as plain text"):
    page.locator(".tiptap").click()
    return page.evaluate(PASTE, [html, text])


def test_try(story_form):
    for html in open("/tmp/x-paste/cases.txt").read().split("\n----\n"):
        print(
            html[:300],
            "\n   =>",
            paste(story_form, html),
            "\n   ",
            story_form.locator(".left-out").text_content(),
        )
        story_form.evaluate("document.querySelector('.tiptap').editor.commands.clearContent(true)")
    assert 0
