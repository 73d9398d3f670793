import datetime
import io
import re
from collections import Counter

import pytest
import time_machine
from django.contrib.auth.hashers import is_password_usable
from django.core.management import call_command
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.models import User
from accounts.names import fold, is_reserved
from articles.models import Article, Contribution, Photo, Revision, Section, Slide, Topic
from articles.recounting import recount_stories
from benchmarks.dataset.people import DOMAIN, Names
from comments.models import Comment, Decision, Discussion, Report
from comments.text import clean, to_html
from core.models import Edition
from core.slugs import slugify
from newsroom.imports import loader
from newsroom.imports.formats.seed import read

pytestmark = pytest.mark.long

NOW = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)
SMALL = {"stories": 40, "comments": 500, "readers": 30, "longest": 120, "photos": 0}
State = Comment.State


def flood(out=None, **numbers):
    call_command("flood", stdout=out or io.StringIO(), **SMALL | numbers)


@pytest.fixture
def paper(db):
    with time_machine.travel(NOW, tick=False):
        flood()
        yield


def longest():
    return Discussion.objects.order_by("-visible_count").first()


def what_rows_say(discussion):
    """All that is kept of a discussion, counted anew from who answers whom and from the states alone."""
    comments = list(Comment.objects.filter(discussion=discussion).order_by("pk"))
    visible = {each.pk for each in comments if each.state == State.VISIBLE}
    begun, places, led, kept = 0, Counter(), Counter(), {}
    for each in comments:
        if each.thread_id is None:
            begun += 1
            number, place = begun, 0
        else:
            number, place = kept[each.thread_id]["number"], places[each.thread_id] + 1
            places[each.thread_id] = place
        kept[each.pk] = {"number": number, "position": place}
    for each in sorted(comments, key=lambda each: (each.number, each.position)):
        own = kept[each.pk]
        above = [
            other
            for other in comments
            if each.pk in (other.thread_id if own["position"] == 0 else other.parent_id,)
        ]
        answered = sum(other.pk in visible for other in above)
        own["on_page"] = each.pk in visible or answered > 0
        own["visible_replies"] = 0 if each.thread_id else answered
        own["last_position"] = places[each.pk]
        own["previewed"] = each.thread_id is None
        if each.thread_id and own["on_page"]:
            led[each.thread_id] += 1
            own["previewed"] = led[each.thread_id] <= 3
    return {"last_thread_number": begun, "visible_count": len(visible), "comments": kept}


def what_is_kept(discussion):
    names = ("number", "position", "on_page", "visible_replies", "last_position", "previewed")
    rows = Comment.objects.filter(discussion=discussion)
    discussion.refresh_from_db()
    return {
        "last_thread_number": discussion.last_thread_number,
        "visible_count": discussion.visible_count,
        "comments": {each.pk: {name: getattr(each, name) for name in names} for each in rows},
    }


def test_there_is_as_much_as_was_asked_for(paper):
    assert Article.objects.count() == 40
    assert Comment.objects.count() == 500
    assert User.objects.filter(is_staff=False).count() == 30
    assert longest().comments.count() == 120


def test_everything_kept_of_a_discussion_is_what_a_recount_finds(paper):
    discussions = Discussion.objects.all()
    assert len(discussions) > 10
    for discussion in discussions:
        assert what_is_kept(discussion) == what_rows_say(discussion)
        gone = discussion.comments.exclude(state=State.VISIBLE)
        hidden_first = gone.filter(state=State.REMOVED, decisions__action="hide")
        changes = discussion.comments.count() + gone.count() + hidden_first.count()
        assert discussion.version == changes + (discussion.mode != Discussion.Mode.AUTOMATIC)


def test_a_recount_finds_nothing_to_mend(paper):
    out = io.StringIO()
    call_command("recount", stdout=out)
    assert out.getvalue().endswith("Nothing differs.\n")


def test_the_verbs_go_on_where_the_flood_ended(paper, moderator):
    with time_machine.travel(NOW + datetime.timedelta(hours=1)) as clock:
        discussion = longest()
        readers = list(User.objects.filter(is_staff=False)[:6])
        removed = [*discussion.comments.filter(state=State.REMOVED)[:2]]
        visible = [*discussion.comments.visible().order_by("number", "position")[:40]]
        for number, comment in enumerate(visible):
            clock.shift(60)
            author = readers[number % 6]
            reply = discussion.post(author, f"Answer {number}.", parent=comment)
            assert reply.pk > comment.pk
            if number % 3 == 0:
                comment.remove(moderator, Report.Reason.SPAM)
            if number % 4 == 0:
                reply.withdraw(author)
            if number % 7 == 0:
                comment.withdraw(comment.author)
            assert what_is_kept(discussion) == what_rows_say(discussion)
        for comment in removed:
            comment.approve(moderator)
        for comment in Comment.objects.waiting():
            comment.dismiss_reports(moderator)
            assert what_is_kept(comment.discussion) == what_rows_say(comment.discussion)
        assert not Comment.objects.waiting().exists()
        assert discussion.post(readers[0], "A new thread.").number == discussion.last_thread_number


