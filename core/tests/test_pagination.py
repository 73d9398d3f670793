"""Pages by key: every row stands on one page, in its place, whatever is gone or of the same instant."""

import datetime

import pytest
from django.http import Http404

from accounts.models import User
from core.pagination import batches, behind, find_row, page_of, row_before

THEN = datetime.datetime(2026, 3, 2, 17, tzinfo=datetime.UTC)


@pytest.fixture
def people(db):
    """Seven, the third to the sixth of them all of one instant."""
    minutes = [0, 1, 2, 2, 2, 2, 3]
    return User.objects.bulk_create(
        User(
            username=f"Reader{number}",
            name_key=f"reader{number}",
            date_joined=THEN + datetime.timedelta(minutes=each),
        )
        for number, each in enumerate(minutes)
    )


def newest_first():
    return User.objects.order_by("-date_joined", "-pk")


def pages(rows, length):
    found, last = [], None
    while True:
        page = page_of(length, behind(rows, last))
        found.append([each.username[-1] for each in page.rows])
        last = page.last
        if last is None:
            return found


@pytest.mark.parametrize(
    "length, found",
    [
        (3, ["654", "321", "0"]),
        (2, ["65", "43", "21", "0"]),
        (7, ["6543210"]),
        (6, ["654321", "0"]),
        (9, ["6543210"]),
    ],
)
def test_pages_end_within_an_instant_and_nothing_is_left_out_or_said_twice(people, length, found):
    assert ["".join(page) for page in pages(newest_first(), length)] == found


@pytest.mark.parametrize(
    "order",
    [["pk"], ["-pk"], ["date_joined", "pk"], ["date_joined", "-pk"], ["is_staff", "-date_joined", "pk"]],
)
@pytest.mark.parametrize("length", [1, 2, 3])
def test_in_any_order_they_are_the_whole_in_parts(people, order, length):
    rows = User.objects.order_by(*order)
    assert "".join(map("".join, pages(rows, length))) == "".join(each.username[-1] for each in rows)


def test_nothing_has_one_page(db):
    assert page_of(3, newest_first()) == ([], None)


def test_what_stands_behind_a_row_does_not_change_when_the_row_or_what_is_before_it_goes(people):
    last = page_of(3, newest_first()).last
    rest = list(behind(newest_first(), last))
    User.objects.filter(pk__in=[last.pk, people[-1].pk]).delete()
    assert list(behind(newest_first(), last)) == rest


def test_a_page_goes_on_into_what_comes_after_and_asks_for_no_more(people, django_assert_num_queries):
    first, then = User.objects.filter(pk__lte=people[2].pk), User.objects.filter(pk__gt=people[2].pk)
    parts = first.order_by("pk"), then.order_by("pk")
    with django_assert_num_queries(1):
        page = page_of(2, *parts)
    assert (page.rows, page.last) == (people[:2], people[1])
    with django_assert_num_queries(2):
        page = page_of(3, *parts)
    assert (page.rows, page.last) == (people[:3], people[2])
    page = page_of(5, *parts)
    assert (page.rows, page.last) == (people[:5], people[4])
    assert page_of(7, *parts) == (people, None)


@pytest.mark.parametrize("typed", ["", "0", "x", "-1", "1.0", "٢", "9" * 30, " 1", "01"])
def test_nonsense_names_no_row(people, typed):
    assert find_row(User.objects.all(), typed) is None


def test_a_page_begins_where_it_is_asked_to_and_is_none_where_there_is_no_such_row(people, rf):
    everybody = User.objects.all()
    assert row_before(rf.get("/"), everybody) is None
    assert row_before(rf.get("/", {"after": "x"}), everybody) is None
    assert row_before(rf.get("/", {"before": people[2].pk}), everybody) == people[2]
    for typed in ("", "x", "0", "999999", "9" * 30, f"0{people[2].pk}"):
        with pytest.raises(Http404):
            row_before(rf.get("/", {"before": typed}), everybody)
    with pytest.raises(Http404):
        row_before(rf.get("/", {"before": people[2].pk}), everybody.exclude(pk=people[2].pk))


def test_batches_are_by_key_and_each_is_asked_for_when_it_is_wanted(people):
    rows = User.objects.order_by("username").values_list("username", "pk")
    found = batches(rows, 3, key=lambda row: row[1])
    assert [name for name, _ in next(found)] == ["Reader0", "Reader1", "Reader2"]
    User.objects.filter(username="Reader3").delete()
    User.objects.filter(username="Reader6").update(username="Reader9")
    assert [[name for name, _ in batch] for batch in found] == [["Reader4", "Reader5", "Reader9"]]
    assert list(batches(User.objects.none(), 3)) == []
    assert [len(batch) for batch in batches(User.objects.all(), 3)] == [3, 3]
