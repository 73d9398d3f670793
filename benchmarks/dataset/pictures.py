"""Photographs of a generated paper: the same sea each time, in another light."""

import io

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from articles.models import Photo
from benchmarks.dataset.words import PLACES

SIZE = WIDTH, HEIGHT = 900, 600
CREDIT = "Meridian/Strait Pool"


def ingest(rng, count):
    """So many photos, ingested as a desk's are. The same seed draws the same ones, which are then known already."""
    return [_ingest(rng, number) for number in range(1, count + 1)]


def _ingest(rng, number):
    place = rng.choice(PLACES)
    out = io.BytesIO()
    _seascape(rng).save(out, "JPEG", quality=82)
    return Photo.objects.ingest(
        ContentFile(out.getvalue(), name=f"sea-{number}.jpg"),
        creator="Meridian",
        credit_line=CREDIT,
        caption=f"The sea off {place}, seen from the mole.",
        alt=f"A boat on a calm sea off {place} under a low sun.",
    ).photo


def _seascape(rng):
    hue, horizon = rng.randrange(256), rng.randrange(HEIGHT // 3, HEIGHT * 2 // 3)
    picture = Image.new("HSV", SIZE, (hue, 60, 225))
    draw = ImageDraw.Draw(picture)
    sun, radius = rng.randrange(WIDTH), rng.randrange(30, 70)
    draw.circle((sun, horizon - radius // 2), radius, (30, 90, 250))
    draw.rectangle((0, horizon, *SIZE), ((hue + 20) % 256, 110, 120))
    bow, deck = rng.randrange(100, WIDTH - 250), horizon + rng.randrange(20, 120)
    draw.polygon(
        [(bow, deck), (bow + 150, deck), (bow + 120, deck + 30), (bow + 30, deck + 30)], (15, 120, 70)
    )
    draw.polygon([(bow + 70, deck - 110), (bow + 70, deck - 5), (bow + 140, deck - 5)], (25, 25, 240))
    return picture.convert("RGB")
