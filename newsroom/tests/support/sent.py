"""What a browser sends of a form: what stands in its fields, and nothing else."""

from html.parser import HTMLParser

# Of inputs, what a button sends when it is pressed, and what a form without JavaScript has no use for.
NOT_SENT = {"submit", "button", "image", "reset", "file"}


class _Form(HTMLParser):
    def __init__(self, form_id):
        super().__init__()
        self.form_id, self.is_in, self.fields = form_id, False, []
        self._name = self._option = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.is_in = attrs.get("id") == self.form_id
        if not self.is_in or "disabled" in attrs:
            return
        if tag == "input" and attrs.get("name") and attrs.get("type") not in NOT_SENT:
            if attrs.get("type") not in ("checkbox", "radio") or "checked" in attrs:
                self.fields.append([attrs["name"], attrs.get("value", "on" if "checked" in attrs else "")])
        elif tag in ("textarea", "select"):
            self._name, self._chosen = attrs.get("name"), None
            self._text = "" if tag == "textarea" else None
        elif tag == "option" and (self._chosen is None or "selected" in attrs):
            self._chosen = attrs.get("value", "")

    def handle_data(self, data):
        if self._name and self._text is not None:
            self._text += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.is_in = False
        if tag == "textarea" and self._name:
            self.fields.append([self._name, self._text.removeprefix("\n")])
            self._name = None
        if tag == "select" and self._name:
            self.fields += [[self._name, self._chosen]] if self._chosen is not None else []
            self._name = None

    _text = _chosen = None


def fields_of(page: str, form_id: str) -> dict[str, str]:
    """{name: value} of the form with that id, as a browser without JavaScript sends it."""
    form = _Form(form_id)
    form.feed(page)
    # Rows to be copied by scripts have no number, and count for nothing.
    return {name: value for name, value in form.fields if "__prefix__" not in name}
