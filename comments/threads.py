"""The rules of threads, as functions of plain values: how numbers, positions and counts follow from what was written.

The verbs apply them to one comment at a time. `recount` applies the same rules to a whole discussion at once, for
`manage.py recount` and for the data generator.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from typing import Protocol, Self

    class HasSlices(Protocol):
        """A list or a queryset."""

        def __getitem__(self, part: slice, /) -> Self: ...


# On the story's page; the thread's own page has the rest.
REPLIES_UNDER_A_THREAD = 3
THREADS_A_PAGE = 25
REPLIES_A_PAGE = 50

Comment = TypeVar("Comment")
Sliced = TypeVar("Sliced", bound="HasSlices")


def root_of(comment: Comment, thread: Comment | None) -> Comment:
    """The root of a comment's thread: `thread`, in which it replies, or itself."""
    return comment if thread is None else thread


def next_number(highest: int) -> int:
    """The number of a new thread in its discussion, the position of a new reply in its thread: none is given twice."""
    return highest + 1


def is_on_page(is_visible: bool, visible_below: int) -> bool:
    """Whether pages show a comment, or that it is gone. Below a root are all replies, below a reply its answers."""
    return is_visible or visible_below > 0


def visible_change(before: bool, after: bool) -> int:
    """What each count of visible comments changes by, when a comment was visible `before`, or not, and is `after`."""
    return int(after) - int(before)


def first_replies(on_page: Sliced) -> Sliced:
    """Of a thread's replies that are on pages, by position, those that the story's page previews."""
    return on_page[:REPLIES_UNDER_A_THREAD]


class DerivedComment(NamedTuple):
    """The fields of Comment that follow from others. `thread` is an index; the last two are of a root."""

    thread: int | None
    number: int
    position: int
    on_page: bool
    previewed: bool
    visible_replies: int
    last_position: int


class DerivedDiscussion(NamedTuple):
    """The fields of Discussion that follow from its comments, and theirs in order of their keys."""

    last_thread_number: int
    visible_count: int
    comments: list[DerivedComment]


def recount(
    parents: Sequence[int | None], visible: Sequence[bool], stored: DerivedDiscussion | None = None
) -> DerivedDiscussion:
    """Work out all derived fields from what each comment answers (by an index below its own) and which are visible.

    Numbers and positions are addresses: what is `stored` stays where it can, see `renumber`.
    """
    threads: list[int | None] = []
    replies_to: dict[int, list[int]] = {}
    for index, parent in enumerate(parents):
        if parent is None:
            threads.append(None)
            replies_to[index] = []
        else:
            root = root_of(parent, threads[parent])
            threads.append(root)
            replies_to[root].append(index)
    numbers, positions = [0] * len(parents), [0] * len(parents)
    highest = stored.last_thread_number if stored else 0
    for index, number in _renumbered(replies_to, stored, "number", highest):
        numbers[index] = number
    for root, replies in replies_to.items():
        highest = stored.comments[root].last_position if stored else 0
        for index, position in _renumbered(replies, stored, "position", highest):
            numbers[index], positions[index] = numbers[root], position
    below = [0] * len(parents)
    for index, parent in enumerate(parents):
        if visible[index] and parent is not None:
            # An answer to the root itself is below it once.
            for above in {parent, root_of(index, threads[index])}:
                below[above] += 1
    on_page = [is_on_page(*each) for each in zip(visible, below, strict=True)]
    previewed = set(replies_to)
    for replies in replies_to.values():
        previewed.update(first_replies([index for index in replies if on_page[index]]))
    comments = [
        DerivedComment(
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
    return DerivedDiscussion(max(numbers, default=0), sum(visible), comments)


def _renumbered(
    indexes: Collection[int], stored: DerivedDiscussion | None, field: str, highest: int
) -> Iterator[tuple[int, int]]:
    numbers = [getattr(stored.comments[index], field) if stored else 0 for index in indexes]
    return zip(indexes, renumber(numbers, highest), strict=True)


def renumber(stored: Sequence[int], highest: int) -> list[int]:
    """The numbers as they were given: each is higher than the one before it. Some may be wrong as stored.

    As few as possible change, and holes stay: addresses hang on the numbers. `highest` is the highest that was ever
    given: it bounds the others, and may be wrong itself.
    """
    # How far each number is ahead of its rank. Between two where that never falls there is room for the others.
    ahead = [number - rank for rank, number in enumerate([*stored, highest + 1], start=1)]
    right, found, last = _longest_that_never_falls(ahead), [], 0
    for index, number in enumerate(stored):
        last = number if index in right else next_number(last)
        found.append(last)
    return found


def _longest_that_never_falls(values: Sequence[int]) -> set[int]:
    """The indexes of the longest run, gaps allowed, of values from 0 up. Of several, the one that ends lowest."""
    lowest: list[int] = []
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for index, value in enumerate(values):
        if value >= 0:
            length = bisect_right(lowest, value)
            before[index] = ends[length - 1] if length else None
            lowest[length : length + 1], ends[length : length + 1] = [value], [index]
    found, last = set(), ends[-1] if ends else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found
