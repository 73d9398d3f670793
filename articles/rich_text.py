"""The body of a story: which HTML it may have, and where the page puts the lead-in."""

import re
from html import unescape

import nh3
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import mark_safe
from django_prose_editor.fields import ProseEditorField

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Heading": {"levels": [2, 3]},
    "Blockquote": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "HardBreak": True,
    "SpecialCharacters": True,
    "History": True,
}
_cleaner = nh3.Cleaner(
    tags={"p", "h2", "h3", "blockquote", "ul", "ol", "li", "strong", "em", "br", "a"},
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener",
)
_EMPTY_PARAGRAPH = re.compile(r"<p>(\s|&nbsp;|<br>)*</p>\s*")


def sanitise(html):
    """What of some HTML a story may have; everything else goes, its text stays."""
    # Control characters have no place in a text, and PostgreSQL refuses the first of them.
    html = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", html or "")
    return _EMPTY_PARAGRAPH.sub("", _cleaner.clean(html)).strip()


def opening(html, most=180):
    """The first words of a body as plain text, with an ellipsis where they are cut."""
    text = " ".join(unescape(strip_tags(html[: most * 4].replace("<br>", " ").replace("</p>", " "))).split())
    return text if len(text) <= most else text[:most].rpartition(" ")[0].rstrip(",;:–") + " …"


def has_words(html):
    return bool(strip_tags(html).replace("\xa0", " ").strip())


def with_lead_in(html, place, source):
    """The body with "PLACE (Source) -" before its first words, in a paragraph of its own where it begins otherwise."""
    words = [format_html('<span class="place">{}</span>', place)] if place else []
    if source:
        words.append(format_html("({})", source))
    if not words:
        return mark_safe(html)
    lead_in = format_html(
        '<span class="lead-in">{} –</span> ', format_html_join(" ", "{}", ([each] for each in words))
    )
    if html.startswith("<p>"):
        return mark_safe("<p>" + lead_in + html.removeprefix("<p>"))
    return mark_safe(f"<p>{lead_in}</p>\n{html}")


class RichTextField(ProseEditorField):
    """HTML against a short allow-list, sanitised at every save, whatever door it came through."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("extensions", EXTENSIONS)
        super().__init__(*args, sanitize=sanitise, **kwargs)

    def pre_save(self, instance, add):
        html = sanitise(getattr(instance, self.attname))
        setattr(instance, self.attname, html)
        return html

    def get_db_prep_save(self, value, connection):
        # The door that knows no instance: a query set's update().
        return super().get_db_prep_save(sanitise(value) if isinstance(value, str) else value, connection)
