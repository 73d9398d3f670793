"""What stands in the way of publishing a story."""


class Problem(str):
    """A sentence on a field that stands in the way: of the story, or of its nth slide, from 0."""

    def __new__(cls, sentence, field, slide=None):
        problem = super().__new__(cls, sentence)
        problem.field, problem.slide = field, slide
        return problem


class NotPublishable(Exception):
    """A story can't be published as it is; `problems` says why, a sentence each, a Problem where it is on a field."""

    def __init__(self, problems):
        super().__init__(" ".join(problems))
        self.problems = problems
