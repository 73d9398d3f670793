"""What tests that start the site's own processes share."""

import os
import subprocess
import sys
import time

from django.conf import settings

# One photograph, of which nothing is made yet.
SITE = """
import io, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
import django
django.setup()
from django.core.files.base import ContentFile
from django.core.management import call_command
from PIL import Image
from articles.models import Photo
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
out = io.BytesIO()
Image.effect_noise((int(sys.argv[1]), int(sys.argv[2])), 90).convert("RGB").save(out, "JPEG")
Photo.objects.ingest(ContentFile(out.getvalue(), name="noise.jpg"), credit_line="Meridian").photo
"""


def make_site(folder, width, height):
    """Make a site with a photograph of that size in a folder; answers the environment to run it in."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PYTEST_"))},
        "DATABASE_URL": "",
        "DATA_DIR": str(folder),
        "HOME": str(folder),
    }
    subprocess.run(
        [sys.executable, "-c", SITE, str(width), str(height)],
        cwd=settings.BASE_DIR,
        env=environment,
        check=True,
    )
    return environment


def until(is_so, what, seconds=60):
    """Wait for it, and answer what it answered."""
    end = time.monotonic() + seconds
    while not (found := is_so()):
        assert time.monotonic() < end, what
        time.sleep(0.02)
    return found
