import pytest


@pytest.fixture
def article(make_article, editor, transactional_db):
    """Out since this very moment: a browser's clock is not the test's to set."""
    story = make_article()
    story.publish(editor)
    return story


@pytest.fixture
def comment(post, other_reader):
    return post("What is answered.", author=other_reader)


@pytest.fixture
def page(desktop, signed_in, reader, article, comment):
    """The story, read by RedFern."""
    signed_in(desktop, reader).goto(article.get_absolute_url())
    return desktop
