"""What stories are about: a topic's page has those whose newest revision names it, and it comes and goes with them."""

import datetime
import re

import pytest
import time_machine
from django.utils import timezone

from articles import lists
from articles.models import Article, Section, Tagging, Topic
from articles.models.listing import TopicListing
from articles.recounting import recount_stories

HOUR = datetime.timedelta(hours=1)


def fresh(thing):
    return type(thing).objects.get(pk=thing.pk)


@pytest.fixture
def listed_on(client):
    """listed_on("/topic/x/") -> the headlines on that page; None where there is none."""

    def look(address):
        answer = client.get(address)
        if answer.status_code == 404:
            return None
        assert answer.status_code == 200
        return re.findall(r'class="line-headline"[^>]*>\s*<a [^>]*>(.*?)</a>', answer.content.decode())

    return look


@pytest.fixture
def tagged(make_article, tag):
    def make(headline, *topics, **fields):
        story = make_article(headline=headline, **fields)
        tag(story, *topics)
        return story

    return make


def publish(story, editor, **given):
    story = fresh(story)
    story.publish(editor, **given)
    return story


def update(story, editor):
    story = fresh(story)
    story.publish_update(editor)
    return story


# Which stories stand on its page


def test_a_topic_without_a_public_story_has_no_page(tagged, listed_on, editor):
    assert listed_on("/topic/harbor-dredging/") is None
    story = tagged("Dredgers are back", "Harbor dredging")
    assert listed_on("/topic/harbor-dredging/") is None
    publish(story, editor)
    assert listed_on("/topic/harbor-dredging/") == ["Dredgers are back"]


def test_readers_see_a_change_of_topics_when_it_is_published(tagged, tag, listed_on, client, editor):
    story = publish(tagged("Dredgers are back", "Harbor dredging"), editor)
    tag(story, "Eels")
    assert fresh(story).has_unpublished_changes
    assert listed_on("/topic/harbor-dredging/") == ["Dredgers are back"]
    assert listed_on("/topic/eels/") is None
    assert 'href="/topic/harbor-dredging/"' in client.get(story.get_absolute_url()).content.decode()
    update(story, editor)
    assert listed_on("/topic/harbor-dredging/") is None
    assert listed_on("/topic/eels/") == ["Dredgers are back"]
    page = client.get(story.get_absolute_url()).content.decode()
    assert 'href="/topic/eels/"' in page and "/topic/harbor-dredging/" not in page
    assert not fresh(story).has_unpublished_changes


def test_an_update_that_keeps_the_topic_leaves_the_story_in_its_place(tagged, listed_on, editor):
    first = publish(tagged("First", "Eels"), editor, at=timezone.now() - HOUR)
    publish(tagged("Second", "Eels"), editor)
    row = TopicListing.objects.get(article=first).pk
    Article.objects.filter(pk=first.pk).update(headline="First, again")
    update(first, editor)
    assert listed_on("/topic/eels/") == ["Second", "First, again"]
    assert TopicListing.objects.get(article=first).pk == row


def test_the_order_of_topics_is_the_editors_and_a_change_of_it_is_a_change(tagged, tag, client, editor):
    story = publish(tagged("Dredgers are back", "Port", "Eels"), editor)
    named = re.findall(r'<a href="/topic/(.*?)/">', client.get(story.get_absolute_url()).content.decode())
    assert named == ["port", "eels"]
    tag(story, "Eels", "Port")
    assert fresh(story).has_unpublished_changes


def test_a_killed_story_goes_from_it_and_comes_back(tagged, listed_on, editor):
    story = publish(tagged("Dredgers are back", "Eels"), editor)
    publish(tagged("Another", "Eels"), editor)
    fresh(story).kill(editor)
    assert listed_on("/topic/eels/") == ["Another"]
    for _ in range(2):
        fresh(story).bring_back(editor)
    assert listed_on("/topic/eels/") == ["Another", "Dredgers are back"]


