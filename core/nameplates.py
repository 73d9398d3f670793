"""The paper’s name as a picture: looked at, and written anew, before it is stored."""

import hashlib
import io
import warnings
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from core.models import Nameplate

TYPES = {"png": "image/png", "webp": "image/webp"}
MAX_BYTES = 500_000
# Pixels: twice the widest column of the page, for fine screens.
MAX_WIDTH, MAX_HEIGHT = 2480, 600


def read(file: IO[bytes]) -> Nameplate:
    """The picture in the file, unsaved: PNG or WebP, of one frame. Raises ValidationError.

    It is written anew, so that nothing that a file has beside its picture is stored.
    """
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValidationError(
            _("A nameplate has at most %(number)s kB: save it smaller."), params={"number": MAX_BYTES // 1000}
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            opened = Image.open(io.BytesIO(data), formats=["PNG", "WEBP"])
            if opened.width > MAX_WIDTH or opened.height > MAX_HEIGHT:
                raise ValidationError(
                    _("A nameplate is at most %(width)s pixels wide and %(height)s high; this is %(is)s."),
                    params={
                        "width": MAX_WIDTH,
                        "height": MAX_HEIGHT,
                        "is": f"{opened.width} × {opened.height}",
                    },
                )
            if getattr(opened, "n_frames", 1) > 1:
                raise ValidationError(_("A nameplate does not move: save it as one picture."))
            kind = (opened.format or "").lower()
            has_alpha = "A" in opened.getbands() or "transparency" in opened.info
            image = opened.convert("RGBA" if has_alpha else "RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError):
        raise ValidationError(_("This is no PNG and no WebP file, or it is damaged.")) from None
    written = io.BytesIO()
    image.save(written, kind, **({"lossless": True} if kind == "webp" else {"optimize": True}))
    made = written.getvalue()
    digest = hashlib.sha256(made).hexdigest()[:16]
    return Nameplate(digest=digest, kind=kind, width=image.width, height=image.height, data=made)
