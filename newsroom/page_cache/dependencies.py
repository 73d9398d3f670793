"""What a public page shows: whose versions its bytes hang on, and until when time alone changes nothing about it.

The page cache keeps the pages named here; all others are Django's to answer each time.
"""

import datetime
import re
import time
from urllib.parse import parse_qsl

from django.db import Error
from django.utils import timezone

from articles.models import Article
from comments.models import Comment, Discussion
from core.numbers import NUMBER, plain_number
from newsroom.page_cache.versions import DatabaseGone, read_versions

# Lists of stories may be so old, in seconds. A story may not be old at all.
LAG = 5
NEVER = float("inf")
_STORY = re.compile(r"/([0-9]{4})/([0-9]{2})/([0-9]{2})/([^/]+)/(?:thread/[1-9][0-9]{0,8}/)?")
_COMMENT = re.compile(rf"/comments/({NUMBER})/(?:report/(?:thanks/)?)?")
_SECTION = re.compile(r"/section/[^/]+/")
_FRONT, _POLICY = "/", "/comment-policy/"
# Which number of a query a page reads; everything else is somebody's bookkeeping and makes no other page.
_ASKED = ((_STORY, "page"), (_SECTION, "before"))
# More fields than any page has are no question.
_MOST_FIELDS = 50


def address_of(path: str, query: str) -> tuple[str, str] | None:
    """The (path, query) that a page is kept under, one for each page; None where Django is to be asked.

    `path` as WSGI has it: bytes as Latin-1.
    """
    if path in (_FRONT, _POLICY) or _COMMENT.fullmatch(path):
        return path, ""
    name = next((name for pattern, name in _ASKED if pattern.fullmatch(path)), None)
    if name is None or not query:
        return (path, "") if name else None
    try:
        asked = dict(parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        return None
    if name not in asked:
        return path, ""
    number = plain_number(asked[name])
    # What is no number is for the page itself to refuse; page 1 is the page.
    if number is None:
        return None
    return path, "" if (name, number) == ("page", 1) else f"{name}={number}"


class Shown:
    """Made before its page is: what changes meanwhile makes the page old at once, and never leaves an old one."""

    __slots__ = ("story", "until", "lags_until", "versions")

    def __init__(self, story, until, versions, lags_until=NEVER):
        """`until` in seconds since 1970, `lags_until` of the monotonic clock, which nobody sets back."""
        self.story, self.until, self.versions, self.lags_until = story, until, versions, lags_until

    def is_current(self, now):
        """`now` in seconds since 1970. Raises DatabaseGone."""
        return (
            now < self.until
            and time.monotonic() < self.lags_until
            and (self.versions is None or self.versions == read_versions(self.story))
        )


def shown_at(path):
    """A Shown for the page at this path, or None where there is none to keep. Raises DatabaseGone."""
    # Asked for lists too: nobody waits for a database that is gone, nor meets a connection from before a restart.
    edition = read_versions(None)
    if path == _FRONT or _SECTION.fullmatch(path):
        return Shown(None, NEVER, None, lags_until=time.monotonic() + LAG)
    if path == _POLICY:
        return Shown(None, NEVER, edition)
    now = timezone.now()
    try:
        story = _story(path, now)
        if story is None:
            return None
        # Before the instants too: who changes a window meanwhile makes the page old at once.
        versions = read_versions(story)
        return Shown(story, _until(story, now), versions)
    except Error:
        raise DatabaseGone from None


def _story(path, now):
    """The key of the story whose page this is, if that story was public by now."""
    try:
        path = path.encode("latin-1").decode()
        if found := _STORY.fullmatch(path):
            day = datetime.date(*map(int, found.groups()[:3]))
            stories = Article.objects.filter(url_date=day, slug=found[4])
        elif found := _COMMENT.fullmatch(path):
            comments = Comment.objects.filter(pk=int(found[1]))
            stories = Article.objects.filter(pk__in=comments.values("discussion__article"))
        else:
            return None
    except ValueError:
        return None
    return stories.once_public(now).values_list("pk", flat=True).first()


def _until(story, now):
    """When its pages change by time alone: its discussion ends, or its section's next story is out."""
    article = Article.objects.select_related("discussion").get(pk=story)
    to_come = Article.objects.filter(filed_under=article.filed_under_id, published_at__gt=now)
    instants = [
        Discussion.of(article).closes_at,
        to_come.order_by("published_at").values_list("published_at", flat=True).first(),
    ]
    return min((each.timestamp() for each in instants if each and each > now), default=NEVER)
