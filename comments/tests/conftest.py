import pytest
import time_machine
from django.db import transaction

from comments.tests import PUBLISHED


@pytest.fixture
def clock():
    """The time of the test, standing still: clock.move_to(…), clock.shift(seconds)."""
    with time_machine.travel(PUBLISHED, tick=False) as traveller:
        yield traveller


@pytest.fixture
def article(clock, make_article, editor):
    """A story that is out since PUBLISHED."""
    story = make_article()
    story.publish(editor)
    return story


@pytest.fixture
def discussion(article):
    from comments.models import Discussion

    return Discussion.of(article)


@pytest.fixture
def readers(make_reader):
    """readers(3) -> new readers with confirmed addresses; confirmed=False for others."""
    letters = iter(f"Witness{a}{b}" for a in "abcdefgh" for b in "abcdefgh")

    def some(count, **fields):
        return [make_reader(next(letters), **fields) for _ in range(count)]

    return some


@pytest.fixture
def reported(readers):
    """reported(comment, 3) -> the comment after so many reports by different readers."""

    def report(comment, count=1, reason="abuse", **fields):
        for reader in readers(count, **fields):
            comment.report(reason, by=reader)
        comment.refresh_from_db()
        return comment

    return report


@pytest.fixture
def crowd(post):
    """crowd(60) -> so many threads, each by a reader of its own."""
    return lambda count: [post() for _ in range(count)]


@pytest.fixture
def put():
    """put(comment, "held") -> the comment in a state that nothing here brings about by itself."""

    def put(comment, state):
        with transaction.atomic():
            comment.lock()
            comment.set_state(state)
        return comment

    return put
