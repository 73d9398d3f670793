"""A story form that is sent a second time, by a double click or with Back, however much later.

It gets the same answer as the first time, and never makes a second story.
"""

import hashlib
import re
from typing import TYPE_CHECKING, cast

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from articles.models import Article, SavedForm
from articles.models.saved_form import FORMS_PER_STORY

if TYPE_CHECKING:
    from accounts.models import User

_KEY = re.compile(r"[\w-]{1,40}", re.ASCII)
# A browser that still has its copy of a saved form sent it a moment ago: one person's newest are enough.
NEWEST = 20


def key_of(data: QueryDict) -> str:
    """The key in what a form sent, or in the query of its address; "" where there is none."""
    key = data.get("key", "")
    return key if _KEY.fullmatch(key) else ""


def _digest(data: QueryDict) -> str:
    # The token differs each time the same page is shown; the other two say which version the form replaces.
    sent = [each for each in data.lists() if each[0] not in ("csrfmiddlewaretoken", "seen", "over")]
    return hashlib.sha256(repr(sent).encode()).hexdigest()


def _of(request: HttpRequest, data: QueryDict) -> QuerySet[SavedForm]:
    saved = SavedForm.objects.filter(user=request.user.pk, key=key_of(data)).exclude(article=None)
    return saved.select_related("article").order_by("pk")


def find(request: HttpRequest) -> SavedForm | None:
    """The record of this very form, if it was saved before."""
    return (
        _of(request, request.POST).filter(digest=_digest(request.POST)).first()
        if key_of(request.POST)
        else None
    )


def story_of(request: HttpRequest, data: QueryDict) -> Article | None:
    """The story that the form for a new story with this key has already made."""
    first = _of(request, data).filter(made_article=True).first() if key_of(data) else None
    return first.article if first else None


def as_edit(request: HttpRequest, story: Article) -> QueryDict:
    """The data of a form for a new story, as if it were an older form of the story that it has made.

    is_overtaken then refuses it, unless nobody has saved the story since.
    """
    data = request.POST.copy()
    data["seen"] = "earlier"
    newest = _of(request, data).last()
    if newest is not None and newest.edited_at == story.edited_at:
        data["over"] = story.edited_at.isoformat()
    return data


def remember(request: HttpRequest, story: Article, message: str, made: bool) -> None:
    """Record that the form was saved. Call it in the transaction that saves the story."""
    if not key_of(request.POST):
        return
    # Those without a story belong to drafts that were deleted.
    SavedForm.objects.filter(article=None).delete()
    saved = {"article": story, "edited_at": story.edited_at, "message": message}
    SavedForm.objects.update_or_create(
        user=cast("User", request.user),
        key=key_of(request.POST),
        digest=_digest(request.POST),
        defaults=saved,
        create_defaults=saved | {"made_article": made},
    )
    others = story.saved_forms.filter(made_article=False).order_by("-pk").values_list("pk", flat=True)
    SavedForm.objects.filter(pk__in=list(others[FORMS_PER_STORY : 2 * FORMS_PER_STORY])).delete()


def newest_keys(request: HttpRequest) -> list[str]:
    """The keys of the forms that this person saved last: the browser can drop its copies of them."""
    newest = SavedForm.objects.filter(user=request.user.pk).order_by("-pk")[:NEWEST]
    return list(dict.fromkeys(newest.values_list("key", flat=True)))
