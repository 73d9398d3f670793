"""Every kind of page that a reader can meet, and the people and stories that make them."""

import contextlib
from unittest import mock

from django.test import Client

from newsroom.tests.support.every_page import (
    discussions,
    errors,
    invitations,
    own_account,
    reading,
    signing_in,
    writing,
)
from newsroom.tests.support.every_page.cast import Cast
from newsroom.tests.support.saved_pages import SavedPages

# Pages are as long as need be to have a second one, not as long as those of the site.
SHORT = {
    "articles.lists.SECTION_PAGE": 7,
    "comments.reading.THREADS_A_PAGE": 7,
    "comments.templatetags.discussion.THREADS_A_PAGE": 7,
    # After who takes it from there: one that is loaded only now would keep the short one.
    "comments.models.comment.THREADS_A_PAGE": 7,
    "comments.models.threaded.THREADS_A_PAGE": 7,
}


def every_page():
    with contextlib.ExitStack() as stack:
        for name, length in SHORT.items():
            stack.enter_context(mock.patch(name, length))
        return make_every_page()


def make_every_page():
    pages = SavedPages()
    pages.save("reading", "front, empty", Client().get("/"))
    pages.save("reading", "archive, empty", Client().get("/archive/"))
    cast = Cast()
    for group in (reading, discussions, writing, signing_in, invitations, own_account, errors):
        group.make(cast, pages)
    return pages
