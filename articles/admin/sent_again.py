"""A story form that is sent again, by a double click or with Back however much later: it has the same answer, and never
makes a second story."""

import hashlib
import re

from django.http import HttpRequest, QueryDict

from articles.models import Article, SavedForm
from articles.models.saved_form import KEPT

_KEY = re.compile(r"[\w-]{1,40}", re.ASCII)
# Of one person's newest: what a browser keeps a copy of was sent a moment ago.
NEWEST = 20


def key_of(data: QueryDict) -> str:
    """Of a form, or of the address of one."""
    key = data.get("key", "")
    return key if _KEY.fullmatch(key) else ""


def _digest(data):
    # The token is another each time that the same page is shown; the others say over what it is saved.
    sent = [each for each in data.lists() if each[0] not in ("csrfmiddlewaretoken", "seen", "over")]
    return hashlib.sha256(repr(sent).encode()).hexdigest()


def _of(request, data):
    saved = SavedForm.objects.filter(user=request.user, key=key_of(data)).exclude(article=None)
    return saved.select_related("article").order_by("pk")


def find(request: HttpRequest) -> SavedForm | None:
    """What became of exactly this form."""
    return (
        _of(request, request.POST).filter(digest=_digest(request.POST)).first()
        if key_of(request.POST)
        else None
    )


def story_of(request: HttpRequest, data: QueryDict) -> Article | None:
    """What the form of a new story with this key has made already."""
    first = _of(request, data).filter(made_article=True).first() if key_of(data) else None
    return first.article if first else None


def as_edit(request: HttpRequest, story: Article) -> QueryDict:
    """What the form of a new story sends, as an older form of the story that it has made: see is_overtaken.

    It replaces what nobody has saved anything over since.
    """
    data = request.POST.copy()
    data["seen"] = "before it was saved"
    if _of(request, data).last().edited_at == story.edited_at:
        data["over"] = story.edited_at.isoformat()
    return data


def remember(request: HttpRequest, story: Article, told: str, made: bool) -> None:
    """In the transaction that saves it."""
    if not key_of(request.POST):
        return
    # Of drafts that were deleted.
    SavedForm.objects.filter(article=None).delete()
    saved = {"article": story, "edited_at": story.edited_at, "told": told}
    SavedForm.objects.update_or_create(
        user=request.user,
        key=key_of(request.POST),
        digest=_digest(request.POST),
        defaults=saved,
        create_defaults=saved | {"made_article": made},
    )
    others = story.saved_forms.filter(made_article=False).order_by("-pk").values_list("pk", flat=True)
    SavedForm.objects.filter(pk__in=list(others[KEPT : 2 * KEPT])).delete()


def newest_keys(request: HttpRequest) -> list[str]:
    """Of the forms of this person's that were saved last: of those no browser need keep a copy."""
    newest = SavedForm.objects.filter(user=request.user).order_by("-pk")[:NEWEST]
    return list(dict.fromkeys(newest.values_list("key", flat=True)))
