"""What stories do when something that they show has changed elsewhere."""

from django.db import transaction

from articles.models import Article, Edition, Photo
from core.page_versions import raise_versions


def raise_stories_showing(sender: type[Photo], photo: Photo, **kwargs: object) -> None:
    """Of every published story that shows it; once more when it is certain, for one may come out meanwhile."""
    _raise_stories_showing(photo)
    transaction.on_commit(lambda: _raise_stories_showing(photo), robust=True)


def _raise_stories_showing(photo):
    if raise_versions(Article.objects.filter(pk__in=Article.objects.showing(photo).values("pk"))):
        Edition.note_removal()
