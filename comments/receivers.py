"""What discussions do when something that they show has changed elsewhere."""

from accounts.models import User
from articles.versions import raise_versions
from comments.models import Discussion


def raise_discussions_of(sender: type[User], user: User, **kwargs: object) -> None:
    """Wherever they wrote, under their name or answered by it."""
    raise_versions(Discussion.objects.filter(pk__in=user.comments.values("discussion")))
