"""A thousand changes by dice, each followed by requests to two processes: not one shows anything old."""

import datetime
import io
import random

import pytest
import time_machine
from django.utils import timezone

from articles.models import Article, Contributor, Photo, Topic
from comments.threads import THREADS_A_PAGE
from core.models import FormerAddress
from newsroom.tests.support import naive
from newsroom.tests.support.changes import Newsroom
from newsroom.tests.test_page_cache import Process, _one_connection  # noqa: F401  every request is on it

pytestmark = pytest.mark.long


class Django:
    """For both processes: between two changes it says the same to the same request, and is asked once."""

    def __init__(self, django):
        self.django, self.said = django, {}

    def __call__(self, environ, start_response):
        request = environ["PATH_INFO"], environ["QUERY_STRING"]
        if request not in self.said:
            said = []
            body = self.django(environ, lambda status, headers, exc_info=None: said.extend((status, headers)))
            self.said[request] = *said, b"".join(body)
        status, headers, body = self.said[request]
        start_response(status, list(headers))
        return io.BytesIO(body)


@pytest.fixture
def processes(db):
    processes = [Process(), Process()]
    django = Django(processes[0].django)
    for process in processes:
        process.cache.application = django
    return processes


def all_say(processes, address, right, seen):
    for process in processes:
        assert seen(process.get(address)) == right, address


def days(now):
    """The pages of the archive that have each day on which something was published."""
    found = (
        Article.objects.filter(published_at__lte=now).order_by("url_date").values_list("url_date", flat=True)
    )
    return [
        ("/archive/", *(f"/{day:{each}}/" for each in ("%Y", "%Y/%m", "%Y/%m/%d")))
        for day in dict.fromkeys(found)
    ]


def redirection(answer):
    return answer[0][:3], answer[1].get("Location")


# In halves, one for each core of a small machine.
@pytest.mark.parametrize("seed", [20130706, 20130707])
def test_after_each_of_a_thousand_changes_no_process_shows_anything_old(
    seed, processes, make_article, editor, moderator, make_reader, jpeg, stopwatch
):
    dice = random.Random(seed)
    photo = Photo.objects.ingest(jpeg(), credit_line="Meridian", alt="Boats", make_renditions=False).photo
    lines, on_topics, in_archive, stored, met, django = 0, 0, 0, 0, set(), processes[0].cache.application
    with time_machine.travel(timezone.now(), tick=False) as clock:
        newsroom = Newsroom(dice, make_article, editor, moderator, make_reader, photo)
        for turn in range(500):
            clock.shift(datetime.timedelta(seconds=dice.randrange(120)))
            changed = newsroom.change(is_late=turn >= 400)
            django.said.clear()
            now = timezone.now()
            # By a watch that stands still: what is added they may show late, what was taken from view never.
            for address in ("/", "/section/world/") if turn % 8 == 1 else ():
                for process in processes:
                    answer = process.get(address)
                    assert not naive.taken_from_view(answer, now)
                    lines += answer[2].count(b"line-headline")
            topics = list(Topic.objects.order_by("pk")) if turn % 4 == 3 else []
            for topic in dice.sample(topics, min(2, len(topics))):
                right = naive.on_topic(topic, now)
                for process in processes:
                    shown = naive.addresses_listed(process.get(f"/topic/{topic.slug}/")) if topic.slug else []
                    # What is new to it may come late; order and what is gone from it never do.
                    assert shown == [each for each in right if each in shown]
                    on_topics += len(shown)
                django.said.clear()
            archived = dice.choice(list(days(now))) if turn % 4 == 1 else None
            for address in archived or ():
                for process in processes:
                    answer = process.get(address)
                    counted = naive.counts_seen(answer)
                    for place, number in counted.items():
                        assert 0 < number <= len(naive.in_archive(place, now))
                    right = naive.in_archive(address, now)
                    assert not answer[0].startswith("200") or right
                    shown = naive.addresses_listed(answer)
                    assert shown == [each for each in right if each in shown]
                    in_archive += sum(counted.values()) + len(shown)
                django.said.clear()
            one = dice.choice(Contributor.objects.unmerged().select_related("photo").order_by("pk"))
            right = naive.contributor(one, now)
            all_say(processes, one.get_absolute_url(), right, naive.contributor_seen)
            met.add(f"contributor {right[0]}")
            if former := FormerAddress.objects.filter(path__startswith="/by/").order_by("-pk").first():
                all_say(processes, former.path, ("301", former.leads_to), redirection)
            stories = Article.objects.select_related("revision").exclude(published_at=None)
            article = stories.filter(pk=changed).first()
            # By turns further pages, and a story that nobody touched: it may show the other.
            other = turn % 3 == 2 and dice.choice(stories.order_by("pk"))
            for each in {article, other} - {None, False}:
                right = naive.Story(each, now).page()
                all_say(processes, each.get_absolute_url(), right, naive.story_seen)
                met.add(right[0])
                # What is new comes late to the stored lists; what was taken from view or changed is gone at once.
                for process in processes if right[0] == "200" else ():
                    answer = process.get(each.get_absolute_url())
                    assert not naive.wrongly_listed(answer, each, now)
                    stored += len(naive.around(answer).keys() - {"more"})
            if article is None:
                continue
            story = naive.Story(article, now)
            if comment := newsroom.comment(article):
                right = story.permalink(comment)
                all_say(processes, comment.get_absolute_url(), right, redirection)
                met.add(right[0])
                if turn % 3 == 0:
                    right = story.thread(comment.number)
                    all_say(processes, comment.thread_address, right, naive.lines_seen)
            if max(story.threads, default=0) > THREADS_A_PAGE and turn % 3 == 1:
                right = story.page(2)
                all_say(processes, f"{article.get_absolute_url()}?page=2", right, naive.story_seen)
                met.add("page 2")
    assert met == {"200", "302", "404", "410", "page 2", "contributor 200", "contributor 404"}
    assert lines > 500 and on_topics > 50 and in_archive > 500 and stored > 500
    assert min(newsroom.done.values()) > 0, newsroom.done
