"""A photo as the desk's lists and forms show it."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from articles.models import Photo


def part_of(photo: Photo, name: str, shown: str, is_making: bool) -> SafeString:
    """An element with what is shown of a photo; while `is_making`, photos.js replaces it when the worker is done."""
    making = mark_safe(" data-making") if is_making else ""
    return format_html('<div class="part" data-part="{}-{}"{}>{}</div>', name, photo.pk, making, shown)


def picture_of(photo: Photo) -> SafeString:
    """A small picture for lists and forms."""
    if photo.withdrawn_at:
        return part_of(photo, "picture", "withdrawn", is_making=False)
    if not photo.renditions_key:
        words = "no picture" if photo.renditions_problem else "being prepared"
        return part_of(photo, "picture", words, photo.lacks_renditions)
    small = photo.small
    picture = format_html(
        '<img class="thumbnail" src="{}" width="{}" height="{}" alt="{}" loading="lazy">',
        small.url,
        small.width,
        small.height,
        photo.alt or "No alternative text yet",
    )
    return part_of(photo, "picture", picture, is_making=False)


def describe(photo: Photo, has_own_alt: object) -> SafeString:
    """A photo as a row of a story's form shows it: what readers will see, and what is still missing."""
    missing = format_html('<span class="missing">{}</span>', "none yet")
    return format_html(
        '{}<span class="described"><b>Credit:</b> {}<br><b>Caption:</b> {}<br><b>Alternative text:</b> {}</span>',
        picture_of(photo),
        photo.credit_line or missing,
        photo.caption or "none",
        photo.alt or ("see at the side" if has_own_alt else missing),
    )
