"""Receivers of signals: what happens to stories when something that they show has changed."""

from django.db import transaction

from articles.models import Article, Photo
from core.models import Edition
from core.page_versions import bump_versions


def bump_stories_showing(sender: type[Photo], photo: Photo, **kwargs: object) -> None:
    """Bump every published story that shows the photo, and again after the commit: one may be published meanwhile.

    A contributor’s page, too, is one of the lists that depend on what is taken from view.
    """
    _bump_stories_showing(photo)
    transaction.on_commit(lambda: _bump_stories_showing(photo), robust=True)


def _bump_stories_showing(photo: Photo) -> None:
    stories = bump_versions(Article.objects.filter(pk__in=Article.objects.showing(photo).values("pk")))
    if stories or photo.contributors.exists():
        Edition.note_removal()
