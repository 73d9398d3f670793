"""The threads of a discussion, without a database: which comment answers which, and what was taken away.

What is stored beside the comments follows from these two, by the rules of comments/threads.py.
"""

from comments.models import Comment
from comments.threads import recount, root_of

State = Comment.State
BEGINS_A_THREAD = 0.4
# What is answered was mostly written a little before.
BACK = 60
# Of a hundred replies so many answer the comment that began the thread, whatever else was said in it.
TO_THE_ROOT = 0.55
REMOVED, WITHDRAWN = 0.02, 0.012


class Threads:
    """The comments of one discussion by their index, in order of time; `parent` has the index of what each answers."""

    def __init__(self, rng, count, hidden=()):
        self.count = count
        self.parent, self.states, self.last_answer = [], {}, {}
        self._arrange(rng.random)
        self._take_away(rng.random, set(hidden))
        self.recounted = recount(self.parent, [index not in self.states for index in range(count)])

    def _arrange(self, random):
        threads = []
        for index in range(self.count):
            answered = root = None
            if index and random() >= BEGINS_A_THREAD:
                answered = max(0, index - 1 - int(BACK * random() ** 3))
                root = root_of(answered, threads[answered])
                if random() < TO_THE_ROOT:
                    answered = root
            threads.append(root)
            self.parent.append(answered)

    def _take_away(self, random, hidden):
        for index in range(self.count):
            if index in hidden:
                self.states[index] = State.HIDDEN
            else:
                lot = random()
                if lot < REMOVED:
                    self.states[index] = State.REMOVED
                elif lot < REMOVED + WITHDRAWN:
                    self.states[index] = State.WITHDRAWN
        # Nobody can answer what is gone: it went after its last answer.
        for index, answered in enumerate(self.parent):
            if answered in self.states:
                self.last_answer[answered] = index
