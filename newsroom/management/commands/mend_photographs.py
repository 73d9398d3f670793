from django.core.management.base import BaseCommand

from articles.models import Photo
from articles.photographs.misread import mend
from newsroom.moving.progress import Progress


class Command(BaseCommand):
    help = (
        "Mend what earlier releases misread of photographs' files: control codes for Windows' quotes and dashes, a "
        "field said twice, a camera's own caption, a time that no calendar holds; and have renditions that were "
        "given up tried again. Names each photo that it mends. Safe to repeat, to interrupt and to run while the "
        "site serves."
    )

    def handle(self, **options):
        progress, number = Progress(self.stdout), 0
        progress.begin("Looking at", Photo.objects.count())
        for looked_at, mended in mend(Photo.objects.all()):
            for photo, names in mended:
                number += 1
                progress.say(f"photo {photo.pk}: {', '.join(names)}")
            progress.more("photos", looked_at)
        progress.say(f"{number:,} photos were mended.")
