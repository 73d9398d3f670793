"""The comments of one discussion, made of its talk."""

import datetime
from bisect import bisect_right

from comments.models import Comment
from comments.text import to_html
from newsroom.flooding.words import COMMENTS

# Many are one line, few are letters to the editor.
LINES = (1, 1, 1, 2, 2, 3, 3, 4, 5, 7, 11)
POOL = 4000
# At any time so many take part, some of them more than others; each so many comments one goes and another comes.
PRESENT, STAY = 150, 40
FIELDS = [field.attname for field in Comment._meta.concrete_fields]


class Phrases:
    """What readers say. Drawn from pools, for making each anew would take most of the time."""

    def __init__(self, chance):
        self._short = COMMENTS.pool(chance, "short", POOL // 20)
        self._lines = COMMENTS.pool(chance, "line", POOL)
        self._careless = [COMMENTS.make(chance, "careless") for _ in range(POOL // 10)]
        self._careless = [line[0].lower() + line[1:] for line in self._careless]
        self._addresses = COMMENTS.pool(chance, "address", POOL // 20)

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
    return "<p>" + text.replace("\n\n", "</p>\n\n<p>") + "</p>"


def written(chance, talk, instants, discussion, revisions, crew, first, phrases):
    """The Comments of a talk, in order of time; their keys begin with `first`.

    `instants` are seconds from first publication, `revisions` the story's, oldest first.
    """
    began = revisions[0].published_at
    published = [(each.published_at - began).total_seconds() for each in revisions]
    random, size, present = chance.random, len(crew), min(PRESENT, len(crew))
    for index, after in enumerate(instants):
        text = phrases.text(random)
        replies = talk.place[index] > 0
        row = {
            "id": first + index,
            "discussion_id": discussion.pk,
            "author_id": crew[(index // STAY + int(present * random() ** 2)) % size],
            "revision_id": revisions[bisect_right(published, after) - 1].pk,
            "parent_id": first + talk.parent[index] if replies else None,
            "thread_id": first + talk.thread[index] if replies else None,
            "number": talk.number[index],
            "place": talk.place[index],
            "text": text,
            "html": html_of(text),
            "state": talk.states.get(index, Comment.State.VISIBLE),
            "created_at": began + datetime.timedelta(seconds=after),
            "edited_at": None,
            "standing": bool(talk.standing[index]),
            "leading": bool(talk.leading[index]),
            "replies": talk.replies[index],
            "places": talk.places[index],
        }
        # By position, for by name a model takes twice as long to make.
        yield Comment(*[row[name] for name in FIELDS])
