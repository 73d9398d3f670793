"""What stands beside and under a story: others of its topics or its section, the latest. Nothing stands there twice."""

import datetime
import re
from itertools import pairwise

import pytest
import time_machine
from django.utils import timezone

from articles import lists
from articles.models import Article, Section, StoredList
from newsroom.tests.test_page_cache import Process, _one_connection, text  # noqa: F401

HOUR = datetime.timedelta(hours=1)


def around(page):
    """[(heading, [headlines])] of a story's page, in the order of reading."""
    page = page if isinstance(page, str) else page.content.decode()
    found = []
    for aside in re.findall(r'<aside class="others".*?</aside>', page, re.DOTALL):
        heading = " ".join(re.sub(r"<[^>]*>", "", re.search(r"<h2.*?</h2>", aside, re.DOTALL)[0]).split())
        found.append((heading, re.findall(r"<li><a [^>]*>(.*?)</a>", aside, re.DOTALL)))
    return found


@pytest.fixture
def read(client):
    return lambda story: around(client.get(story.get_absolute_url()))


@pytest.fixture
def out(make_article, tag, editor):
    """out("Headline", "Topic", …, hours=5) -> a story that has been out for so many hours."""

    def publish(headline, *topics, hours=24, **fields):
        story = make_article(headline=headline, **fields)
        tag(story, *topics)
        story = Article.objects.get(pk=story.pk)
        story.publish(editor, at=timezone.now() - hours * HOUR)
        return story

    return publish


def test_others_of_its_topic_stand_under_its_name_newest_first(out, read, client):
    story = out("The one that is read", "Ferries", hours=2)
    out("An older one", "Ferries", hours=3)
    out("A newer one", "Ferries", hours=1)
    out("Of another topic", "Trains", hours=1)
    assert read(story) == [("More on Ferries", ["A newer one", "An older one"])]
    page = client.get(story.get_absolute_url()).content.decode()
    assert re.search(r'More on <a href="/topic/ferries/"><bdi>Ferries</bdi></a>', page)


def test_others_of_several_topics_stand_together_each_once(out, read):
    story = out("The one that is read", "Ferries", "Harbor", "Eels")
    out("Of both", "Harbor", "Ferries", hours=4)
    out("Of the harbor", "Harbor", hours=5)
    out("Of ferries", "Ferries", hours=3)
    assert read(story) == [("More on this story’s topics", ["Of ferries", "Of both", "Of the harbor"])]


def test_of_many_no_more_are_shown_than_fit_and_those_are_the_newest(out, read):
    story = out("The one that is read", "Ferries", "Harbor")
    for number in range(lists.LATEST + 3):
        out(f"Ferry {number}", "Ferries", hours=30 + 2 * number)
        out(f"Harbor {number}", "Harbor", hours=31 + 2 * number)
    newest = [f"{name} {number}" for number in range(4) for name in ("Ferry", "Harbor")]
    assert read(story)[0][1] == newest[: lists.LATEST]


def test_without_a_topic_or_another_story_of_it_the_section_has_more(out, read, client):
    bare, alone = out("Without a topic", hours=1), out("The only one of its topic", "Eels", hours=2)
    sport = Section.objects.create(name="Sport", slug="sport", position=2)
    out("Of another section", section=sport)
    assert read(bare) == [("More from World", ["The only one of its topic"])]
    assert read(alone) == [("More from World", ["Without a topic"])]
    assert '<a href="/section/world/">World</a>' in client.get(bare.get_absolute_url()).content.decode()


def test_nothing_stands_twice_nor_the_story_itself(out, read):
    for number in range(40):
        out(f"Story {number}", *(["Ferries"] if number % 3 == 0 else []), hours=number + 1)
    StoredList.remake_all()
    story = Article.objects.get(headline="Story 6")
    (of_topic, on_topic), (of_paper, latest) = read(story)
    assert (of_topic, on_topic) == (
        "More on Ferries",
        [f"Story {number}" for number in (0, 3, 9, 12, 15, 18, 21)],
    )
    assert (of_paper, latest) == ("Latest", [f"Story {number}" for number in (1, 2, 4, 5, 7, 8, 10)])


def test_what_is_kept_is_enough_for_every_page(out, read):
    """Though all that stands above, and the story itself, are the very newest."""
    for number in range(40):
        out(f"Story {number}", *(["Ferries"] if number < 8 else []), hours=number + 1)
    StoredList.remake_all()
    for number in range(8):
        found = read(Article.objects.get(headline=f"Story {number}"))
        assert [len(headlines) for _, headlines in found] == [lists.LATEST, lists.LATEST]


def test_the_last_list_stands_under_the_story_in_the_order_of_reading(out, read, client):
    story = out("The one that is read", "Ferries")
    out("Another ferry", "Ferries")
    out("Something else")
    StoredList.remake_all()
    page = client.get(story.get_absolute_url()).content.decode()
    parts = [
        "The one that is read</h1>",
        "Another ferry</a>",
        'id="comments"',
        'id="latest"',
        "Something else</a>",
    ]
    places = [page.index(part) for part in parts]
    assert all(one < other for one, other in pairwise(places))


def test_a_preview_has_none_of_it(out, send):
    story = out("The one that is read", "Ferries")
    out("Another ferry", "Ferries")
    page = send(story, _preview="")
    assert page.status_code == 200
    assert "The one that is read</h1>" in page.content.decode() and around(page) == []


def test_it_costs_the_same_however_many_topics_and_stories(out, client, django_assert_num_queries):
    """Around a story: its topics, their others, stored lists, all headlines; and two instants to come."""
    few = out("With two topics", "Ferries", "Harbor")
    many = out("With five topics", "Ferries", "Harbor", "Eels", "Trains", "Tides")
    for number in range(12):
        out(f"Story {number}", *(["Ferries", "Trains"] if number % 2 else []), hours=number + 1)
    StoredList.remake_all()
    client.get("/")
    for story in (few, many):
        # Besides: story, history, slides, contributions, topics; sections; discussion, policy
        with django_assert_num_queries(14):
            client.get(story.get_absolute_url())
        with django_assert_num_queries(3):
            client.get(story.get_absolute_url())


# When its page is made anew


@pytest.fixture
def elsewhere(out):
    """A section that has stories, of which nothing but its topic brings one beside a story of another."""
    sport = Section.objects.create(name="Sport", slug="sport", position=2)
    out("A match", section=sport)
    return {"section": sport}


@pytest.fixture
def kept(db):
    """kept(story) -> what stands around it on its page from the cache; kept.made: how often Django made a page."""
    process = Process()

    def look(story):
        return around(text(process.get(story.get_absolute_url())))

    look.process = process
    return look


def fresh(thing):
    return type(thing).objects.get(pk=thing.pk)


def test_it_follows_what_happens_to_others_of_its_topic(out, tag, kept, editor, elsewhere):
    story, other = out("The one that is read", "Ferries"), out("Another ferry", "Ferries", **elsewhere)
    assert kept(story) == [("More on Ferries", ["Another ferry"])]
    newer = out("A newer ferry", "Ferries", hours=0, **elsewhere)
    assert kept(story)[0][1] == ["A newer ferry", "Another ferry"]
    other.headline = "Another ferry, renamed"
    other.save()
    fresh(other).publish_update(editor)
    assert kept(story)[0][1] == ["A newer ferry", "Another ferry, renamed"]
    fresh(newer).kill(editor)
    assert kept(story)[0][1] == ["Another ferry, renamed"]
    fresh(newer).bring_back(editor)
    assert kept(story)[0][1] == ["A newer ferry", "Another ferry, renamed"]
    tag(other, "Harbor")
    fresh(other).publish_update(editor)
    assert kept(story)[0][1] == ["A newer ferry"]


def test_a_story_of_its_topic_comes_at_its_instant(make_article, out, tag, kept, editor, elsewhere):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        story = out("The one that is read", "Ferries")
        out("Another ferry", "Ferries", **elsewhere)
        assert kept(story)[0][1] == ["Another ferry"]
        to_come = make_article(headline="Tomorrow’s ferry", **elsewhere)
        tag(to_come, "Ferries")
        fresh(to_come).publish(editor, at=timezone.now() + HOUR)
        assert kept(story)[0][1] == ["Another ferry"]
        clock.shift(HOUR)
        assert kept(story)[0][1] == ["Tomorrow’s ferry", "Another ferry"]


def test_so_it_does_for_who_is_signed_in(make_article, out, tag, client, reader, editor, elsewhere):
    """Whose page comes from memory in parts."""
    client.force_login(reader)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        story = out("The one that is read", "Ferries")
        to_come = make_article(headline="Tomorrow’s ferry", **elsewhere)
        tag(to_come, "Ferries")
        fresh(to_come).publish(editor, at=timezone.now() + HOUR)
        assert around(client.get(story.get_absolute_url())) == []
        clock.shift(HOUR)
        assert around(client.get(story.get_absolute_url())) == [("More on Ferries", ["Tomorrow’s ferry"])]


def test_no_page_of_another_topic_is_made_anew(out, kept, editor, elsewhere):
    story = out("Of eels", "Eels", **elsewhere)
    out("Another of eels", "Eels", **elsewhere)
    out("Another ferry", "Ferries")
    StoredList.remake_all()
    kept(story)
    asked = kept.process.django.asked
    ferry = out("A ferry", "Ferries")
    ferry.headline = "A ferry, renamed"
    ferry.save()
    fresh(ferry).publish_update(editor)
    fresh(ferry).kill(editor)
    kept(story)
    assert kept.process.django.asked == asked


def test_after_a_merger_it_lists_those_of_both(out, kept, editor):
    from articles.models import Topic

    story = out("The one that is read", "Ferries")
    out("Of the harbor", "Harbor")
    Topic.named("Ferries").merge(Topic.named("Harbor"), editor)
    assert kept(story) == [("More on Harbor", ["Of the harbor"])]
