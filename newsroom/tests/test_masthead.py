"""The masthead names the sections with something to read, at every door of every process at once."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from articles.models import Section
from newsroom.tests.support.masthead import sections_named
from newsroom.tests.test_page_cache import Process, _one_connection, text  # noqa: F401

HOUR = datetime.timedelta(hours=1)
EVERY_KIND = ("/", "/section/world/", "/comment-policy/", "/nothing/")


@pytest.fixture
def make_section(section, make_article, editor):
    """make_section("Sport") -> a section with one story that is out; at=None leaves it empty."""

    def make(name, at="now", **fields):
        made = Section.objects.create(name=name, position=Section.objects.count() + 1, **fields)
        if at:
            make_article(headline=f"All of {name}", section=made).publish(editor)
        return made

    return make


def change(client, section, **data):
    data = {"name": section.name, "slug": section.slug} | data
    assert client.post(f"/admin/articles/section/{section.pk}/change/", data).status_code == 302


def at_every_door(processes, article, expected):
    for process in processes:
        for address in (*EVERY_KIND, article.get_absolute_url()):
            assert sections_named(text(process.get(address))) == expected, address


def test_it_comes_with_its_first_story_and_goes_with_its_last_on_every_process(
    article, make_section, make_article, editor, stopwatch
):
    """By a watch that stands still: lists may not lag in it."""
    sport, processes = make_section("Sport", at=None), (Process(), Process())
    at_every_door(processes, article, ["World"])
    story = make_article(section=sport)
    story.publish(editor)
    at_every_door(processes, article, ["World", "Sport"])
    story.kill(editor)
    at_every_door(processes, article, ["World"])
    story.bring_back(editor)
    at_every_door(processes, article, ["World", "Sport"])
    story.section = article.section
    story.save()
    story.publish_update(editor)
    at_every_door(processes, article, ["World"])


def test_it_comes_by_time_alone_at_the_instant_of_a_scheduled_story(
    article, make_section, make_article, editor
):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sport, processes = make_section("Sport", at=None), (Process(), Process())
        at_every_door(processes, article, ["World"])
        story = make_article(section=sport)
        story.publish(editor, at=timezone.now() + HOUR)
        at_every_door(processes, article, ["World"])
        clock.shift(HOUR - datetime.timedelta(microseconds=1))
        at_every_door(processes, article, ["World"])
        clock.shift(datetime.timedelta(microseconds=1))
        at_every_door(processes, article, ["World", "Sport"])


def test_a_story_called_back_brings_nothing(article, make_section, make_article, editor):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sport, processes = make_section("Sport", at=None), (Process(), Process())
        story = make_article(section=sport)
        story.publish(editor, at=timezone.now() + HOUR)
        at_every_door(processes, article, ["World"])
        story.call_back(editor)
        clock.shift(HOUR)
        at_every_door(processes, article, ["World"])


def test_another_story_of_a_section_makes_no_page_of_the_paper_anew(article, make_article, editor, stopwatch):
    process = Process()
    process.get("/comment-policy/")
    asked = process.django.asked
    make_article().publish(editor)
    make_article().publish(editor, at=timezone.now() + HOUR)
    process.get("/comment-policy/")
    assert process.django.asked == asked


def test_a_rename_is_seen_at_once_on_every_process(article, admin_client, make_section, stopwatch):
    sport, processes = make_section("Sport"), (Process(), Process())
    for process in processes:
        for address in ("/", "/section/sport/", article.get_absolute_url()):
            process.get(address)
    change(admin_client, sport, name="Games", slug="games")
    for process in processes:
        for address in ("/", "/section/games/", article.get_absolute_url(), "/comment-policy/"):
            page = text(process.get(address))
            assert "Games" in sections_named(page) and "/section/sport/" not in page
        assert process.get("/section/sport/")[0].startswith("301")
    new = admin_client.post("/admin/articles/section/add/", {"name": "Sport", "slug": ""})
    assert new.status_code == 302
    for process in processes:
        assert process.get("/section/sport/")[0].startswith("200")


def test_a_retirement_is_seen_at_once_on_every_process(
    article, make_section, make_article, editor, stopwatch
):
    sport, processes = make_section("Sport"), (Process(), Process())
    story = sport.stories.get()
    addresses = ("/", "/section/world/", "/comment-policy/", "/nothing/", article.get_absolute_url())
    for process in processes:
        for address in (*addresses, "/section/sport/", story.get_absolute_url()):
            process.get(address)
    sport.retire(article.section, editor)
    for process in processes:
        for address in (*addresses, story.get_absolute_url()):
            page = text(process.get(address))
            assert sections_named(page) == ["World"] and ">Sport<" not in page, address
        assert process.get("/section/sport/")[1]["Location"] == "/section/world/"
        assert "All of Sport" in text(process.get("/section/world/"))


def test_a_hidden_one_is_gone_at_once_on_every_process(admin_client, article, make_section, stopwatch):
    sport, processes = make_section("Sport"), (Process(), Process())
    at_every_door(processes, article, ["World", "Sport"])
    change(admin_client, sport, is_hidden="on")
    at_every_door(processes, article, ["World"])
    change(admin_client, sport)
    at_every_door(processes, article, ["World", "Sport"])


def test_another_order_is_seen_at_once_on_every_process(editor, article, make_section, stopwatch):
    sport, processes = make_section("Sport"), (Process(), Process())
    at_every_door(processes, article, ["World", "Sport"])
    Section.arrange([sport.pk, article.section_id], [article.section_id, sport.pk], editor)
    at_every_door(processes, article, ["Sport", "World"])
