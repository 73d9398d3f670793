"""A base class for the parts of a comment, for the type checker alone: when the site runs, it is `object`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

    from django.db import models
    from django.db.models.expressions import Combinable
    from django.db.models.fields.related_descriptors import RelatedManager

    from comments.models import Comment, Decision, Discussion, Report
    from comments.models.comment import CommentQuerySet

    class ForComment(models.Model):
        """What Comment itself has. Where a part passes `self` on as a Comment, it says so to the type checker."""

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