def test_the_last_story_takes_the_page_along(tagged, listed_on, editor):
    story = publish(tagged("Dredgers are back", "Eels"), editor)
    fresh(story).kill(editor)
    assert listed_on("/topic/eels/") is None
    fresh(story).bring_back(editor)
    assert listed_on("/topic/eels/") == ["Dredgers are back"]


def test_a_scheduled_story_stands_on_it_from_its_instant_on(tagged, listed_on, editor):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        publish(tagged("Dredgers are back", "Eels"), editor, at=timezone.now() + HOUR)
        clock.shift(HOUR - datetime.timedelta(microseconds=1))
        assert listed_on("/topic/eels/") is None
        clock.shift(datetime.timedelta(microseconds=1))
        assert listed_on("/topic/eels/") == ["Dredgers are back"]


def test_one_that_was_called_back_never_stands_on_it(tagged, listed_on, editor):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        story = publish(tagged("Dredgers are back", "Eels"), editor, at=timezone.now() + HOUR)
        story.call_back(editor)
        assert not TopicListing.objects.exists()
        clock.shift(2 * HOUR)
        assert listed_on("/topic/eels/") is None
        story.delete()


def test_one_that_is_scheduled_anew_stands_on_it_once_with_its_new_time(tagged, tag, listed_on, editor):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        story = publish(tagged("Dredgers are back", "Eels", "Port"), editor, at=timezone.now() + HOUR)
        tag(story, "Eels")
        publish(story, editor, at=timezone.now() + 3 * HOUR)
        clock.shift(2 * HOUR)
        assert listed_on("/topic/eels/") is None and listed_on("/topic/port/") is None
        clock.shift(2 * HOUR)
        assert listed_on("/topic/eels/") == ["Dredgers are back"] and listed_on("/topic/port/") is None


def test_a_topic_that_is_named_twice_is_shown_once(tagged, client, editor):
    story = tagged("Dredgers are back", "Eels")
    Tagging.objects.create(article=story, topic=Topic.named("Eels"), position=2)
    story = publish(story, editor)
    assert client.get(story.get_absolute_url()).content.decode().count('href="/topic/eels/"') == 1
    assert TopicListing.objects.count() == 1


def test_a_retired_section_takes_no_story_from_it(tagged, listed_on, section, editor):
    sport = Section.objects.create(name="Sport", position=2)
    publish(tagged("A game", "Eels", section=sport), editor)
    sport.retire(section, editor)
    assert listed_on("/topic/eels/") == ["A game"]


# Its page


def test_its_page_says_what_it_is_about(tagged, client, editor):
    publish(tagged("Dredgers are back", "Eels"), editor)
    Topic.objects.update(description="They come <back> in spring.")
    page = client.get("/topic/eels/").content.decode()
    assert re.search(r"<h1[^>]*>Eels</h1>", page)
    assert page.count("They come &lt;back&gt; in spring.") == 2
    assert '<link rel="canonical" href="http' in page and '/topic/eels/">' in page


def test_its_older_stories_stand_on_pages_of_their_own_each_once(tagged, client, editor, monkeypatch):
    monkeypatch.setattr(lists, "SECTION_PAGE", 2)
    now = timezone.now()
    # Three of them at the same instant.
    for number, hours in enumerate([5, 4, 3, 3, 3, 2, 1]):
        publish(tagged(f"Story {number}", "Eels"), editor, at=now - hours * HOUR)
    address, seen = "/topic/eels/", []
    while address:
        page = client.get(address).content.decode()
        seen.append(re.findall(r">(Story \d)</a>", page))
        older = re.search(r'href="(\?before=\d+)" rel="next"', page)
        address = older and f"/topic/eels/{older[1]}"
    assert seen == [["Story 6", "Story 5"], ["Story 4", "Story 3"], ["Story 2", "Story 1"], ["Story 0"]]


