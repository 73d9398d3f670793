"""What each part of a comment is mixed into, for who checks types: when the site runs it is nothing."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

    from django.db import models
    from django.db.models.expressions import Combinable
    from django.db.models.fields.related_descriptors import RelatedManager

    from comments.models import Comment, Decision, Discussion, Report
    from comments.models.comment import CommentQuerySet

    class ForComment(models.Model):
        """What Comment itself has; a part that passes itself on says that it is one."""

        discussion: models.ForeignKey[Discussion | Combinable, Discussion]
        discussion_id: int
        author_id: int
        thread: models.ForeignKey[Comment | Combinable | None, Comment | None]
        thread_id: int | None
        parent_id: int | None
        number: models.PositiveIntegerField[float | int | str | Combinable, int]
        position: models.PositiveIntegerField[float | int | str | Combinable, int]
        state: models.CharField[str | int | Combinable, str]
        previewed: models.BooleanField[bool | Combinable, bool]
        visible_replies: models.PositiveIntegerField[float | int | str | Combinable, int]
        answers: CommentQuerySet
        decisions: RelatedManager[Decision]
        reports: RelatedManager[Report]

        class Meta:
            abstract = True

        def lock(self) -> datetime.datetime: ...
        def set_state(self, state: str) -> None: ...

else:
    ForComment = object
