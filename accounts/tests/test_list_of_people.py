import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.admin import paginator
from core.admin.paginator import ShortPaginator

LIST = "/admin/accounts/user/"


@pytest.fixture
def found(client, operator, make_reader):
    for name in ("RedFern", "RedFox", "Northwind"):
        make_reader(name)
    client.force_login(operator)

    def found(**query):
        return [user.username for user in client.get(LIST, query).context["cl"].result_list]

    return found


def test_the_newest_stand_first(found):
    assert found() == ["Northwind", "RedFox", "RedFern", "Keeper"]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("red", ["RedFox", "RedFern"]),
        (" RED-F ", ["RedFox", "RedFern"]),
        ("redfern", ["RedFern"]),
        ("fern", []),
        ("zz", []),
        ("North", ["Northwind"]),
        ("REDFOX@readers.example", ["RedFox"]),
        ("redfox@readers", []),
        (" ", ["Northwind", "RedFox", "RedFern", "Keeper"]),
    ],
)
def test_a_search_is_for_the_beginning_of_a_name_or_a_whole_address(found, words, names):
    assert found(q=words) == names


def test_filters_find_the_few(found):
    User.objects.get(username="RedFox").deactivate()
    assert found(is_active__exact=0) == ["RedFox"]
    assert found(is_staff__exact=1) == ["Keeper"]


def test_they_can_be_sorted_by_what_an_index_knows_alone(client, found):
    assert found(o="1") == ["Keeper", "Northwind", "RedFern", "RedFox"]
    page = client.get(LIST).content.decode()
    assert re.findall(r'<div class="text"><a href="\?o=(\d+)', page) == ["1"]


def test_a_list_is_counted_no_further_than_somebody_turns_pages(make_reader, monkeypatch):
    monkeypatch.setattr(paginator, "FARTHEST", 3)
    for name in ("RedFern", "RedFox", "Northwind", "Wren"):
        make_reader(name)
    pages = ShortPaginator(User.objects.order_by("pk"), 2)
    with CaptureQueriesContext(connection) as asked:
        assert (pages.count, pages.num_pages) == (3, 2)
    assert [query["sql"].count("LIMIT 3") for query in asked] == [1]
    assert [user.username for user in pages.page(2)] == ["Northwind"]
    assert ShortPaginator(User.objects.filter(username="Wren"), 2).count == 1