@pytest.mark.parametrize("before", ["x", "0", "99999", "1 or 1", ""])
def test_behind_no_story_there_is_no_page(before, tagged, client, editor):
    publish(tagged("Dredgers are back", "Eels"), editor)
    assert client.get(f"/topic/eels/?before={before}").status_code == 404


def test_behind_a_story_that_left_the_topic_the_older_ones_still_stand(tagged, tag, client, editor):
    publish(tagged("Old", "Eels"), editor, at=timezone.now() - 2 * HOUR)
    left = publish(tagged("Left", "Eels"), editor, at=timezone.now() - HOUR)
    tag(left, "Port")
    update(left, editor)
    assert "Old" in client.get(f"/topic/eels/?before={left.pk}").content.decode()


@pytest.mark.parametrize("typed", ["/topic/Eels/", "/topic/eels", "/topic/EELS"])
def test_another_spelling_leads_to_its_one_address(typed, tagged, client, editor):
    publish(tagged("Dredgers are back", "Eels"), editor)
    answer = client.get(typed, follow=True)
    assert answer.redirect_chain[-1] == ("/topic/eels/", 301)


@pytest.mark.parametrize(
    ("name", "slug"),
    [("ميناء القصر", "ميناء-القصر"), ("港の市場", "港の市場"), ("Łódź & Gießen", "lodz-giessen")],
)
def test_a_name_in_any_script_has_an_address(name, slug, tagged, client, editor):
    topic = Topic.named(name)
    assert topic.slug == slug
    story = publish(tagged("Dredgers are back", name), editor)
    assert client.get(topic.get_absolute_url()).status_code == 200
    assert (
        f'<a href="{topic.get_absolute_url()}"><bdi>' in client.get(story.get_absolute_url()).content.decode()
    )


def test_a_page_costs_the_same_with_one_story_and_with_many(
    tagged, client, editor, django_assert_num_queries
):
    publish(tagged("First", "Eels"), editor, at=timezone.now() - HOUR)
    client.get("/comment-policy/")
    with django_assert_num_queries(6):
        client.get("/topic/eels/")
    for number in range(6):
        publish(tagged(f"Story {number}", "Eels", "Port"), editor)
    client.get("/comment-policy/")
    with django_assert_num_queries(6):
        client.get("/topic/eels/")


# Names


@pytest.mark.parametrize(
    "typed", ["eels and WEIRS", "Eels  and\u00a0Weirs", "Ｅels and Weirs", "Eels\u200b and Weirs"]
)
def test_one_name_is_one_topic_however_it_is_typed(db, typed):
    assert Topic.named("Eels and Weirs") == Topic.named(typed)


def test_names_that_readers_can_tell_apart_are_two_topics(db):
    assert len({Topic.named(name).slug for name in ("C", "C++", "Rosé", "Rose")}) == 4


def test_the_longest_name_written_out_fits(db):
    assert Topic.named("ﷺ" * 100) == Topic.named("ﷺ" * 100)


# What is stored


def test_what_is_stored_of_lists_is_compared_and_repaired(tagged, listed_on, editor):
    out = publish(tagged("Out", "Eels", "Port"), editor)
    killed = publish(tagged("Killed", "Eels"), editor)
    fresh(killed).kill(editor)
    tagged("Draft", "Eels")
    publish(tagged("To come", "Eels"), editor, at=timezone.now() + HOUR)
    Topic.named("Port").merge(Topic.named("Eels"), editor)
    assert not [each for part in recount_stories() for each in part.differences]
    TopicListing.objects.filter(article=out).delete()
    TopicListing.objects.create(article=killed, topic=Topic.named("Eels"), published_at=killed.published_at)
    found = [each for part in recount_stories(repair=True) for each in part.differences]
    assert [(each.thing, each.field) for each in found] == [
        (f"story {out.pk}", "topics"),
        (f"story {killed.pk}", "topics"),
    ]
    assert not [each for part in recount_stories() for each in part.differences]
    assert listed_on("/topic/eels/") == ["Out"]
