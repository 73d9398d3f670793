"""What pages that show a discussion depend on."""

import datetime

from articles.models import Article
from articles.subjects import STORY
from comments.models import Comment, Discussion


def story_of(now: datetime.datetime, pk: str) -> int | None:
    """The key of the story under which a comment stands, if that story was public by now."""
    comments = Comment.objects.filter(pk=int(pk))
    stories = Article.objects.filter(pk__in=comments.values("discussion__article"))
    return stories.once_public(now).values_list("pk", flat=True).first()


def _closes_at(story: int, now: datetime.datetime) -> datetime.datetime | None:
    return Discussion.of(Article.objects.select_related("discussion").get(pk=story)).closes_at


def declare() -> None:
    """Make a story's page depend on its discussion, and on the instant at which that closes."""
    STORY.also(
        until=_closes_at,
        discussion=lambda story: Discussion.objects.filter(article=story).values("version"),
    )
