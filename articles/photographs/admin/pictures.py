"""A photo as the desk's lists and forms show it."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.models import Photo


def part_of(photo: Photo, name: str, shown: str, is_making: bool) -> SafeString:
    """An element with what is shown of a photo; while `is_making`, photos.js replaces it when the worker is done."""
    making = mark_safe(" data-making") if is_making else ""
    return format_html('<div class="part" data-part="{}-{}"{}>{}</div>', name, photo.pk, making, shown)


def picture_of(photo: Photo) -> SafeString:
    """A small picture for lists and forms."""
    if photo.withdrawn_at:
        return part_of(photo, "picture", pgettext("photo", "withdrawn"), is_making=False)
    if not photo.renditions_key:
        # Translators: a photo, whose files are being made
        being_prepared = _("being prepared")
        words = _("no picture") if photo.renditions_problem else being_prepared
        return part_of(photo, "picture", words, photo.lacks_renditions)
    small = photo.small
    picture = format_html(
        '<img class="thumbnail" src="{}" width="{}" height="{}" alt="{}" loading="lazy">',
        small.url,
        small.width,
        small.height,
        photo.alt or _("No alternative text yet"),
    )
    return part_of(photo, "picture", picture, is_making=False)


def describe(photo: Photo, has_own_alt: object) -> SafeString:
    """A photo as a row of a story's form shows it: what readers will see, and what is still missing."""
    # Translators: a credit line or an alternative text that a photo needs
    missing = format_html('<span class="missing">{}</span>', _("none yet"))
    # Translators: the alternative text that the story has for a photo of its own stands in the field beside
    alt = photo.alt or (_("see at the side") if has_own_alt else missing)
    return format_html(
        '{}<span class="described"><b>{}</b> <bdi>{}</bdi><br><b>{}</b> <bdi>{}</bdi><br>'
        "<b>{}</b> <bdi>{}</bdi></span>",
        picture_of(photo),
        # Translators: the credit line of a photo follows
        _("Credit:"),
        photo.credit_line or missing,
        # Translators: the caption of a photo follows
        _("Caption:"),
        photo.caption or pgettext("caption", "none"),
        _("Alternative text:"),
        alt,
    )
