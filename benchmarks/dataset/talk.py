"""How a discussion came about, worked out without a database: who answers what, and what is kept of it.

Everything that the verbs of Comment and Discussion keep is a function of who answers what and of the final states;
the tests compare it with a plain recount and with the verbs themselves.
"""

from array import array

from comments.models import Comment
from comments.threads import REPLIES_UNDER_A_THREAD

State = Comment.State
BEGINS_A_THREAD = 0.4
# What is answered was mostly written a little before.
BACK = 60
# Of a hundred replies so many answer the comment that began the thread, whatever else was said in it.
TO_THE_BEGINNING = 0.55
REMOVED, WITHDRAWN = 0.02, 0.012
NOBODY = -1


class Talk:
    """The comments of one discussion by their index, in order of time. `parent` and `thread` are indexes too."""

    def __init__(self, chance, count, hidden=()):
        self.count = count
        self.parent, self.thread = array("q", [NOBODY]) * count, array("q", [NOBODY]) * count
        self.number, self.place = array("l", [0]) * count, array("l", [0]) * count
        self.replies, self.places = array("l", [0]) * count, array("l", [0]) * count
        self.visible = bytearray(b"\1") * count
        self.standing, self.leading = bytearray(count), bytearray(count)
        self.states, self.last_answer = {}, {}
        self.threads = 0
        self._arrange(chance.random)
        self._take_away(chance.random, set(hidden))
        self._settle()

    @property
    def shown(self):
        return sum(self.visible)

    def _arrange(self, random):
        parent, thread, number, place, places = self.parent, self.thread, self.number, self.place, self.places
        for index in range(self.count):
            if index == 0 or random() < BEGINS_A_THREAD:
                self.threads += 1
                number[index] = self.threads
                continue
            answered = max(0, index - 1 - int(BACK * random() ** 3))
            beginning = answered if thread[answered] == NOBODY else thread[answered]
            if random() < TO_THE_BEGINNING:
                answered = beginning
            places[beginning] += 1
            parent[index], thread[index] = answered, beginning
            number[index], place[index] = number[beginning], places[beginning]

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
        for index in self.states:
            self.visible[index] = 0
        # Nobody can answer what is gone: it went after its last answer.
        for index, answered in enumerate(self.parent):
            if answered in self.states:
                self.last_answer[answered] = index

    def _settle(self):
        visible, parent, thread, replies = self.visible, self.parent, self.thread, self.replies
        answered, leading = bytearray(self.count), array("b", [0]) * self.count
        for index in range(self.count):
            if visible[index] and parent[index] != NOBODY:
                answered[parent[index]] = 1
                replies[thread[index]] += 1
        for index in range(self.count):
            beginning = thread[index]
            if beginning == NOBODY:
                self.standing[index] = visible[index] or replies[index] > 0
                self.leading[index] = 1
            elif visible[index] or answered[index]:
                self.standing[index] = 1
                if leading[beginning] < REPLIES_UNDER_A_THREAD:
                    leading[beginning] += 1
                    self.leading[index] = 1
