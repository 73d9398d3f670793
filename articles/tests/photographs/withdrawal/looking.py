"""What the tests of a withdrawn photo look at."""

import io

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

WITHDRAWN = "This photograph was withdrawn."
REASON = "A court forbade it."
# A camera that was held upright: orientation 6.
LAID = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"


def picture(seed=0):
    """A picture with something in it."""
    image = Image.effect_mandelbrot((900, 600), (-2 + seed, -1.2, 0.6, 1.2), 60).convert("RGB")
    ImageDraw.Draw(image).ellipse((100 + 300 * seed, 100, 400, 500), fill=(200, 120, 40))
    return image


def saved(image, format="JPEG", **options):
    out = io.BytesIO()
    image.save(out, format, **options)
    return ContentFile(out.getvalue(), name=f"picture.{format.lower()}")


def files_of(photo):
    """The addresses of all its renditions."""
    return [each.url for made in photo.renditions_of.values() for each in made]


def status(client, addresses):
    return {client.get(each).status_code for each in addresses}


def page_of(client, story):
    return client.get(story.get_absolute_url()).content.decode()


def address(photo):
    """Of the page on which it is withdrawn."""
    return f"/admin/articles/photo/{photo.pk}/withdrawal/"
