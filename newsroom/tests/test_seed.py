import datetime

import pytest
import time_machine
from django.utils import timezone

from articles.models import Article, Contributor, Photo, Section, Topic
from comments.models import Comment, Discussion, Report
from core.progress import Progress
from newsroom.imports import loader
from newsroom.tests.support.seeds import STORY, everything, load

NOW = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


def test_a_story_comes_in_as_its_file_says(seed):
    with time_machine.travel(NOW, tick=False):
        said = seed()
        assert "1 photo, 2 revisions, 3 comments, 1 report, 1 decision" in said
        article = Article.objects.get(seed="ferry")
        assert article.is_published
    assert article.published_at == NOW - 5 * HOUR
    assert [(each.kind, each.published_at) for each in article.revisions.all()] == [
        ("first", NOW - 5 * HOUR),
        ("correction", NOW - 2 * HOUR),
    ]
    public = article.revision
    assert (public.headline, public.body) == ("Ferry to sail again", "<p>It will sail in April.</p>")
    assert [each.name for each in public.byline] == ["Ines Calloway"]
    assert [slide.shown_alt for slide in public.photos] == ["A quay."]
    assert not article.has_unpublished_changes
    first, second, third = Comment.objects.order_by("created_at")
    assert first.created_at == NOW - 4 * HOUR
    assert (second.parent, second.author.username) == (first, "HalyardJim")
    assert [each.revision.number for each in (first, second, third)] == [1, 1, 2]
    assert second.reports.get().decision.moderator.username == "moderator"
    assert article.discussion.visible_count == 3


def test_relative_times_are_fixed_when_loaded(seed, client):
    with time_machine.travel(NOW, tick=False):
        seed()
    with time_machine.travel(NOW + 24 * HOUR, tick=False):
        seed()
        assert Article.objects.get().published_at == NOW - 5 * HOUR
        assert Comment.objects.latest("created_at").created_at == NOW - HOUR


@pytest.mark.parametrize(
    "written", ['"2026-11-20T04:43:00-05:00"', '"2026-11-20T09:43:00Z"', "2026-11-20T04:43:00-05:00"]
)
def test_absolute_times_carry_their_offset(seed, written):
    with time_machine.travel(NOW, tick=False):
        seed('"-5h"', written)
    assert Article.objects.get().published_at == datetime.datetime(2026, 11, 20, 9, 43, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("written", "distance"),
    [
        ("-40m", {"minutes": -40}),
        ("+1d", {"days": 1}),
        ("-3d4h", {"days": -3, "hours": -4}),
        ("-1d2h3m4s", {"seconds": -93784}),
    ],
)
def test_a_relative_time_counts_from_the_moment_of_loading(written, distance):
    from newsroom.imports.times import Time

    time = Time(written)
    time.settle(NOW)
    assert time.instant == NOW + datetime.timedelta(**distance)


