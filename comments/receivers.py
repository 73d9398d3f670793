"""What discussions do when another app changes something that they show."""

from accounts.models import User
from comments.models import Discussion
from core.page_versions import bump_versions


def bump_discussions_of(sender: type[User], user: User, **kwargs: object) -> None:
    """Bump each discussion in which the user wrote: it shows their name over comments and in replies to them."""
    bump_versions(Discussion.objects.filter(pk__in=user.comments.values("discussion")))