def test_comments_come_in_order_while_their_discussion_was_open(paper):
    for discussion in Discussion.objects.exclude(last_thread_number=0).select_related("article"):
        published_at = discussion.article.published_at
        times = list(discussion.comments.order_by("pk").values_list("created_at", flat=True))
        assert times == sorted(times)
        assert published_at < times[0]
        assert times[-1] < min(published_at + datetime.timedelta(days=14), NOW)


def test_comments_are_stored_as_the_verb_would_store_them(paper):
    for comment in Comment.objects.select_related("discussion__article", "parent"):
        assert comment.text == clean(comment.text)
        assert comment.html == to_html(comment.text)
        revisions = comment.discussion.article.revisions.filter(published_at__lte=comment.created_at)
        assert comment.revision == revisions.latest("number")
        if comment.parent:
            assert comment.thread in (comment.parent, comment.parent.thread)
    assert Comment.objects.filter(html__contains="<a ").count() < 50
    assert to_html("See www.tide.example for it.") != "<p>See www.tide.example for it.</p>"


def test_links_are_made_as_ever(db):
    from benchmarks.dataset.comments import html_of

    for text in ("At https://tide.example/tide/12 it is.", "Two.\n\nParts.", "One."):
        assert html_of(text) == to_html(text)


def test_stories_are_stored_as_the_verbs_would_store_them(paper):
    kinds = Counter()
    for story in Article.objects.all():
        revisions = list(story.revisions.order_by("number"))
        kinds.update(each.kind for each in revisions)
        assert not story.problems()
        assert story.revision == revisions[-1]
        assert [each.number for each in revisions] == list(range(1, len(revisions) + 1))
        assert revisions[0].published_at == story.published_at == story.created_at
        assert story.edited_at == revisions[-1].published_at
        assert story.url_date == timezone.localdate(story.published_at)
        assert re.fullmatch(re.escape(slugify(revisions[0].headline)) + r"(-\d+)?", story.slug)
        assert story.published_section_id == story.revision.section_id
        assert story.version == len(revisions) + story.is_killed
        assert story.contributions.exists()
        for number, revision in enumerate(revisions[1:], start=1):
            assert revision.body != revisions[number - 1].body
            assert revision.published_at > revisions[number - 1].published_at
    assert set(kinds) == set(Revision.Kind)


def test_pages_kept_from_before_are_old(db):
    def version(model):
        return model.objects.aggregate(sum=Sum("version"))["sum"] or 0

    flood(comments=0, longest=0)
    edition = version(Edition)
    assert edition == Section.objects.count()
    for section in Section.objects.all():
        assert section.version == section.stories.aggregate(sum=Sum("version"))["sum"]
    flood(comments=0, longest=0)
    assert version(Section) == version(Article)
    assert version(Edition) == edition


def test_few_stories_have_changes_that_readers_do_not_see(db):
    flood(stories=600, comments=0, readers=0, longest=0)
    changed = sum(story.has_unpublished_changes for story in Article.objects.all())
    assert 0 < changed < 20
    assert 0 < Article.objects.exclude(killed_at=None).count() < 10
    modes = Counter(Discussion.objects.values_list("mode", flat=True))
    assert modes["off"] and modes["closed"]


def test_pictures_hang_on_stories_and_on_what_was_published_of_them(db, settings, client):
    flood(photos=2, comments=0, longest=0)
    assert Photo.objects.count() == 2
    story = Article.objects.filter(all_slides__revision=None).distinct()[0]
    assert Slide.objects.filter(article=story).count() == 1 + story.revisions.count()
    assert not story.problems()
    assert "still being prepared" in client.get(story.get_absolute_url()).content.decode()
    flood(photos=2, comments=0, longest=0)
    assert Contribution.objects.filter(revision=None).exists()


def test_topics_and_lists_are_as_the_verbs_would_have_left_them(db):
    flood(stories=600, comments=0, readers=0, longest=0)
    assert not [each for part in recount_stories() for each in part.differences]
    sizes = sorted(topic.listings.count() for topic in Topic.objects.all())
    assert sizes[-1] > 100 > sizes[-2] > 0 and len(sizes) > 10


def test_what_is_gone_went_by_a_decision_and_after_its_last_answer(paper):
    for comment in Comment.objects.exclude(state=State.VISIBLE):
        decisions = list(comment.decisions.all())
        if comment.state == State.REMOVED:
            assert comment.removal.moderator.groups.get().name == "Moderators"
            last = max([comment.created_at, *comment.answers.values_list("created_at", flat=True)])
            assert last < comment.removal.created_at < NOW
            assert not comment.open_reports.exists()
        if comment.state == State.HIDDEN:
            assert [each.action for each in decisions] == ["hide"]
            assert comment.open_reports.values("reporter").distinct().count() == 3
    states = set(Comment.objects.values_list("state", flat=True))
    assert states == {State.VISIBLE, State.REMOVED, State.HIDDEN, State.WITHDRAWN}
    assert {"remove", "hide"} <= set(Decision.objects.values_list("action", flat=True))
    for report in Report.objects.select_related("decision", "comment"):
        assert report.created_at > report.comment.created_at
        assert report.reporter_id != report.comment.author_id
        assert report.decision is None or report.decision.created_at > report.created_at


