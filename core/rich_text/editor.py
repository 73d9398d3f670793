"""What the editor of rich text says to its writer: its library has some words in English alone."""

from typing import Any

from django.utils.translation import gettext, ngettext_lazy, override, pgettext_lazy
from django.views.i18n import JavaScriptCatalog

from core.plurals import forms

# Each is a word of django-prose-editor. Its dialogs ask gettext for theirs; story.js sets those of its buttons.
WORDS = (
    # Its buttons
    pgettext_lazy("editor", "heading 2"),
    pgettext_lazy("editor", "heading 3"),
    pgettext_lazy("editor", "Heading 2"),
    pgettext_lazy("editor", "Heading 3"),
    pgettext_lazy("editor", "paragraph"),
    pgettext_lazy("editor", "Paragraph"),
    pgettext_lazy("editor", "unordered list"),
    pgettext_lazy("editor", "ordered list"),
    pgettext_lazy("editor", "List properties"),
    pgettext_lazy("editor", "blockquote"),
    pgettext_lazy("editor", "bold"),
    pgettext_lazy("editor", "italic"),
    pgettext_lazy("editor", "subscript"),
    pgettext_lazy("editor", "superscript"),
    pgettext_lazy("editor", "insert link"),
    pgettext_lazy("editor", "remove link"),
    pgettext_lazy("editor", "undo"),
    pgettext_lazy("editor", "redo"),
    # Its dialogs for a link and for a list
    pgettext_lazy("editor", "Edit Link"),
    # Translators: the address of a link
    pgettext_lazy("editor", "URL"),
    # Translators: of a link
    pgettext_lazy("editor", "Title"),
    # Translators: the number of a list's first item
    pgettext_lazy("editor", "Start at"),
    pgettext_lazy("editor", "List type"),
    # Translators: a kind of list
    pgettext_lazy("editor", "Bullets"),
    # Translators: a button that stores what was typed about a link or a list
    pgettext_lazy("editor", "Update"),
    pgettext_lazy("editor", "Cancel"),
)
LEFT_OUT = ngettext_lazy(
    "A picture was left out: the text takes words only.",
    "{count} pictures were left out: the text takes words only.",
)


class EditorCatalog(JavaScriptCatalog):
    """What Django's scripts of the admin and the editor find by gettext."""

    packages = ["django.contrib.admin"]

    def get_catalog(self) -> dict[str, Any]:
        with override(None):
            asked_for = list(map(str, WORDS))
        return super().get_catalog() | dict(zip(asked_for, map(str, WORDS), strict=True))


def attributes() -> dict[str, str]:
    """Attributes of a text's field, with what paste.js says."""
    return {"data-pictures": forms(LEFT_OUT), "data-struck": gettext("Struck-out words were left out.")}