def test_loaded_twice_nothing_changes(seed, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        seed()
    before = everything()
    assert before["renditions"], "the first time made what pages show"
    assert "loaded before, nothing changed" in seed()
    assert not seed.failed
    assert everything() == before


def test_a_later_file_under_the_same_key_changes_nothing(seed):
    seed()
    before = everything()
    assert "loaded before" in seed("Ferry to sail again", "Another headline")
    assert everything() == before


def test_a_photo_of_the_archive_is_shown_as_the_file_describes_it(seed, folder):
    with (folder / "quay.jpg").open("rb") as file:
        from django.core.files import File

        known = Photo.objects.ingest(File(file, "x.jpg"), alt="Of old.", credit_line="Agency").photo
    seed()
    slide = Article.objects.get().revision.photos[0]
    assert (slide.photo, slide.shown_alt, slide.photo.credit_line) == (known, "A quay.", "Agency")


def test_sections_come_in_the_order_of_the_list_and_others_last(seed):
    for hours, name in enumerate(["Gardens", "City", "World"]):
        with time_machine.travel(NOW + hours * HOUR):
            seed('key = "ferry"', f'key = "ferry-{hours}"', '"City"', f'"{name}"')
    assert [section.name for section in Section.objects.all()] == ["World", "City", "Gardens"]


def test_a_section_that_is_here_is_used_as_it_is(seed):
    own = Section.objects.create(name="City", slug="town", position=9)
    seed()
    own.refresh_from_db()
    assert (own.slug, own.position) == ("town", 9)
    assert Article.objects.get().published_section == own


def test_a_later_revision_changes_only_what_it_says(seed):
    seed(
        'note = "The month was wrong."',
        'note = "Moved."\nplace = "SANDMERE"\nsection = "World"\ncontributors = []',
    )
    first, second = Article.objects.get().revisions.all()
    assert (first.place, first.section.name) == ("PORT ALDEN", "City")
    assert [each.name for each in first.byline] == ["Ines Calloway"]
    assert (second.place, second.section.name, second.byline) == ("SANDMERE", "World", [])
    assert (second.headline, len(second.photos)) == (first.headline, 1)


def test_a_story_to_come_is_scheduled(seed):
    seed(STORY[STORY.index('[[revisions]]\nkind = "correction"') :], "", 'time = "-5h"', 'time = "+1d"')
    article = Article.objects.get()
    assert article.is_scheduled
    assert article not in Article.objects.published()


def test_a_closed_discussion_keeps_the_comments_that_came_before(seed):
    seed("[[comments]]", '[discussion]\nmode = "closed"\n\n[[comments]]')
    discussion = Discussion.objects.get()
    assert discussion.visible_count == 3
    assert not discussion.window(timezone.now()).open


def test_a_killed_story_is_killed_when_it_says_with_its_reason(seed):
    with time_machine.travel(NOW, tick=False):
        seed("[[comments]]", '[kill]\ntime = "-30m"\nreason = "It was denied."\n\n[[comments]]')
    article = Article.objects.get()
    assert (article.killed_at, article.kill_note) == (NOW - HOUR / 2, "It was denied.")


def test_each_report_without_an_account_counts(seed):
    report = '[[reports]]\ncomment = "a2"\nreason = "spam"\ntime = "-4{}m"\n\n'
    seed("[[reports]]", report.format(7) + report.format(8) + "[[reports]]")
    assert Report.objects.filter(reporter=None).count() == 2


def test_three_readers_reports_hide_a_comment_as_ever(seed):
    report = '[[reports]]\ncomment = "a1"\nby = "{}"\nreason = "spam"\ntime = "-20m"\n\n'
    seed("[[decisions]]", "".join(map(report.format, ("Wren", "HalyardJim", "Mollusc"))) + "[[decisions]]")
    comment = Comment.objects.order_by("created_at")[0]
    assert comment.state == "hidden"
    assert comment.decisions.last().moderator is None


def test_contributors_are_the_ones_that_are_here(seed):
    seed()
    with time_machine.travel(timezone.now() + HOUR):
        seed('key = "ferry"', 'key = "ferry-2"')
    assert Article.objects.count() == 2
    assert Contributor.objects.count() == 1


def test_topics_are_versioned_in_their_order_and_stay_where_nothing_is_said(seed):
    seed('photos = ["quay"]', 'topics = ["Ports", "Rafts", "ports"]\nphotos = ["quay"]')
    for revision in Article.objects.get().revisions.all():
        assert [topic.name for topic in revision.topics] == ["Ports", "Rafts"]
    said = dict(Topic.objects.values_list("name", "description"))
    assert said["Ports"].startswith("Quays, channels and fees") and said["Rafts"] == ""


def test_an_empty_list_takes_the_topics_away(seed, client):
    seed(
        'photos = ["quay"]',
        'topics = ["Rafts"]\nphotos = ["quay"]',
        'note = "The month was wrong."',
        'note = "Moved."\ntopics = []',
    )
    first, second = Article.objects.get().revisions.all()
    assert [topic.name for topic in first.topics] == ["Rafts"] and not second.topics
    assert client.get("/topic/rafts/").status_code == 404


def test_a_topic_that_is_here_is_used_as_it_is_and_a_merged_one_means_the_other(seed, editor):
    own, other = Topic.named("Ports"), Topic.named("Quays")
    other.merge(own, editor)
    seed('photos = ["quay"]', 'topics = ["quays"]\nphotos = ["quay"]')
    assert Topic.objects.count() == 2 and own.listings.count() == 1
    assert Topic.objects.get(pk=own.pk).description == ""


def test_who_is_new_here_is_presented_as_the_folder_says_and_nobody_else(seed, folder):
    people = folder / "contributors.toml"
    people.write_text(
        '[[people]]\nname = "Ines Calloway"\ntitle = "Shipping correspondent"\nis_desk = true\n'
    )
    seed()
    one = Contributor.objects.get()
    assert (one.title, one.kind, one.has_left) == ("Shipping correspondent", "desk", False)
    people.write_text('[[people]]\nname = "Ines Calloway"\ntitle = "Another one"\n')
    with time_machine.travel(timezone.now() + HOUR):
        seed('key = "ferry"', 'key = "ferry-2"')
    one.refresh_from_db()
    assert one.title == "Shipping correspondent"


def test_what_the_desk_would_refuse_of_a_contributor_is_refused(seed, folder):
    (folder / "contributors.toml").write_text(
        '[[people]]\nname = "Ines Calloway"\nprofiles = "javascript:x"\n'
    )
    assert "contributors.toml: “javascript:x” is no address of a page" in seed()
    assert seed.failed and not Contributor.objects.exists()


def test_a_database_that_is_not_up_to_date_is_said_so(seed):
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="comments").latest("pk").delete()
    assert "First: python manage.py migrate" in seed()


def test_in_a_terminal_it_says_how_far_it_is(folder, db, monkeypatch):
    (folder / "ferry.toml").write_text(STORY)
    said = []
    for way in ("show", "say"):
        monkeypatch.setattr(
            Progress, way, lambda self, words: said.append(words.removeprefix("ferry.toml: "))
        )
    monkeypatch.setattr(loader, "PROGRESS_EVERY", 2)
    load(folder / "ferry.toml")
    assert said[1:-1] == ["photo 1 of 1", "2 of 7 steps", "4 of 7 steps", "6 of 7 steps"]
