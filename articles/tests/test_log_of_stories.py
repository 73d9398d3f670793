"""What the history of a story says: what was changed, in people's words, and nothing where nothing was."""

import json
import re

import pytest
from django.contrib.admin.models import LogEntry

from articles.models import Contributor


@pytest.fixture
def story(make_article, make_photo, add_slide):
    story = make_article()
    for name in ("The quay", "The pier"):
        add_slide(story, make_photo(caption=name))
    return story


def said(story):
    return [each.get_change_message() for each in LogEntry.objects.order_by("pk")]


def test_a_field_is_named_and_what_nobody_sees_is_not(send, story):
    send(story, headline="Changed", _save="")
    assert said(story) == ["Changed headline."]


def test_a_text_that_the_editor_only_wrote_anew_is_not_named(send, story):
    story.body = "<p>One.</p><p>Two.</p>"
    story.save(update_fields=["body"])
    send(story, body="<p class='x'>One.</p><p>Two.</p>", standfirst="New", _save="")
    assert said(story) == ["Changed standfirst."]


def test_a_save_of_what_stands_there_says_nothing(send, story):
    send(story, _save="")
    assert said(story) == []


def test_what_was_typed_for_a_button_is_no_change_of_the_story(send, story):
    send(story, publish_at_0="2030-01-01", publish_at_1="12:00", _schedule="")
    assert said(story) == ["Scheduled: it publishes itself on Jan 1, 2030 12:00 PM EST."]


def test_a_button_says_what_it_did(send, story):
    send(story, _publish="")
    story.refresh_from_db()
    send(story, headline="Another", note="It is pier 4.", _correction="")
    assert said(story) == ["Published.", "Changed headline.", "Correction published."]


def test_photos_and_contributors_are_called_so(send, story, make_photo):
    contributor = Contributor.named("Ines Calloway")
    send(
        story,
        **{
            "all_slides-0-position": 2,
            "all_slides-1-position": 1,
            "all_slides-1-caption": "Here",
            "all_slides-1-alt": "Boats",
            "all_contributions-TOTAL_FORMS": 1,
            "all_contributions-0-contributor": contributor.pk,
            "all_contributions-0-role": "editing",
            "_save": "",
        },
    )
    [entry] = said(story)
    assert "Changed order for photo “2: The quay”." in entry
    assert "caption" in entry and "alternative text" in entry
    assert "Added contributor “Editing by Ines Calloway”." in entry
    assert not re.search("slide|contribution", entry)


def test_a_photo_that_is_taken_out_is_called_so(send, story):
    send(story, **{"all_slides-0-DELETE": "on", "_save": ""})
    assert said(story) == ["Deleted photo “1: The quay”."]


def test_the_history_page_shows_it_with_the_desks_time(desk, send, story):
    send(story, headline="Changed", _save="")
    page = desk.get(f"/admin/articles/article/{story.pk}/history/").content.decode()
    assert "Changed headline." in page
    assert re.search(r"[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d [AP]M E[SD]T", page)


@pytest.mark.django_db(transaction=True)
def test_old_entries_are_mended(desk, editor, story):
    """In batches by key, as the migration does it."""
    from importlib import import_module

    from django.apps import apps
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection

    kind = ContentType.objects.get_for_model(story)

    def entry(message):
        return LogEntry.objects.create(
            user=editor,
            content_type=kind,
            object_id=story.pk,
            object_repr="S",
            action_flag=2,
            change_message=message,
        )

    both = entry(json.dumps([{"changed": {"fields": ["Key", "Headline"]}}]))
    row = entry(
        json.dumps([{"changed": {"fields": ["Key"]}}, {"added": {"name": "slide", "object": "1: Quay"}}])
    )
    nothing = entry(json.dumps([{"changed": {"fields": ["Key", "Seen"]}}]))
    words, odd = entry("Publish now"), entry("[1]")
    migration = import_module("articles.migrations.0010_words_of_the_log")
    with connection.schema_editor() as editor_of_schema:
        migration.mend(apps, editor_of_schema)
    assert LogEntry.objects.get(pk=both.pk).get_change_message() == "Changed Headline."
    assert LogEntry.objects.get(pk=row.pk).get_change_message() == "Added photo “1: Quay”."
    assert LogEntry.objects.get(pk=nothing.pk).get_change_message() == "No fields changed."
    assert LogEntry.objects.get(pk=odd.pk).change_message == "[1]"
    assert LogEntry.objects.get(pk=words.pk).get_change_message() == "Publish now"
