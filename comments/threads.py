"""The rules of threads, as functions of plain values: all that is kept of a discussion beside what was written in it.

The verbs keep it with each comment. Of all comments of a discussion at once, the data generator and
`manage.py recount` work it out by `recount`, which is made of the same rules.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

# On the story's page; the thread's own page has the rest.
REPLIES_UNDER_A_THREAD = 3
THREADS_A_PAGE = 25
REPLIES_A_PAGE = 50

Comment = TypeVar("Comment")
Sliced = TypeVar("Sliced", bound=Sequence)


def root_of(comment: Comment, thread: Comment | None) -> Comment:
    """What begins a comment's thread: `thread`, in which it replies, or itself."""
    return comment if thread is None else thread


def following(highest: int) -> int:
    """The number of a new thread in its discussion, the position of a new reply in its thread: none is given twice."""
    return highest + 1


def is_on_page(is_visible: bool, visible_below: int) -> bool:
    """Whether pages show a comment, or that it is gone. Below a root are all replies, below a reply its answers."""
    return is_visible or visible_below > 0


def change_of_visible(before: bool, after: bool) -> int:
    """What is added to each count of visible comments when one of them was so before and is so after."""
    return int(after) - int(before)


def first_replies(on_page: Sliced) -> Sliced:
    """Of a thread's replies that are on pages, by position, those that the story's page previews."""
    return on_page[:REPLIES_UNDER_A_THREAD]


class KeptOfComment(NamedTuple):
    """The fields of Comment of these names. `thread` is an index; the last two are of a root."""

    thread: int | None
    number: int
    position: int
    on_page: bool
    previewed: bool
    visible_replies: int
    last_position: int


class Kept(NamedTuple):
    """The fields of Discussion of these names, and of its comments in order of their keys."""

    last_thread_number: int
    visible_count: int
    comments: list[KeptOfComment]


def recount(parents: Sequence[int | None], visible: Sequence[bool], stored: Kept | None = None) -> Kept:
    """All that is kept, of what each comment answers (an index before its own) and of which are visible.

    Numbers and positions are addresses: those that are `stored` stay where they can, see `given`.
    """
    threads, replies_to = [], {}
    for index, parent in enumerate(parents):
        if parent is None:
            threads.append(None)
            replies_to[index] = []
        else:
            threads.append(root_of(parent, threads[parent]))
            replies_to[threads[index]].append(index)
    numbers, positions = [0] * len(parents), [0] * len(parents)
    for index, number in _given(replies_to, stored, "number", stored.last_thread_number if stored else 0):
        numbers[index] = number
    for begins, replies in replies_to.items():
        highest = stored.comments[begins].last_position if stored else 0
        for index, position in _given(replies, stored, "position", highest):
            numbers[index], positions[index] = numbers[begins], position
    below = [0] * len(parents)
    for index, parent in enumerate(parents):
        if visible[index] and parent is not None:
            # An answer to what begins the thread is below it once.
            for above in {parent, threads[index]}:
                below[above] += 1
    on_page = [is_on_page(*each) for each in zip(visible, below, strict=True)]
    previewed = set(replies_to)
    for replies in replies_to.values():
        previewed.update(first_replies([index for index in replies if on_page[index]]))
    comments = [
        KeptOfComment(
            thread=threads[index],
            number=numbers[index],
            position=positions[index],
            on_page=on_page[index],
            previewed=index in previewed,
            visible_replies=below[index] if parent is None else 0,
            last_position=max((positions[each] for each in replies_to.get(index, ())), default=0),
        )
        for index, parent in enumerate(parents)
    ]
    return Kept(max(numbers, default=0), sum(visible), comments)


def _given(indexes, stored, field, highest):
    numbers = [getattr(stored.comments[index], field) if stored else 0 for index in indexes]
    return zip(indexes, given(numbers, highest), strict=True)


def given(stored: Sequence[int], highest: int) -> list[int]:
    """Numbers that were given one after the other, each higher than those before it, though some are wrong as stored.

    As few as possible are changed, and holes stay: addresses hang on them. `highest`, the highest that was given,
    bears witness too, and may be wrong itself.
    """
    # How far each is ahead of its rank. Where that never falls, there is room for those between.
    ahead = [number - rank for rank, number in enumerate([*stored, highest + 1], start=1)]
    right, found, last = _longest_that_never_falls(ahead), [], 0
    for index, number in enumerate(stored):
        last = number if index in right else following(last)
        found.append(last)
    return found


def _longest_that_never_falls(values):
    """The indexes of so many of the values that are 0 or more. Of several ways, the one that ends lowest."""
    lowest, ends, before = [], [], {}
    for index, value in enumerate(values):
        if value >= 0:
            length = bisect_right(lowest, value)
            before[index] = ends[length - 1] if length else None
            lowest[length : length + 1], ends[length : length + 1] = [value], [index]
    found, index = set(), ends[-1] if ends else None
    while index is not None:
        found.add(index)
        index = before[index]
    return found
