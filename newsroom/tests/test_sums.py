"""What a table comes to tells apart everything that a reader of the rows could."""

import datetime

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from articles.models import Photo
from newsroom.transfer.sums import sum_of

NOON = datetime.datetime(2013, 7, 6, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture
def photos(db):
    described = {"width": 3, "height": 2, "file_type": "jpg", "created_at": NOON}
    return [
        Photo.objects.create(
            digest=name,
            caption=name,
            alt="ab",
            taken_at=NOON,
            renditions_made={"b": [1], "aa": []},
            **described,
        )
        for name in ("one", "two")
    ]


def total(**which):
    return sum_of(Photo, "default", **which)


@pytest.mark.parametrize(
    "changed",
    [
        {"caption": ""},
        {"caption": "One"},
        {"caption": "one "},
        {"taken_at": None},
        {"taken_at": NOON + datetime.timedelta(microseconds=1)},
        {"width": 4},
        {"width": 2, "height": 3},
        {"caption": "on", "alt": "eab"},
        {"renditions_made": {"b": [1], "aa": [2]}},
        {"renditions_made": {}},
    ],
)
def test_any_change_is_another_sum(photos, changed):
    before = total()
    Photo.objects.filter(pk=photos[0].pk).update(**changed)
    assert total() != before


def test_a_row_that_is_gone_or_twice_there_is_another_sum(photos):
    before = total()
    photos[1].delete()
    assert total() != before
    assert total().rows == 1


def test_two_rows_that_changed_places_are_another_sum(photos):
    before = total()
    one, two = photos
    Photo.objects.filter(pk=one.pk).update(caption="two")
    Photo.objects.filter(pk=two.pk).update(caption="one")
    assert total() != before


def test_the_order_in_which_rows_come_does_not_count(photos, monkeypatch):
    before = total()
    monkeypatch.setattr(QuerySet, "iterator", lambda rows, chunk_size: reversed(list(rows)))
    assert total() == before


def test_how_a_value_is_spelled_does_not_count(photos):
    before = total()
    Photo.objects.filter(pk=photos[0].pk).update(renditions_made={"aa": [], "b": [1]})
    assert total() == before, "PostgreSQL orders keys anew"
    with timezone.override("America/New_York"):
        assert total() == before


def test_a_sum_up_to_a_row_leaves_out_what_comes_after(photos):
    both, first = total(), total(up_to=photos[0].pk)
    assert (first.rows, both.rows) == (1, 2)
    photos[1].delete()
    assert total() == first