def test_the_moderators_have_a_queue_of_what_is_new(paper):
    waiting = Comment.objects.waiting()
    assert 10 <= len(waiting) <= 60
    newest = Comment.objects.order_by("-discussion__article__published_at")[:500]
    assert {each.pk for each in waiting} <= {each.pk for each in newest}


def test_most_stories_have_few_comments_and_one_has_many(db):
    flood(stories=300, comments=4000, longest=2000)
    sizes = sorted(Counter(Comment.objects.values_list("discussion", flat=True)).values())
    assert sizes[-1] == 2000
    assert 300 - len(sizes) > 100
    assert sizes[len(sizes) // 2] < 15
    assert sizes[-2] > 50
    threads = Counter(Comment.objects.filter(discussion=longest()).values_list("number", flat=True))
    assert max(threads.values()) > 20
    assert longest().window(timezone.now()).open


def test_stories_come_by_day_over_the_years(db):
    with time_machine.travel(NOW):
        flood(stories=1000, comments=0, longest=0)
    times = [timezone.localtime(at) for at in Article.objects.values_list("published_at", flat=True)]
    assert len({each.year for each in times}) > 10
    hours, days = Counter(each.hour for each in times), Counter(each.weekday() for each in times)
    assert sum(hours[hour] for hour in range(7, 19)) > 3 * sum(hours[hour] for hour in range(7))
    assert max(days[5], days[6]) < min(days[day] for day in range(5))
    assert max(times) < NOW
    in_order = Article.objects.order_by("pk").values_list("published_at", flat=True)
    assert list(in_order) == sorted(in_order)


def test_readers_pass_for_readers_and_can_never_sign_in(paper):
    for user in User.objects.all():
        User._meta.get_field("username").run_validators(user.username)
        assert user.name_key == fold(user.username)
        assert user.seeded
        assert user.email.endswith(f"@{DOMAIN}")
        assert not is_password_usable(user.password)
        assert user.is_confirmed
        if not user.is_staff:
            assert not is_reserved(user.username)
    assert not User.objects.demo_accounts().exists()


def test_no_pen_name_is_taken_twice_or_from_a_seed_file(db, make_reader):
    import random

    from benchmarks.dataset import people

    class Stubborn(Names):
        wanted = iter(["AMBER-anchor", "Harrow_and_Sons", "arnberAnchor", "SaltyGull"])

        def _drawn(self):
            return next(self.wanted)

    make_reader("AmberAnchor")
    assert "Harrow_and_Sons" in set(people._names_in_seeds())
    assert Stubborn(random.Random(1)).new() == "SaltyGull"


def test_the_demonstration_comes_to_a_flooded_paper(paper):
    story = next(path for path in loader.stories() if not read(path).photos)
    with time_machine.travel(NOW + datetime.timedelta(minutes=1), tick=False):
        loader.load(story)
    assert Article.objects.exclude(seed__startswith="flood:").get().is_published


def contents():
    return (
        list(
            Article.objects.order_by("pk").values_list("seed", "headline", "slug", "published_at", "version")
        ),
        list(Revision.objects.order_by("pk").values_list("number", "body", "note")),
        list(
            Comment.objects.order_by("pk").values_list(
                "author__username", "text", "state", "created_at", "previewed"
            )
        ),
        list(Report.objects.order_by("pk").values_list("reporter__username", "reason", "created_at")),
    )


def test_the_same_seed_tells_the_same_and_another_one_something_else(db):
    told = []
    for seed in (1, 1, 2):
        with time_machine.travel(NOW, tick=False), transaction.atomic():
            flood(seed=seed)
            told.append(contents())
            transaction.set_rollback(True)
    assert told[0] == told[1]
    assert told[0] != told[2]


def test_its_pages_can_be_read(paper, client):
    story = longest().article
    for address in (
        "/",
        story.published_section.get_absolute_url(),
        story.get_absolute_url(),
        f"{story.get_absolute_url()}?page=2",
    ):
        assert client.get(address).status_code == 200


def test_a_second_flood_adds_other_stories(paper):
    before = contents()
    flood()
    assert Article.objects.count() == 80
    after = contents()
    assert [rows[: len(old)] for rows, old in zip(after[:2], before[:2], strict=True)] == list(before[:2])
    assert {row[1] for row in after[0][40:]} - {row[1] for row in before[0]}
    assert User.objects.filter(is_staff=False).count() == 60
    assert User.objects.filter(is_staff=True).count() == 7
    for discussion in Discussion.objects.all():
        assert what_is_kept(discussion) == what_rows_say(discussion)
