"""The comments of one discussion, written into its threads."""

import datetime
from bisect import bisect_right
from typing import NamedTuple

from django.db import connection

from benchmarks.dataset.words import COMMENTS
from comments.models import Comment
from comments.text import to_html

# Many are one line, few are letters to the editor.
LINES = (1, 1, 1, 2, 2, 3, 3, 4, 5, 7, 11)
POOL = 4000
# At any time so many take part, some of them more than others; each so many comments one goes and another comes.
PRESENT, STAY = 150, 40
VISIBLE = Comment.State.VISIBLE.value


class Row(NamedTuple):
    """A Comment by its columns, in the database's own values."""

    id: int
    discussion_id: int
    author_id: int
    revision_id: int
    parent_id: int | None
    thread_id: int | None
    number: int
    position: int
    text: str
    html: str
    state: str
    created_at: object
    on_page: bool
    previewed: bool
    visible_replies: int
    last_position: int


class Phrases:
    """What readers say. Drawn from pools, for making each anew would take most of the time."""

    def __init__(self, rng):
        self._short = COMMENTS.pool(rng, "short", POOL // 20)
        self._lines = COMMENTS.pool(rng, "line", POOL)
        self._careless = [COMMENTS.make(rng, "careless") for _ in range(POOL // 10)]
        self._careless = [line[0].lower() + line[1:] for line in self._careless]
        self._addresses = COMMENTS.pool(rng, "address", POOL // 20)

    def text(self, random):
        lot = random()
        if lot < 0.12:
            return self._short[int(random() * len(self._short))]
        if lot < 0.2:
            return self._careless[int(random() * len(self._careless))]
        lines, size = self._lines, len(self._lines)
        count = LINES[int(random() * len(LINES))]
        said = [lines[int(random() * size)] for _ in range(count)]
        if lot > 0.995:
            said.append(self._addresses[int(random() * len(self._addresses))])
        if count < 4:
            return " ".join(said)
        half = count // 2
        return f"{' '.join(said[:half])}\n\n{' '.join(said[half:])}"


def html_of(text):
    """What `comments.text.to_html` makes of it, in a tenth of the time where there is no link to look for."""
    if "://" in text or "www." in text:
        return to_html(text)
    return '<p dir="auto">' + text.replace("\n\n", '</p>\n\n<p dir="auto">') + "</p>"


def comment_rows(rng, threads, instants, discussion, revisions, crew, first, phrases):
    """The comments of these threads as Rows, in order of time; their keys begin with `first`.

    `instants` are seconds from first publication, `revisions` the story's, oldest first.
    """
    began = revisions[0].published_at
    published = [(each.published_at - began).total_seconds() for each in revisions]
    random, size, present = rng.random, len(crew), min(PRESENT, len(crew))
    as_stored = connection.ops.adapt_datetimefield_value
    for index, after in enumerate(instants):
        text = phrases.text(random)
        kept, parent = threads.recounted.comments[index], threads.parent[index]
        # By position, for by name a million take seconds longer.
        yield Row(
            first + index,
            discussion.pk,
            crew[(index // STAY + int(present * random() ** 2)) % size],
            revisions[bisect_right(published, after) - 1].pk,
            None if parent is None else first + parent,
            None if kept.thread is None else first + kept.thread,
            kept.number,
            kept.position,
            text,
            html_of(text),
            threads.states[index].value if index in threads.states else VISIBLE,
            as_stored(began + datetime.timedelta(seconds=after)),
            kept.on_page,
            kept.previewed,
            kept.visible_replies,
            kept.last_position,
        )
