"""Who sees unpublished work at the desk. What is published, everybody sees, as it was published.

Stories, revisions and photographs ask here: `visible_to(user)` of their managers gives the rows that somebody may see
whole. Somebody who may only add stories sees those that are their own.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

VIEW, CHANGE, ADD = "articles.view_article", "articles.change_article", "articles.add_article"


def sees_every_story(user: "User | AnonymousUser") -> bool:
    return user.has_perm(VIEW) or user.has_perm(CHANGE)


def writes_own_stories(user: "User | AnonymousUser") -> bool:
    return user.has_perm(ADD)
