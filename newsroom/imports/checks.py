"""Checks of a story that need its file alone, made before the database is asked anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from msgspec import UNSET

from comments.text import InvalidText, clean
from core.rich_text.sanitising import sanitise
from newsroom.imports.refusal import ImportRefused, at

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence
    from typing import Any

    from newsroom.imports.formats.seed import Notice, PhotoFile, Post, Publication, Ruling, Story
    from newsroom.imports.times import Time


def check(story: Story, now: datetime.datetime) -> None:
    """Settle every time in the story, seen from `now`, and check the rest. Raises ImportRefused at the first fault."""
    for place, time in _times(story):
        try:
            time.settle(now)
        except OverflowError:
            raise ImportRefused(place, "This time is beyond the years that can be kept.") from None
    _check_photos(story)
    for index, publication in enumerate(story.revisions):
        _check_publication(story, index, publication, now)
    _check_window(story)
    comments = _check_comments(story)
    _check_reports(story, comments)
    _check_decisions(story, comments)
    for place, time in _times(story):
        if not place.startswith("revisions") and place != "discussion.until":
            _require(
                time.instant > story.revisions[0].time.instant, place, "This is before the first publication."
            )
            _require(time.instant <= now, place, "This is still to come.")


def places(story: Story) -> Iterator[tuple[str, Any]]:
    """("comments[3]", comment) of everything in the story that has a time of its own."""
    for name in ("revisions", "comments", "reports", "decisions"):
        yield from ((f"{name}[{index}]", part) for index, part in enumerate(getattr(story, name)))
    if story.kill:
        yield "kill", story.kill


def _times(story: Story) -> Iterator[tuple[str, Time]]:
    yield from ((f"{place}.time", part.time) for place, part in places(story))
    if story.discussion.until:
        yield "discussion.until", story.discussion.until


def _require(true: object, place: str, reason: str) -> None:
    if not true:
        raise ImportRefused(place, reason)


def _ids(parts: Sequence[PhotoFile | Post], name: str) -> dict[str, int]:
    """{id: index}. Raises ImportRefused where an id is given twice."""
    found: dict[str, int] = {}
    for index, part in enumerate(parts):
        if part.id:
            _require(part.id not in found, f"{name}[{index}].id", f"The id {part.id} is given twice.")
            found[part.id] = index
    return found


def _check_photos(story: Story) -> None:
    ids = _ids(story.photos, "photos")
    for number, publication in enumerate(story.revisions):
        shown = publication.photos or []
        for index, id in enumerate(shown):
            place = f"revisions[{number}].photos[{index}]"
            _require(id in ids, place, f"No photo of this file has the id {id}.")
            _require(id not in shown[:index], place, f"The photo {id} is shown already.")


def _check_publication(story: Story, index: int, publication: Publication, now: datetime.datetime) -> None:
    place = f"revisions[{index}]"
    if publication.body is not UNSET:
        with at(f"{place}.body", ValidationError):
            publication.body = sanitise(publication.body)
    if index == 0:
        _require(publication.kind == "first", f"{place}.kind", "The first revision is of the kind first.")
        _require(publication.headline is not UNSET, f"{place}.headline", "This is missing.")
        _require(publication.body is not UNSET, f"{place}.body", "This is missing.")
        _require(not publication.note, f"{place}.note", "Only updates and corrections have a note.")
        return
    _require(publication.kind != "first", f"{place}.kind", "Only one revision is the first.")
    before = story.revisions[index - 1].time.instant
    _require(publication.time.instant > before, f"{place}.time", "This is not after the revision before it.")
    _require(
        publication.time.instant <= now, f"{place}.time", "Only the first publication can be still to come."
    )
    if publication.kind == "correction":
        _require(
            publication.note.strip(), f"{place}.note", "A correction says in a public note what was wrong."
        )


def _check_window(story: Story) -> None:
    window = story.discussion
    if window.mode == "until":
        _require(window.until, "discussion.until", "This is missing: until when is it open?")
    else:
        _require(not window.until, "discussion.until", "This stands only with the mode until.")
    if window.mode == "off":
        _require(not story.comments, "comments[0]", "The discussion is off: there can be no comments.")


def _check_comments(story: Story) -> dict[str, Post]:
    ids = _ids(story.comments, "comments")
    for index, comment in enumerate(story.comments):
        place = f"comments[{index}]"
        if index:
            before = story.comments[index - 1].time.instant
            _require(
                comment.time.instant > before, f"{place}.time", "This is not after the comment before it."
            )
        if comment.reply_to:
            _require(
                comment.reply_to in ids, f"{place}.reply_to", f"No comment has the id {comment.reply_to}."
            )
            earlier = ids[comment.reply_to] < index
            _require(earlier, f"{place}.reply_to", f"The comment {comment.reply_to} comes only later.")
        with at(f"{place}.text", InvalidText):
            clean(comment.text)
    return {id: story.comments[index] for id, index in ids.items()}


def _check_reports(story: Story, comments: dict[str, Post]) -> None:
    for index, report in enumerate(story.reports):
        place = f"reports[{index}]"
        _check_about(place, report, comments)
        needed = report.reason == "other" and not report.words.strip()
        _require(not needed, f"{place}.words", "The reason other needs words.")


def _check_decisions(story: Story, comments: dict[str, Post]) -> None:
    for index, decision in enumerate(story.decisions):
        place = f"decisions[{index}]"
        _check_about(place, decision, comments)
        if decision.action == "remove":
            _require(decision.reason, f"{place}.reason", "This is missing: why is the comment removed?")
        else:
            _require(not decision.reason, f"{place}.reason", "Only a removal has a reason.")


def _check_about(place: str, part: Notice | Ruling, comments: dict[str, Post]) -> None:
    _require(part.comment in comments, f"{place}.comment", f"No comment has the id {part.comment}.")
    after = part.time.instant > comments[part.comment].time.instant
    _require(after, f"{place}.time", "This is not after the comment it is about.")
