"""What search engines and links from elsewhere are told of a story without a standfirst."""

import pytest

from core.rich_text.words import excerpt


@pytest.mark.parametrize(
    "body, said",
    [
        ("<h2>What we know</h2><p>The fire is out.</p>", "What we know The fire is out."),
        ("<ul><li>One</li><li><p>Two</p></li></ul><blockquote>Three</blockquote>", "One Two Three"),
        (
            "<p>Fire<strong>works</strong> of <a href='https://e.example/>'>light</a></p>",
            "Fireworks of light",
        ),
        ("<p>300<sup>2</sup> and CO<sub>2</sub>, the 1<sup>st</sup></p>", "300² and CO₂, the 1st"),
        ("<p>1 &lt; 2 &amp;amp; 3</p>", "1 < 2 &amp; 3"),
    ],
)
def test_blocks_are_apart_and_words_are_not(body, said):
    assert excerpt(body) == said


def test_a_long_link_is_no_open_tag():
    said = excerpt(f'<p>Read <a href="https://e.example/?{"x" * 5000}">it</a> now</p>')
    assert said == "Read it now"


def test_it_is_cut_between_words_and_where_there_are_none_between_letters():
    assert excerpt(f"<p>{'word, ' * 100}</p>") == "word, " * 29 + "word …"
    assert excerpt(f"<p>{'火' * 500}</p>") == "火" * 180 + " …"


def test_a_page_says_it(client, make_article, editor):
    story = make_article(body="<h2>What we know</h2><p>The fire is out.</p>")
    story.publish(editor)
    page = client.get(story.get_absolute_url()).content.decode()
    assert page.count('content="What we know The fire is out."') == 2
