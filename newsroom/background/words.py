"""What a task does, in words, and which photograph it is about."""

from __future__ import annotations

from email.utils import parseaddr
from typing import TYPE_CHECKING, NamedTuple

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Photo
from core.words import in_words
from newsroom.background.retries import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_stubs_ext import StrPromise

    from newsroom.background.retries import Task


# Characters of a caption or subject: enough to know it by.
SHORT = 60


class Words(NamedTuple):
    """What it does, to anything or all of a kind; and to one photograph, whose key is its first argument."""

    plain: StrPromise
    with_photo: StrPromise | None = None


# {the name of a function that the worker runs: what the desk calls it}
TASKS = {
    "forget_in_sessions": Words(_("Erase the name and address of an erased account from all sessions")),
    "make_renditions": Words(
        _("Make the files of photographs"), _("Make the files of the photograph “%(photo)s”")
    ),
    "forget_renditions": Words(
        _("Delete replaced files of photographs"), _("Delete replaced files of the photograph “%(photo)s”")
    ),
    "forget_photo": Words(_("Delete the files of removed photographs")),
    "delete_files": Words(
        _("Delete the files of photographs that were taken down"),
        _("Delete the files of the photograph “%(photo)s”, which was taken down"),
    ),
    "settle_original": Words(
        _("Settle the originals of withdrawn photographs"),
        _("Settle the original of the withdrawn photograph “%(photo)s”"),
    ),
    "take_offline": Words(_("Take photographs offline that a story stopped showing")),
    "make_missing_renditions": Words(_("Look for photographs without files")),
    "refile_stories": Words(_("Move the stories of a retired section to the one that took its place")),
    "remake_list": Words(_("Remake a list of stories that something was taken from")),
    "take_missing_fingerprints": Words(_("Take the fingerprints of older photographs")),
    "send": Words(_("Send mails")),
}


def kind(task_name: str) -> str:
    """What all tasks of that name do. Of an older release there may be others than those above."""
    words = TASKS.get(task_name)
    return str(words.plain) if words else capfirst(task_name.replace("_", " "))


def called(task: Task) -> str:
    """What this one does: its name, wherever one is shown."""
    message, names = _said(task)
    return message % names


def called_in_html(task: Task) -> SafeString:
    """The same, where what somebody wrote may have another direction than the page."""
    message, names = _said(task)
    # Names are escaped, and the message is ours.
    return mark_safe(
        escape(message) % {key: format_html("<bdi>{}</bdi>", name) for key, name in names.items()}
    )


def _said(task: Task) -> tuple[str, dict[str, str]]:
    """The message, and the names that stand in it."""
    name = name_of(task)
    if name == "send":
        return _mail(task)
    words, photo = TASKS.get(name), photo_of(task)
    if words and words.with_photo and photo:
        return str(words.with_photo), {"photo": Truncator(photo).chars(SHORT)}
    return "%(kind)s", {"kind": kind(name)}


def _mail(task: Task) -> tuple[str, dict[str, str]]:
    """The subject and as much of the address as tells two apart for who is told it. The text is for nobody here."""
    for mail in task.args_kwargs["args"][:1]:
        to = in_words(masked(address) for address in mail["to"])
        # Translators: `to` is an address of which only the first letter is shown: n…@example.org
        said = gettext("Send the mail “%(subject)s” to %(to)s")
        return said, {"subject": Truncator(mail["subject"]).chars(SHORT), "to": to}
    return "%(kind)s", {"kind": gettext("Send a mail, of which nothing is left")}


def masked(address: str) -> str:
    """n…@example.org"""
    local, _at, domain = parseaddr(address)[1].rpartition("@")
    return f"{local[:1]}…@{domain}"


def photo_of(task: Task) -> Photo | None:
    """The photograph that it is about, if there still is one."""
    if not hasattr(task, "photo"):
        find_photos([task])
    found: Photo | None = task.photo  # type: ignore[attr-defined] # of find_photos
    return found


def find_photos(tasks: Iterable[Task]) -> None:
    """Set the photograph of each, or None, by one query."""
    keys = {task: _key(task) for task in tasks}
    wanted = {key for key in keys.values() if key is not None}
    photos = Photo.objects.only("caption").in_bulk(wanted) if wanted else {}
    for task, key in keys.items():
        task.photo = photos.get(key) if key else None  # type: ignore[attr-defined] # ours: see photo_of


def _key(task: Task) -> int | None:
    words, arguments = TASKS.get(name_of(task)), task.args_kwargs["args"]
    if words and words.with_photo and arguments and isinstance(arguments[0], int):
        return arguments[0]
    return None
