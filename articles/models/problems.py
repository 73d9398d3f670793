"""The problems that keep a story from being published."""

from collections.abc import Sequence
from typing import Self


class Problem(str):
    """A sentence about what is wrong with a field of the story, or of its nth slide, counted from 0."""

    field: str
    slide: int | None

    def __new__(cls, sentence: str, field: str, slide: int | None = None) -> Self:
        problem = super().__new__(cls, sentence)
        problem.field, problem.slide = field, slide
        return problem


class NotPublishable(Exception):
    """A story can't be published as it is. `problems` says why, a sentence each; one about a field is a Problem."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems
