"""What discussions do when something that they show has changed elsewhere."""

from accounts.models import User
from comments.models import Discussion
from core.page_versions import bump_versions


def bump_discussions_of(sender: type[User], user: User, **kwargs: object) -> None:
    """Wherever they wrote, under their name or answered by it."""
    bump_versions(Discussion.objects.filter(pk__in=user.comments.values("discussion")))
