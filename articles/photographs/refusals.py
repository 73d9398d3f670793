"""The words of a file's refusal (bounds.Refused), which the process that decodes has given a code."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.digits import grouped

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# {code: words}. `limit` is `most` as the desk writes it.
_WORDS: "Mapping[str, StrPromise]" = {
    "too_many_parts": ngettext_lazy(
        "The file is made of more than %(limit)s part, or of very long ones. Export it again as a JPEG.",
        "The file is made of more than %(limit)s parts, or of very long ones. Export it again as a JPEG.",
        "most",
    ),
    "too_many_frames": ngettext_lazy(
        "The file holds more than %(limit)s picture. Send the one that is to be shown, as a JPEG.",
        "The file holds more than %(limit)s pictures. Send the one that is to be shown, as a JPEG.",
        "most",
    ),
    "too_many_scans": ngettext_lazy(
        "The JPEG is drawn in more than %(limit)s pass. Export it again, not progressive.",
        "The JPEG is drawn in more than %(limit)s passes. Export it again, not progressive.",
        "most",
    ),
    "other_tiff": _("This kind of TIFF can't be read. Save it as an ordinary TIFF, or send a JPEG."),
    "unknown_tiff": _(
        "This kind of TIFF can't be read. Save it with 8 bits a color, without extra channels or an alpha channel, "
        "or send a JPEG."
    ),
    "no_photograph": _(
        "This is not a photograph that can be used. Send a JPEG, PNG, TIFF, WebP or AVIF file."
    ),
    "too_heavy": _(
        "The picture takes more time or memory than a photograph needs. Export it again as a JPEG."
    ),
    "too_large": ngettext_lazy(
        "The picture is too large. At most %(limit)s megapixel can be taken.",
        "The picture is too large. At most %(limit)s megapixels can be taken.",
        "most",
    ),
    "too_many_pixels": ngettext_lazy(
        "The picture has %(megapixels)s megapixel. At most %(limit)s can be taken.",
        "The picture has %(megapixels)s megapixels. At most %(limit)s can be taken.",
        "megapixels",
    ),
    "broken": _("The file is broken: the picture can't be read to its end. Export it again."),
    "gray_of_32_bits": _("This TIFF has 32 bits of gray, or fractions. Save it with 8 or 16 bits."),
    "gray_from_white": _("This TIFF counts its grays from white. Save it with 8 bits, or with black as 0."),
    "too_narrow": ngettext_lazy(
        "The picture is %(width)s pixel wide and %(height)s high. So narrow, at most %(highest)s of height can be "
        "taken. Crop it, or cut it into several.",
        "The picture is %(width)s pixels wide and %(height)s high. So narrow, at most %(highest)s of height can be "
        "taken. Crop it, or cut it into several.",
        "width",
    ),
    "stopping": _(
        "The site was being stopped just then. Choose the file once more and send it in a minute; all else that you "
        "typed is still here."
    ),
    "waited_long": _(
        "Other photographs are being looked at just now, and this one has waited long. Choose the file once more and "
        "send it in a minute; all else that you typed is still here."
    ),
}


def in_words(refusal: str) -> str:
    """What the text of a bounds.Refused says to people. Earlier releases stored words: they stay as they are."""
    code, *pairs = refusal.split(" ")
    if (words := _WORDS.get(code)) is None:
        return refusal
    numbers = {name: int(number) for name, _sign, number in (each.partition("=") for each in pairs)}
    return words % (numbers | {"limit": grouped(numbers.get("most", 0))})
