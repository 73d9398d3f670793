"""What keeps something from being published."""

from collections.abc import Sequence
from typing import Self


class Problem(str):
    """A sentence about what is wrong with a field."""

    field: str

    def __new__(cls, sentence: str, field: str) -> Self:
        problem = super().__new__(cls, sentence)
        problem.field = field
        return problem


class NotPublishable(Exception):
    """Something can't be published as it is. `problems` says why, a sentence each; one about a field is a Problem."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems
