"""Lists of stories may lag in what is added to them, never in what is taken from view: on every process, at once."""

import pytest

from articles.models import Article, Contributor, Photo, Slide, Tagging, Topic
from comments.models import Discussion
from newsroom.tests.test_page_cache import Process, _one_connection, text  # noqa: F401

LISTS = ("/", "/section/world/", "/topic/ferries/", "/by/ines-calloway/")


@pytest.fixture
def processes(db, stopwatch):
    return Process(), Process()


@pytest.fixture
def story(make_article, jpeg, editor):
    photo = Photo.objects.ingest(jpeg(), credit_line="Meridian", alt="Boats at a pier").photo
    photo.make_renditions()
    story = make_article(headline="Ferry link reopens")
    Slide.objects.create(article=story, photo=photo, position=1)
    ferries, ines = Topic.named("Ferries"), Contributor.named("Ines Calloway")
    Tagging.objects.create(article=story, topic=ferries, position=1)
    story.all_contributions.create(contributor=ines)
    story.publish(editor)
    # Another one, so that its topic and its writer have a page without it.
    other = make_article(headline="Another ferry")
    Tagging.objects.create(article=other, topic=ferries, position=1)
    other.all_contributions.create(contributor=ines)
    other.publish(editor)
    return story


def archive_of(story):
    return ["/archive/", *(f"/{story.url_date:{each}}/" for each in ("%Y", "%Y/%m", "%Y/%m/%d"))]


def kill(story, editor, **others):
    story.kill(editor, "It was wrong.")
    return "Ferry link reopens"


def correct(story, editor, **others):
    Article.objects.filter(pk=story.pk).update(headline="Ferry link stays closed")
    story.publish_correction(editor, "It stays closed.")
    return "Ferry link reopens"


def withdraw_photo(story, editor, **others):
    photo = story.slides.first().photo
    shown = photo.middling.url.rpartition("-")[0]
    photo.withdraw(editor, "A court forbade it.")
    return shown


def remove_comment(comment, moderator, **others):
    comment.remove(moderator, "spam")
    return "1 comment"


def withdraw_comment(comment, **others):
    comment.withdraw(comment.author)
    return "1 comment"


def hide_comment(comment, make_reader, **others):
    for name in ("Callerxa", "Callerxb", "Callerxc"):
        comment.report("spam", by=make_reader(name))
    return "1 comment"


def end_discussion(story, editor, **others):
    Discussion.of(story).set_window(editor, Discussion.Mode.OFF)
    return "1 comment"


@pytest.mark.parametrize(
    "take",
    [kill, correct, withdraw_photo, remove_comment, withdraw_comment, hide_comment, end_discussion],
)
def test_it_is_gone_at_the_next_request(take, processes, story, editor, moderator, make_reader):
    comment = Discussion.of(story).post(make_reader("Firstword"), "A comment.")
    addresses = [*LISTS, archive_of(story)[-1]]
    before = [[text(process.get(address)) for address in addresses] for process in processes]
    gone = take(story=story, comment=comment, editor=editor, moderator=moderator, make_reader=make_reader)
    assert all(gone in page for pages in before for page in pages)
    for process in processes:
        for address in addresses:
            assert gone not in text(process.get(address)), address


def test_so_is_what_a_contributors_page_alone_shows_of_a_photo(processes, story, editor, jpeg):
    photo = Photo.objects.ingest(jpeg(80, 60), credit_line="Meridian/Calloway", alt="A writer").photo
    photo.make_renditions()
    photo.refresh_from_db()
    Contributor.objects.get().change(editor, photo=photo)
    for process in processes:
        assert "Meridian/Calloway" in text(process.get("/by/ines-calloway/"))
    photo.withdraw(editor, "A court forbade it.")
    for process in processes:
        assert "Meridian/Calloway" not in text(process.get("/by/ines-calloway/"))


def test_what_is_added_makes_no_list_anew(processes, story, make_article, editor, make_reader):
    """A crowd that comments costs the front page nothing."""
    process = processes[0]
    process.get("/")
    asked = process.django.asked
    make_article(headline="Newer").publish(editor)
    Discussion.of(story).post(make_reader("Firstword"), "A comment.")
    process.get("/")
    assert process.django.asked == asked


def test_a_topic_is_taken_from_a_story_at_the_next_request(processes, story, editor):
    for process in processes:
        assert "Ferry link reopens" in text(process.get("/topic/ferries/"))
    story.taggings.delete()
    story.publish_update(editor)
    for process in processes:
        assert "Ferry link reopens" not in text(process.get("/topic/ferries/"))
        assert "/topic/ferries/" not in text(process.get(story.get_absolute_url()))


def test_the_last_story_takes_its_topics_page_along_at_the_next_request(processes, story, editor):
    for each in Article.objects.exclude(pk=story.pk):
        each.kill(editor)
    assert all(process.get("/topic/ferries/")[0].startswith("200") for process in processes)
    story.kill(editor)
    assert all(process.get("/topic/ferries/")[0].startswith("404") for process in processes)
    story.bring_back(editor)
    assert all(process.get("/topic/ferries/")[0].startswith("200") for process in processes)


def test_a_merged_topic_leads_to_the_other_at_the_next_request(processes, story, editor):
    assert all(process.get("/topic/ferries/")[0].startswith("200") for process in processes)
    Topic.named("Ferries").merge(Topic.named("Boats"), editor)
    for process in processes:
        status, headers, _ = process.get("/topic/ferries/")
        assert (status[:3], headers["Location"]) == ("301", "/topic/boats/")
        assert "Ferry link reopens" in text(process.get("/topic/boats/"))


def test_a_killed_story_is_in_no_count_of_the_archive_at_the_next_request(processes, story, editor):
    for process in processes:
        assert all("2 stories" in text(process.get(address)) for address in archive_of(story))
        assert "Ferry link reopens" in text(process.get(archive_of(story)[-1]))
    story.kill(editor)
    for process in processes:
        pages = [text(process.get(address)) for address in archive_of(story)]
        assert all("1 story" in page and "2 stories" not in page for page in pages)
        assert "Ferry link reopens" not in pages[-1]


def test_the_last_story_takes_its_day_along_at_the_next_request(processes, story, editor):
    for each in Article.objects.exclude(pk=story.pk):
        each.kill(editor)
    day = archive_of(story)[-1]
    assert all(process.get(day)[0].startswith("200") for process in processes)
    story.kill(editor)
    assert all(process.get(day)[0].startswith("404") for process in processes)
