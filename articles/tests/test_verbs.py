"""Rule 7: a story changes by its verbs, each atomic and safe to repeat; its version goes up there and nowhere else."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction

from articles.models import Article, Contribution, Contributor, Revision, Section, Slide
from articles.models.problems import NotPublishable

NOON = datetime.datetime(2026, 3, 1, 17, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def fresh(story):
    return Article.objects.get(pk=story.pk)


def test_publishing_copies_text_photos_and_contributors(make_article, make_photo, add_slide, editor):
    story = make_article(standfirst="In April.", language="de")
    photo = make_photo()
    add_slide(story, photo, caption="For this story", alt="Words")
    Contribution.objects.create(article=story, contributor=Contributor.named("Ines Calloway"), role="editing")
    revision = story.publish(editor)
    assert (revision.number, revision.kind, revision.published_by) == (1, "first", editor)
    assert revision.content() == story.content()
    assert [(slide.photo, slide.caption, slide.position) for slide in revision.slides.all()] == [
        (photo, "For this story", 1)
    ]
    assert [str(each) for each in revision.contributions.all()] == ["Editing by Ines Calloway"]
    assert story.slides.count() == story.contributions.count() == 1
    assert not story.has_unpublished_changes


def test_publishing_twice_is_publishing_once(article, editor):
    before = fresh(article)
    article.publish(editor)
    after = fresh(article)
    assert (after.published_at, after.version, after.revision_id) == (
        before.published_at,
        before.version,
        before.revision_id,
    )


def test_a_working_copy_opened_before_does_not_undo_a_publication(make_article, editor):
    """The verb reads the row again: what an old object in memory says counts for nothing."""
    story = make_article()
    old = fresh(story)
    story.publish(editor)
    old.publish(editor)
    assert story.revisions.count() == 1
    assert fresh(story).revision_id == story.revision_id


def test_what_is_missing_is_said_whole_and_nothing_is_written(make_article, make_photo, add_slide, editor):
    story = make_article(headline=" ", body="<p>\xa0</p>")
    add_slide(story, make_photo(credit_line=" ", alt=""))
    add_slide(story, make_photo(alt=""), alt="Given here")
    with pytest.raises(NotPublishable) as refusal:
        story.publish(editor)
    assert refusal.value.problems == [
        "It has no headline.",
        "It has no text.",
        "Photo 1 has no credit line.",
        "Photo 1 has no alternative text.",
    ]
    assert not Revision.objects.exists()
    assert fresh(story).version == 0


def test_the_instant_of_scheduling_itself_is_past(make_article, clock):
    story = make_article()
    assert story.problems(at=NOON, now=NOON)
    assert not story.problems(at=NOON + datetime.timedelta(microseconds=1), now=NOON)


def test_a_scheduled_story_is_replaced_until_its_time_and_frozen_from_then(make_article, editor, clock):
    story = make_article()
    story.publish(editor, at=NOON + HOUR)
    clock.move_to(NOON + HOUR - datetime.timedelta(microseconds=1))
    story.headline = "Changed before its time"
    story.save()
    story.publish(editor, at=NOON + HOUR)
    assert (story.revision.headline, story.revisions.count()) == ("Changed before its time", 1)
    clock.move_to(NOON + HOUR)
    story.headline = "Changed at its time"
    story.save()
    story.publish(editor)
    assert fresh(story).revision.headline == "Changed before its time"
    assert story.published_at == NOON + HOUR


def test_a_scheduled_story_is_called_back_until_its_time(make_article, make_photo, add_slide, editor, clock):
    story = make_article()
    add_slide(story, make_photo())
    story.publish(editor, at=NOON + HOUR)
    story.call_back(editor)
    story.call_back(editor)
    assert (fresh(story).status, Revision.objects.count(), Slide.objects.count()) == ("draft", 0, 1)
    story.publish(editor, at=NOON + HOUR)
    clock.move_to(NOON + HOUR)
    with pytest.raises(NotPublishable, match="Its time has come"):
        story.call_back(editor)
    assert fresh(story).is_published


@pytest.mark.parametrize("verb", ["publish_update", "publish_correction"])
def test_only_what_is_out_is_updated_or_corrected(make_article, editor, verb, clock):
    story = make_article()
    for _ in range(2):
        with pytest.raises(NotPublishable, match="It has not been published yet"):
            getattr(story, verb)(editor, "A note.")
        story.publish(editor, at=NOON + HOUR)


@pytest.mark.parametrize("verb", ["publish_update", "publish_correction"])
def test_a_killed_story_is_brought_back_before_it_is_changed(article, editor, verb):
    article.kill(editor)
    with pytest.raises(NotPublishable, match="bring it back first"):
        getattr(article, verb)(editor, "A note.")
    assert article.revisions.count() == 1


def test_an_update_without_a_change_is_none(article, editor):
    version = article.version
    article.publish_update(editor)
    assert (article.revisions.count(), article.version) == (1, version)
    article.publish_update(editor, "Something to say.")
    article.publish_update(editor, "Something to say.")
    assert (article.revisions.count(), article.version) == (2, version + 1)


@pytest.mark.parametrize("note", ["", "  \n"])
def test_a_correction_without_a_note_is_refused(article, editor, note):
    article.headline = "Corrected"
    article.save()
    with pytest.raises(NotPublishable, match="says in a public note what was wrong"):
        article.publish_correction(editor, note)


def test_not_even_the_database_takes_a_correction_without_a_note(article):
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.create(
            article=article,
            section=article.section,
            number=2,
            kind="correction",
            published_at=article.published_at,
        )


def test_the_first_publication_never_moves(article, editor):
    first = article.published_at, article.url_date, article.slug
    with time_machine.travel(article.published_at + 30 * HOUR, tick=False):
        article.headline = "Another headline"
        article.save()
        article.publish_update(editor)
        article.kill(editor)
        article.bring_back(editor)
        article.publish_correction(editor, "It is pier 4.")
    article = fresh(article)
    assert (article.published_at, article.url_date, article.slug) == first


def test_killing_and_bringing_back_are_safe_to_repeat(article, editor):
    version = article.version
    article.kill(editor, "The first note.")
    article.kill(editor, "The second note.")
    assert (article.kill_note, article.version) == ("The first note.", version + 1)
    article.bring_back(editor)
    article.bring_back(editor)
    assert (article.killed_at, article.kill_note, article.version) == (None, "", version + 2)


@pytest.mark.parametrize("scheduled", [False, True])
def test_only_what_was_out_is_killed(make_article, editor, scheduled, clock):
    story = make_article()
    if scheduled:
        story.publish(editor, at=NOON + HOUR)
    with pytest.raises(NotPublishable, match="Only a story that was published can be killed"):
        story.kill(editor)
    assert not fresh(story).is_killed


def test_the_version_goes_up_with_each_change_that_readers_see_and_with_no_other(article, editor):
    versions = [article.version]

    def then(change):
        change()
        versions.append(fresh(article).version)

    article.headline = "Working copy"
    then(article.save)
    then(lambda: article.publish_update(editor))
    then(lambda: article.publish_correction(editor, "A note."))
    then(lambda: article.kill(editor))
    then(lambda: article.bring_back(editor))
    assert versions == [1, 1, 2, 3, 4, 5]


def test_a_verb_that_fails_half_way_leaves_nothing(make_article, editor, monkeypatch):
    story = make_article()
    monkeypatch.setattr(Contribution.objects, "bulk_create", lambda rows: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        story.publish(editor)
    assert not Revision.objects.exists()
    assert fresh(story).status == "draft"


def test_the_day_in_the_address_is_the_sites_own(make_article, editor):
    story = make_article()
    with time_machine.travel(datetime.datetime(2026, 1, 1, 4, 59, tzinfo=datetime.UTC), tick=False):
        story.publish(editor)
    assert story.get_absolute_url() == "/2025/12/31/ferry-link-to-reopen-in-spring/"


def test_no_setting_moves_an_address(article, settings):
    before = article.get_absolute_url()
    settings.TIME_ZONE = "Pacific/Kiritimati"
    assert fresh(article).get_absolute_url() == before


def test_two_stories_of_a_day_with_one_headline_have_two_addresses(make_article, editor):
    stories = [make_article() for _ in range(3)]
    for story in stories:
        story.publish(editor)
    assert [story.slug[-6:] for story in stories] == ["spring", "ring-2", "ring-3"]
    other_day = make_article()
    other_day.publish(editor, at=stories[0].published_at + 48 * HOUR)
    assert other_day.slug == "ferry-link-to-reopen-in-spring"


def test_a_long_headline_is_cut_between_words(make_article, editor):
    story = make_article(headline="harbour " * 24)
    story.publish(editor)
    assert story.slug == "-".join(["harbour"] * 10)


def test_the_working_copys_section_is_not_the_public_one(article, editor):
    article.section = Section.objects.create(name="Sport", slug="sport")
    article.save()
    assert fresh(article).published_section.name == "World"
    article.publish_update(editor)
    assert fresh(article).published_section.name == "Sport"


def test_what_a_verb_did_is_logged(article, editor, caplog):
    caplog.set_level("INFO")
    article.kill(editor)
    assert f"story {article.pk} killed by {editor}" in caplog.text
