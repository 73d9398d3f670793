"""The pages whose cost must not grow with the paper."""

import datetime
import re
import time
from collections import Counter

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import CharField, Count, F, Value
from django.db.models.functions import Abs, Cast, Concat
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import SignIn, User
from articles.archive.calendars import day_link, month_link, year_link
from articles.models import (
    ArchiveDay,
    Article,
    Contribution,
    Contributor,
    Section,
    Slide,
    StoredList,
    Topic,
)
from benchmarks.dataset.times import YEARS
from comments.models import Comment, Discussion
from core.fragment_cache import fragment_cache
from core.models import Page

# As many as a page of the desk's list shows.
PAGE_SIZE = 50
# One of so many stories stands under the fullest day: among half a million it has 4,000 pages.
SHARE_OF_FULLEST = 5
FULLEST = datetime.date(2000, 1, 1)
PASSWORD = "harbor-light-9"


class Pages:
    """The pages of a generated paper, {name: function that requests it}, each for somebody who may see it."""

    def __init__(self):
        people = [
            self._person("GrowthReader"),
            self._person("GrowthModerator", "Moderators"),
            self._person("GrowthEditor", "Editors"),
            self._person("GrowthOwner", "Editors", is_superuser=True),
            self._person("GrowthReporter", "Reporters"),
            self._person("GrowthChief", "Chiefs"),
        ]
        published = Article.objects.published().newest_first()
        _give_a_pageful(published, to=people[4])
        _kill_a_pageful(published, by=people[2])
        _end_two_pagefuls_of_tasks()
        _sign_in_often(people[2])
        _fill_a_day(published)
        section = Section.objects.annotate(size=Count("stories")).order_by("-size")[0]
        oldest = published.reverse().filter(published_section=section)[25]
        topic = Topic.objects.annotate(size=Count("listings")).order_by("-size")[0]
        writer = Contributor.objects.annotate(size=Count("listings")).order_by("-size")[0]
        # A page has 25: behind these the oldest page is full in both papers.
        first_of_topic, first_of_writer = (
            each.listings.order_by("published_at", "article")[min(25, each.size - 1)].article_id
            for each in (topic, writer)
        )
        # As many pages from the front as its stories have: the deepest that is full.
        first_of_day = Article.objects.filter(url_date=FULLEST).order_by("published_at", "pk")[25].pk
        # All of it is over.
        lately = timezone.localdate() - datetime.timedelta(days=400)
        of_topic = (
            topic.listings.order_by("-published_at", "-article_id").select_related("article")[10].article
        )
        recent = timezone.now() - datetime.timedelta(days=13)
        recent = Discussion.objects.filter(article__published_at__gt=recent, mode="automatic")
        busy = recent.select_related("article").order_by("-visible_count")[0]
        # The author of most comments has the longest list of them.
        authors = User.objects.filter(pk__in=busy.comments.values("author")[:2000])
        busiest = authors.annotate(written=Count("comments")).order_by("-written")[0]
        story, full = busy.article.get_absolute_url(), busy.last_thread_number // 25
        quiet = Discussion.objects.filter(visible_count__range=(18, 22), last_thread_number__range=(5, 12))
        quiet = quiet.filter(article__killed_at=None).order_by("-pk")[0]
        bare = published.filter(discussion=None)[0]
        visible = busy.comments.visible()
        # A thread of about the same size in both papers.
        thread = visible.filter(position=0, last_position__gt=4).order_by(
            Abs(F("last_position") - 10), "-number"
        )[0]
        comment = visible.filter(thread=None).order_by("-number")[3]
        reply = thread.answers.visible().order_by("-position")[0]
        # A story whose form has as many rows in both papers.
        with_photo = Slide.objects.filter(revision=None).values("article")
        newest = Contribution.objects.filter(revision=None, article__in=with_photo)
        newest = newest.filter(article__in=list(published[:300]), article__discussion__isnull=False)
        newest = newest.values("article")
        formed = newest.annotate(credits=Count("pk", distinct=True)).filter(credits=2)[0]["article"]
        waiting = Comment.objects.waiting().order_by("pk")[0]
        own_page = _own_page(by=people[2])
        # Around each story, as full in both papers.
        StoredList.remake_all()
        word, name, author = "harbor", busiest.username, busiest.pk
        anybody = self._client()
        reader, moderator, editor, owner, reporter, chief, busiest = map(self._client, [*people, busiest])
        admin = "/admin/"

        self._pages = {
            "front": lambda: anybody.get("/"),
            "section, newest": lambda: anybody.get(section.get_absolute_url()),
            "section, oldest": lambda: anybody.get(f"{section.get_absolute_url()}?before={oldest.pk}"),
            "topic, newest": lambda: anybody.get(topic.get_absolute_url()),
            "topic, oldest": lambda: anybody.get(f"{topic.get_absolute_url()}?before={first_of_topic}"),
            "contributor, newest": lambda: anybody.get(writer.get_absolute_url()),
            "contributor, oldest": lambda: anybody.get(
                f"{writer.get_absolute_url()}?before={first_of_writer}"
            ),
            "archive": lambda: anybody.get("/archive/"),
            "archive, a year": lambda: anybody.get(year_link(lately).address),
            "archive, a month": lambda: anybody.get(month_link(lately).address),
            "archive, fullest day, newest": lambda: anybody.get(day_link(FULLEST).address),
            "archive, fullest day, oldest": lambda: anybody.get(
                f"{day_link(FULLEST).address}?before={first_of_day}"
            ),
            "story of the largest topic": lambda: anybody.get(of_topic.get_absolute_url()),
            "story without comments": lambda: anybody.get(bare.get_absolute_url()),
            "story with 20 comments": lambda: anybody.get(quiet.article.get_absolute_url()),
            "busiest story, first page": lambda: anybody.get(story),
            "busiest story, last full page": lambda: anybody.get(f"{story}?page={full}"),
            "busiest story, signed in": lambda: reader.get(story),
            "page of the paper’s own": lambda: anybody.get(own_page.get_absolute_url()),
            "pages of the paper’s own": lambda: owner.get(f"{admin}core/page/"),
            "permalink": lambda: anybody.get(comment.get_absolute_url()),
            "permalink of a reply": lambda: anybody.get(reply.get_absolute_url()),
            "thread": lambda: anybody.get(f"{story}thread/{thread.number}/"),
            "signing in": lambda: self._client().post(
                "/accounts/login/", {"login": people[0].username, "password": PASSWORD}
            ),
            "signing in by address": lambda: self._client().post(
                "/accounts/login/", {"login": people[0].email, "password": PASSWORD}
            ),
            "registering": lambda: self._client().post(
                "/accounts/signup/",
                {"username": "GrowthNewcomer", "email": "newcomer@growth.invalid", "password1": PASSWORD},
            ),
            "form of a comment": lambda: reader.get(f"{story}comment/"),
            "posting a comment": lambda: reader.post(f"{story}comment/", {"text": "What I have to say."}),
            "posting a reply": lambda: reader.post(
                f"{reply.get_absolute_url()}reply/", {"text": "What I answer."}
            ),
            "form of a report": lambda: anybody.get(f"{comment.get_absolute_url()}report/"),
            "reporting, anonymous": lambda: anybody.post(
                f"{comment.get_absolute_url()}report/",
                {"reason": "spam"},
                headers={"Sec-Fetch-Site": "same-origin"},
            ),
            "reporting, signed in": lambda: reader.post(
                f"{comment.get_absolute_url()}report/", {"reason": "spam"}
            ),
            "moderators’ queue": lambda: moderator.get(f"{admin}comments/comment/"),
            "comment in the admin": lambda: moderator.get(f"{admin}comments/comment/{waiting.pk}/change/"),
            "own comments": lambda: busiest.get("/comments/mine/"),
            "removing a comment": lambda: moderator.post(
                f"{admin}comments/comment/{comment.pk}/change/",
                {"action": "remove", "reason": "spam", "decision": 0, "report": 0},
            ),
            "removing a reply": lambda: moderator.post(
                f"{admin}comments/comment/{reply.pk}/change/",
                {"action": "remove", "reason": "spam", "decision": 0, "report": 0},
            ),
            "story in the admin": lambda: editor.get(f"{admin}articles/article/{formed}/change/"),
        }
        lists = {
            "stories": (
                editor,
                "articles/article/",
                {"q": word},
                {"standing": "draft"},
                {"standing": "scheduled"},
                {"standing": "published"},
                {"standing": "killed"},
                {"section__id__exact": section.pk},
                {"whose": "mine"},
            ),
            "stories of one’s own": (
                reporter,
                "articles/article/",
                {"q": word},
                {"standing": "published"},
            ),
            "published, for a reporter": (reporter, "articles/revision/", {"q": word}),
            "published": (
                editor,
                "articles/revision/",
                {"q": word},
                {"kind__exact": "correction"},
                {"section__id__exact": section.pk},
            ),
            "photos": (editor, "articles/photo/", {"q": word}),
            "topics": (editor, "articles/topic/", {"q": "Harbor"}),
            "contributors": (editor, "articles/contributor/", {"q": "Rookwood"}),
            "comments": (
                moderator,
                "comments/comment/?show=all",
                {"q": name},
                {"show": "hidden"},
                {"show": "removed"},
                {"show": "withdrawn"},
                {"show": "visible"},
                {"show": "held"},
                {"show": "all", "author__id__exact": author},
                {"show": "all", "discussion__id__exact": busy.pk},
            ),
            "reports": (moderator, "comments/report/", {"reason__exact": "illegal"}),
            "decisions": (
                moderator,
                "comments/decision/",
                {"action__exact": "approve"},
                {"reason__exact": "spam"},
            ),
            "users": (
                owner,
                "accounts/user/",
                {"q": name},
                {"is_staff__exact": 1},
                {"is_active__exact": 0},
                {"groups__id__exact": Group.objects.get(name="Editors").pk},
            ),
            "staff": (
                chief,
                "accounts/user/",
                {"q": "growth"},
                {"is_active__exact": 0},
                {"groups__id__exact": Group.objects.get(name="Editors").pk},
            ),
            "invitations": (chief, "accounts/invitation/", {"q": "nora"}),
            "sign-ins": (chief, "accounts/signin/", {"outcome": "failed"}),
        }
        states = ("waiting", "running", "again", "failed", "put-off", "done", "mail")
        lists["tasks"] = (
            owner,
            "django_tasks_database/dbtaskresult/",
            *({"state": each} for each in states),
        )
        for title, (client, address, *queries) in lists.items():
            self._add(f"list of {title}", client, f"{admin}{address}")
            for query in queries:
                words = " ".join(f"{key.partition('__')[0]}={value}" for key, value in query.items())
                if "q" in query:
                    words = "search"
                self._add(
                    f"list of {title}, {re.sub('=[0-9]+', '', words)}",
                    client,
                    f"{admin}{address.partition('?')[0]}",
                    query,
                )
        self._pages["photos to choose from"] = lambda: editor.get(
            f"{admin}autocomplete/",
            {"term": word, "app_label": "articles", "model_name": "slide", "field_name": "photo"},
        )

        self._pages["topics to choose from"] = lambda: editor.get(
            f"{admin}autocomplete/",
            {"term": word, "app_label": "articles", "model_name": "tagging", "field_name": "topic"},
        )

    def __iter__(self):
        return iter(self._pages)

    def ask(self, name):
        """The processor time of the answer in milliseconds, and its bytes. What it changed is rolled back.

        The fragment cache is empty: a cached part costs the same in both papers.
        """
        fragment_cache.clear()
        with transaction.atomic():
            started = time.process_time()
            response = self._pages[name]()
            spent = (time.process_time() - started) * 1000
            transaction.set_rollback(True)
        if response.status_code not in (200, 302):
            raise AssertionError(f"{name}: {response.status_code} {response.content.decode()[:500]}")
        return spent, len(response.content)

    def _add(self, name, client, address, query=None):
        self._pages[name] = lambda: client.get(address, query)

    @staticmethod
    def _person(name, group="", **fields):
        user = User.objects.filter(username=name).first()
        if user is None:
            email = f"{name.lower()}@growth.invalid"
            user = User.objects.create_user(name, email, PASSWORD, is_staff=bool(group), **fields)
            user.emailaddress_set.create(email=user.email, verified=True, primary=True)
            if group:
                user.groups.add(Group.objects.get(name=group))
        return user

    @staticmethod
    def _client(user=None):
        client = Client(headers={"host": "localhost"})
        if user:
            client.force_login(user)
        return client


