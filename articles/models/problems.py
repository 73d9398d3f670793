"""The problems that keep a story from being published."""

from typing import Self

from core import problems
from core.problems import NotPublishable

__all__ = ["NotPublishable", "Problem"]


class Problem(problems.Problem):
    """A sentence about what is wrong with a field of the story, or of its nth slide, counted from 0."""

    slide: int | None

    def __new__(cls, sentence: str, field: str, slide: int | None = None) -> Self:
        problem = super().__new__(cls, sentence, field)
        problem.slide = slide
        return problem
