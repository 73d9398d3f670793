"""How much of a thread stands where, and on which page."""

# On the story's page; the thread's own page has the rest.
REPLIES_UNDER_A_THREAD = 3
THREADS_A_PAGE = 25
REPLIES_A_PAGE = 50
