"""Each pair of boxes for a day and a time at the desk: the same is read in all, and refused in words."""

import datetime
import importlib
from unittest import mock

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.db import models

from articles.models import Photo
from core.time_fields import DeskTimeField

NOON = datetime.datetime(2026, 3, 2, 17, tzinfo=datetime.UTC)
AFTERNOON = datetime.datetime(2026, 11, 28, 19, 55, tzinfo=datetime.UTC)
READ = [
    ("28.11.2026", "2.55 pm"),
    ("Nov. 28, 2026", "1455"),
    ("28 Nov 2026", "2:55 p.m."),
    ("Sat Nov 28, 2026 2:55pm EST", ""),
    ("Nov 28, 2026 2:55 PM EST", ""),
    ("2026-11-28T14:55:00-05:00", ""),
]
REFUSED = [
    ("0001-01-01", "00:00", "the years 1000 to 9000"),
    ("9999-12-31", "23:59:59", "the years 1000 to 9000"),
    ("03/04/2026", "6pm", "can be read as Mar 4, 2026 and as Apr 3, 2026"),
    ("2027-03-14", "2:30am", "There is no 02:30 on Mar 14, 2027"),
    ("2026-11-01", "1:30am", "01:30 on Nov 1, 2026 comes twice"),
    ("2026-11-28", "6", "can be read in several ways"),
    ("9" * 4000, "9" * 4000, "can’t be read as a day"),
    ("\u0661\u0662", "٩٩٩٩", "can’t be read as a day"),
]


@pytest.fixture
def typed_at(desk, send, make_article, make_photo, article):
    """typed_at("photo", day, clock) -> (the answer, the stored instant or None)"""

    def publish_at(day, clock):
        story = make_article()
        response = send(story, publish_at_0=day, publish_at_1=clock, _schedule="")
        story.refresh_from_db()
        return response, story.published_at

    def taken_at(day, clock):
        photo = Photo.objects.first() or make_photo()
        Photo.objects.update(taken_at=None)
        data = {"credit_line": "Agency", "alt": "A quay.", "taken_at_0": day, "taken_at_1": clock}
        response = desk.post(f"/admin/articles/photo/{photo.pk}/change/", data)
        return response, Photo.objects.get(pk=photo.pk).taken_at

    def until(day, clock):
        from comments.models import Discussion

        Discussion.objects.all().delete()
        typed = {"mode": "until", "until_0": day, "until_1": clock}
        response = desk.post(f"/admin/articles/article/{article.pk}/discussion/", typed)
        return response, Discussion.objects.filter(article=article).values_list("until", flat=True).first()

    forms = {"publish_at": publish_at, "taken_at": taken_at, "until": until}

    def typed_at(form, day, clock):
        with time_machine.travel(NOON, tick=False):
            return forms[form](day, clock)

    return typed_at


@pytest.mark.parametrize("form", ["publish_at", "taken_at", "until"])
def test_a_time_is_read_as_it_was_written(typed_at, form):
    for day, clock in READ:
        response, stored = typed_at(form, day, clock)
        assert (response.status_code, stored) == (302, AFTERNOON), (day, clock)


@pytest.mark.parametrize("form", ["publish_at", "taken_at", "until"])
def test_what_can_not_be_read_is_refused_in_words_and_stays_in_the_boxes(typed_at, form):
    for day, clock, said in REFUSED:
        response, stored = typed_at(form, day, clock)
        assert (response.status_code, stored) == (200, None), day
        page = response.content.decode()
        assert said in page, said
        assert f'value="{day}"' in page
        assert f'value="{clock}"' in page


def test_an_hour_that_comes_twice_is_shown_with_its_zone_and_is_no_change(typed_at, desk, send, make_article):
    story = make_article()
    with time_machine.travel(NOON, tick=False):
        send(story, publish_at_0="Nov 1, 2026", publish_at_1="1:30am EST", _schedule="")
        story.refresh_from_db()
        assert story.published_at == datetime.datetime(2026, 11, 1, 6, 30, tzinfo=datetime.UTC)
        page = desk.get(f"/admin/articles/article/{story.pk}/change/").content.decode()
        assert 'value="2026-11-01"' in page and 'value="01:30:00 EST"' in page
        send(story, publish_at_0="2026-11-01", publish_at_1="01:30:00 EST", _publish="")
        story.refresh_from_db()
        assert story.status == "published"


def test_every_form_of_the_admin_reads_times_by_the_one_field(rf, editor):
    editor.is_superuser = True
    request = rf.get("/")
    request.user = editor
    for model, of in admin.site._registry.items():
        for each in [of, *of.get_inline_instances(request)]:
            for field in each.model._meta.fields:
                if isinstance(field, models.DateTimeField) and field.editable:
                    made = each.formfield_for_dbfield(field, request)
                    assert isinstance(made, DeskTimeField), (model, field)


@pytest.mark.parametrize("value", ["9999-12-31T23:59:59", "٩"])
def test_no_list_of_the_desk_fails_on_a_time_in_its_address(desk, editor, value):
    editor.is_superuser = True
    editor.save()
    for model, of in admin.site._registry.items():
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for field in model._meta.fields:
            if isinstance(field, models.DateField):
                for lookup in ("", "__gte", "__year", "__date", "__day"):
                    assert desk.get(address, {f"{field.name}{lookup}": value}).status_code in (302, 400), (
                        field
                    )
        assert of.date_hierarchy is None


def run(migration, verb):
    schema_editor = mock.Mock(connection=mock.Mock(alias="default"))
    getattr(importlib.import_module(migration), verb)(apps, schema_editor)


def test_a_time_of_no_calendar_that_a_camera_wrote_is_forgotten_and_others_stay(make_photo):
    kept, first, last = make_photo(), make_photo(), make_photo()
    for photo, year in ((kept, 1826), (first, 1), (last, 9999)):
        Photo.objects.filter(pk=photo.pk).update(taken_at=datetime.datetime(year, 6, 1, tzinfo=datetime.UTC))
    run("articles.migrations.0013_times_within_the_calendar", "forget")
    taken = dict(Photo.objects.values_list("pk", "taken_at__year"))
    assert taken == {kept.pk: 1826, first.pk: None, last.pk: None}


def test_a_discussion_until_the_end_of_all_years_is_always_open(article):
    from comments.models import Discussion

    end = datetime.datetime(9999, 12, 31, tzinfo=datetime.UTC)
    Discussion.objects.create(article=article, mode="until", until=end)
    run("comments.migrations.0008_until_within_the_calendar", "open_for_ever")
    found = Discussion.objects.get()
    assert (found.mode, found.until) == ("open", None)
