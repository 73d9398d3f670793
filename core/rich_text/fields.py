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


class RichTextField(ProseEditorField):
    """HTML against a short allow-list, sanitised at every save, whatever door it came through."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("extensions", EXTENSIONS)
        super().__init__(*args, sanitize=sanitise, **kwargs)

    def from_db_value(self, value, expression, connection):
        return None if value is None else Sanitised(value)

    def pre_save(self, instance, add):
        html = sanitise(getattr(instance, self.attname))
        setattr(instance, self.attname, html)
        return html

    def get_db_prep_save(self, value, connection):
        # The door that knows no instance: a query set's update().
        value = str(sanitise(value)) if isinstance(value, str) else value
        return super().get_db_prep_save(value, connection)
