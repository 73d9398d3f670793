"""Headings, paragraphs and lists of the first pages, as HTML. A text may have links: {name}, whose address is given."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.rich_text.sanitising import sanitise


def page(*parts: SafeString) -> str:
    """As the field would store it: a migration's own field does not sanitise."""
    return str(sanitise("\n".join(parts)))


def heading(text: str) -> SafeString:
    return format_html("<h2>{}</h2>", text)


def paragraph(text: str, **addresses: str) -> SafeString:
    return format_html("<p>{}</p>", _linked(text, addresses))


def items(texts: Iterable[str], **addresses: str) -> SafeString:
    rows = format_html_join("\n", "<li>{}</li>", ((_linked(text, addresses),) for text in texts))
    return format_html("<ul>\n{}\n</ul>", rows)


def _linked(text: str, addresses: dict[str, str]) -> str:
    """With addresses the text is HTML of ours, a message with links; without, it is plain."""
    return format_html(text, **addresses) if addresses else text
