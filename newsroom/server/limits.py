"""How long and how much the server waits for, and what it holds in memory meanwhile. Seconds, bytes, bytes a second."""

from django.conf import settings

# A head has to be there in so many; a body or an answer goes on within as many.
PATIENCE = settings.REQUEST_TIMEOUT
# What comes or goes so slowly is waited for beyond that. It takes no thread: the slowest telephone gets through.
RATE = 1_000
# A thread reads a large body, and few threads do: who sends one is not on such a telephone.
LARGE_PATIENCE = 2 * PATIENCE
LARGE_RATE = 20_000
# For a thread that is free to read it.
LARGE_WAIT = 6 * PATIENCE
LARGE_WAITING = 64
# An answer is kept for who does not take it; the kernel says that there is room again when a third of its buffer is
# empty, so that a slow client seems to do nothing for long.
SENDING_PATIENCE = 6 * PATIENCE
# For a client to read the last answer, and to close: RFC 9112, 9.6.
LINGERING = PATIENCE / 2

# As nginx and browsers have it: four lines of 8 kB.
HEAD_BYTES = 32 * 1024
# Every form of readers is far below, as in deploy/nginx.conf; and what an editor sends with a photograph of 40 MB.
BODY_BYTES = 512 * 1024
LARGE_BODY_BYTES = 42 * 1024 * 1024
# Of one answer, until the thread that makes it waits. What is in a file is not read into memory.
UNSENT_BYTES = 4 * 1024 * 1024
# After which another client's turn comes.
SENT_AT_ONCE = 1024 * 1024
# Of bodies and answers in one process. When it is full, who takes most of it goes.
HELD_BYTES = 64 * 1024 * 1024
