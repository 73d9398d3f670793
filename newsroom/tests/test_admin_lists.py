"""What may be asked of the admin's lists: of every one that is registered, a library's too."""

import pytest
from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.http import QueryDict

from accounts.models import User
from articles.models import Section
from core.admin.bounds import LONGEST_SEARCH
from newsroom.tests.test_admin_keys import LISTED, LISTS, NO_KEYS


def lookups_of(model):
    for field in model._meta.get_fields():
        if not field.is_relation:
            kinds = ["", "__regex", "__iregex", "__contains", "__startswith", "__gt", "__in", "__isnull"]
            yield from (field.name + kind for kind in kinds)
            continue
        yield from (f"{field.name}__{kind}" for kind in ("isnull", "in", "gt"))
        for inner in field.related_model._meta.fields:
            yield from (f"{field.name}__{inner.name}{kind}" for kind in ("", "__regex", "__contains"))


def offered(client, listing):
    """The parameters that the filters of a list take, as it says itself."""
    changelist = client.get(listing).context["cl"]
    return {name for each in changelist.filter_specs for name in each.expected_parameters()}


@pytest.mark.parametrize("model", LISTED)
def test_a_list_looks_for_what_its_filters_offer_and_for_nothing_else(keeper, article, rf, model):
    # One alone is no choice.
    Section.objects.create(name="Sport", slug="sport")
    listing = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    request = rf.get(listing)
    request.user = User.objects.get(username="Keeper")
    beyond = sorted(set(lookups_of(model)) - offered(keeper, listing))
    for lookup in beyond:
        request.GET = QueryDict(f"{lookup}=1")
        with pytest.raises((DisallowedModelAdminLookup, IncorrectLookupParameters)):
            admin.site.get_model_admin(model).get_changelist_instance(request)
    assert {keeper.get(listing, {lookup: "1"}).status_code for lookup in beyond[:3]} <= {400, 302}


def test_an_expression_that_never_ends_is_never_tried(keeper, make_article):
    make_article(headline="a" * 30 + "!")
    assert keeper.get("/admin/articles/article/", {"headline__regex": "^(a|a)+$"}).status_code == 400


def test_what_its_filters_offer_is_still_taken(keeper, article, post):
    post()
    for listing in LISTS:
        for spec in keeper.get(listing).context["cl"].filter_specs:
            changelist = keeper.get(listing).context["cl"]
            for choice in spec.choices(changelist):
                answer = keeper.get(f"{listing}{choice['query_string']}")
                assert answer.status_code == 200, (listing, choice)


@pytest.mark.parametrize("listing", LISTS)
def test_no_parameter_of_a_list_fails(keeper, article, listing):
    asked = ["q", "p", "o", "all", "e", "_to_field", "_popup", "_facets", "_changelist_filters", "id", "pk"]
    asked += offered(keeper, listing) | {"author__id__exact"}
    failed = [
        (name, value)
        for name in asked
        for value in [*NO_KEYS, "a " * 2000, "1." * 2000, "-1.999.abc.--2"]
        if keeper.get(listing, {name: value}).status_code >= 500
    ]
    assert failed == []


def test_a_list_is_sorted_by_the_columns_that_it_offers_and_by_each_once(keeper, article, post):
    post()
    listing = "/admin/comments/comment/"
    by_state = keeper.get(listing, {"show": "all", "o": "6"}).context["cl"]
    assert (by_state.params.get("o"), by_state.queryset.query.order_by[0]) == (None, "-pk")
    twice = keeper.get(listing, {"show": "all", "o": "7.7.-7.6"}).context["cl"]
    assert (twice.params["o"], twice.queryset.query.order_by[0]) == ("7", "pk")


def test_a_search_is_no_longer_than_anybody_types(keeper, article):
    listing = "/admin/articles/article/"
    words = "ferry " * (LONGEST_SEARCH // 6)
    assert keeper.get(listing, {"q": words}).context["cl"].result_count == 1
    assert keeper.get(listing, {"q": words + words}).context["cl"].result_count == 0


@pytest.mark.parametrize("name", ["term", "page", "app_label", "model_name", "field_name"])
@pytest.mark.parametrize(
    "relation",
    [
        ("articles", "slide", "photo"),
        ("articles", "section", "stories"),
        ("articles", "photo", "slides"),
        ("auth", "group", "user"),
        ("accounts", "user", "groups"),
        ("articles", "article", "headline"),
    ],
)
def test_nothing_asked_of_a_completion_fails(keeper, article, relation, name):
    asked = dict(zip(("app_label", "model_name", "field_name"), relation, strict=True))
    answers = [keeper.get("/admin/autocomplete/", asked | {name: value}) for value in [*NO_KEYS, "a " * 2000]]
    assert {answer.status_code for answer in answers} <= {200, 400, 403, 404}
