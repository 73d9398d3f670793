from django.core.management.base import BaseCommand

from articles.models import Article, Photo, Slide
from articles.photographs.misread import mend
from core.progress import Progress


class Command(BaseCommand):
    help = (
        "Mend what earlier releases misread of photographs' files: control codes for Windows' quotes and dashes, a "
        "field said twice, a camera's own caption; have renditions that were given up tried again; and take offline "
        "what public pages showed once and show no more. Names each photo that it mends, and what stood there. Safe to "
        "repeat, to interrupt and to run while the site serves."
    )

    def handle(self, **options: object) -> None:
        progress, number = Progress(self.stdout), 0
        progress.begin("Looking at", Photo.objects.count())
        for looked_at, mended in mend(Photo.objects.all()):
            for photo, names in mended:
                number += 1
                progress.say(f"photo {photo.pk}: {', '.join(names)}")
            progress.more("photos", looked_at)
        progress.say(f"{number:,} photos were mended.")
        no_more = shown_no_more()
        progress.begin("Taking offline", len(no_more))
        for photo in no_more:
            photo.take_offline(photo.renditions_key)
            progress.more("photos", 1)


def shown_no_more() -> list[Photo]:
    """Photos that no public story shows any more, whose files are still where public pages showed them."""
    was_public = Slide.objects.filter(revision__article__in=Article.objects.once_public())
    is_shown = Slide.objects.filter(revision__in=Article.objects.published().values("revision"))
    # A photo taken offline gets a higher round: only photos of round 0 can have been missed.
    photos = Photo.objects.filter(renditions_round=0, withdrawn_at=None).exclude(renditions_key="")
    photos = photos.filter(pk__in=was_public.values("photo")).exclude(pk__in=is_shown.values("photo"))
    return list(photos.order_by("pk"))
