from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from django_prose_editor.fields import ProseEditorField

from core.rich_text.sanitising import Sanitised, sanitise

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Superscript": True,
    "Subscript": True,
    "Heading": {"levels": [2, 3]},
    "Blockquote": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Link": {
        "enableTarget": False,
        "protocols": ["http", "https", "mailto", "tel"],
        "defaultProtocol": "https",
    },
    "HardBreak": True,
    "SpecialCharacters": True,
    "History": True,
    # Ours, in paste.js.
    "Paste": True,
}


class RichTextField(ProseEditorField):  # type: ignore[misc] # of a library without types
    """HTML that is reduced to a short allow-list at every save, whichever way it came in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("extensions", EXTENSIONS)
        super().__init__(*args, sanitize=sanitise, **kwargs)

    def from_db_value(
        self, value: str | None, expression: object, connection: BaseDatabaseWrapper
    ) -> Sanitised | None:
        return None if value is None else Sanitised(value)

    def pre_save(self, instance: Model, add: bool) -> Sanitised:
        html = sanitise(getattr(instance, self.attname))
        setattr(instance, self.attname, html)
        return html

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        # A query set's update() has no instance, and so does not call pre_save.
        value = str(sanitise(value)) if isinstance(value, str) else value
        return super().get_db_prep_save(value, connection)