def _give_a_pageful(published, to):
    """As many stories of one’s own in both papers, more than a page of the list shows."""
    if not Article.objects.filter(created_by=to).exists():
        own = list(published[200 : 200 + PAGE_SIZE + 10].values_list("pk", flat=True))
        Article.objects.filter(pk__in=own).update(created_by=to)


def _fill_a_day(published):
    """As an import leaves it that knows no days: one of them has a good part of all stories."""
    if Article.objects.filter(url_date=FULLEST).exists():
        return
    # Not the newest, which other pages show.
    older = published[min(300, published.count() // 3)].published_at
    some = published.filter(published_at__lt=older).annotate(share=F("pk") % SHARE_OF_FULLEST).filter(share=0)
    Article.objects.filter(pk__in=some.order_by().values("pk")).update(
        url_date=FULLEST, slug=Concat(Value("story-"), Cast("pk", CharField()))
    )
    ArchiveDay.objects.all().delete()
    ArchiveDay.add(Counter(published.values_list("url_date", flat=True)))
    # Calendars are equally full: in a small paper most days have nothing.
    today = timezone.localdate()
    days = [today - datetime.timedelta(days=number) for number in range(YEARS * 365)]
    ArchiveDay.objects.bulk_create((ArchiveDay(day=day, stories=1) for day in days), ignore_conflicts=True)


def _sign_in_often(editor):
    """As many rows as the paper has accounts; in one of twenty somebody failed."""
    lacking = User.objects.count() - SignIn.objects.count()
    outcomes = [SignIn.Outcome.WRONG_PASSWORD, *[SignIn.Outcome.SIGNED_IN] * 19]
    rows = (
        SignIn(person=editor, way=SignIn.Way.PASSWORD, outcome=outcomes[number % len(outcomes)])
        for number in range(lacking)
    )
    SignIn.objects.bulk_create(rows, batch_size=1000)


def _own_page(by):
    page, _ = Page.objects.get_or_create(
        slug="growth", defaults={"title": "How we grow", "text": "<p>Slowly.</p>", "position": 1}
    )
    page.publish(by)
    return page


def _kill_a_pageful(published, by):
    """Fill a page of the list of killed stories, which is full among half a million, in the small paper too."""
    lacking = PAGE_SIZE - Article.objects.exclude(killed_at=None).count()
    # Neither among the newest nor among the oldest, which other pages show.
    for story in list(published[100 : 100 + max(0, lacking)]):
        story.kill(by)


def _end_two_pagefuls_of_tasks():
    """A list that one page holds is asked for without an end."""
    now = timezone.now()
    DBTaskResult.objects.bulk_create(
        DBTaskResult(
            task_path="articles.photographs.tasks.make_renditions",
            args_kwargs={"args": [number], "kwargs": {}},
            backend_name="default",
            run_after=now,
            status="SUCCESSFUL",
            finished_at=now,
            worker_ids=["growth"],
        )
        for number in range(2 * PAGE_SIZE)
    )
