"""Sections: in their order, hidden, empty, renamed; and what the masthead says of them at once."""

import pytest
from django.contrib.messages import get_messages

from articles.models import Article, Section
from articles.models.section import OrderOvertaken
from core.models import FormerAddress
from newsroom.tests.support.masthead import sections_named


@pytest.fixture
def chief(make_staff):
    return make_staff("RuthHale", "Chiefs")


@pytest.fixture
def desk(client, chief):
    client.force_login(chief)
    return client


@pytest.fixture
def make_section(section, make_article, editor):
    """make_section("Sport") -> a section with one story that is out; at=None leaves it empty."""

    def make(name, at="now", **fields):
        made = Section.objects.create(name=name, position=Section.objects.count() + 1, **fields)
        if at:
            make_article(headline=f"All of {name}", section=made).publish(editor)
        return made

    return make


@pytest.fixture
def four(make_section, article):
    return [article.section, *(make_section(name) for name in ("City", "Sport", "Culture"))]


def change(desk, section, **data):
    data = (
        {"name": section.name, "slug": section.slug}
        | ({"is_hidden": "on"} if section.is_hidden else {})
        | data
    )
    return desk.post(f"/admin/articles/section/{section.pk}/change/", data)


def said(answer):
    return " ".join(str(each) for each in get_messages(answer.wsgi_request))


# Who may


@pytest.mark.parametrize(("group", "may"), [("Chiefs", True), ("Editors", False)])
def test_chiefs_change_sections_and_editors_see_them(client, make_staff, section, group, may):
    client.force_login(make_staff("RuthHale", group))
    page = client.get("/admin/articles/section/").content.decode()
    assert "World" in page and ("Save the order" in page) is may
    assert client.get("/admin/articles/section/add/").status_code == (200 if may else 403)
    assert client.post("/admin/articles/section/", {}).status_code != 200 or may
    assert client.get(f"/admin/articles/section/{section.pk}/retire/").status_code == (200 if may else 403)
    assert change(client, section, name="Planet").status_code == (302 if may else 403)


def test_nobody_deletes_one(admin_client, section):
    assert (
        admin_client.post(f"/admin/articles/section/{section.pk}/delete/", {"post": "yes"}).status_code == 403
    )


# Order


def order(desk, wanted, seen=None):
    """Send the list's form: {section: the number typed for it}."""
    data = {f"place-{section.pk}": number for section, number in wanted.items()}
    return desk.post("/admin/articles/section/", data | {"seen": [each.pk for each in seen or wanted]})


def names():
    return [each.name for each in Section.objects.in_use()]


def test_they_are_put_in_order_by_numbers(desk, four, client):
    world, city, sport, culture = four
    assert "is saved" in said(order(desk, {world: 4, city: 3, sport: 2, culture: 1}))
    assert names() == sections_named(client.get("/")) == ["Culture", "Sport", "City", "World"]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((1, 2, 3, 1), ["Culture", "World", "City", "Sport"]),
        ((3, 2, 3, 4), ["City", "Sport", "World", "Culture"]),
        ((1, 2, 2, 4), ["World", "Sport", "City", "Culture"]),
        ((9, 2, 3, 4), ["City", "Sport", "Culture", "World"]),
    ],
)
def test_one_that_is_moved_to_anothers_place_pushes_that_one_on(desk, four, numbers, expected):
    order(desk, dict(zip(four, numbers, strict=True)))
    assert names() == expected
    assert [each.position for each in Section.objects.all()] == [1, 2, 3, 4]


@pytest.mark.parametrize("typed", ["", "x", "0", "-1", "٢", "99999999999"])
def test_what_is_no_number_is_refused_and_nothing_typed_is_lost(desk, four, typed):
    world, city, sport, culture = four
    page = order(desk, {world: 4, city: typed, sport: 2, culture: 1}).content.decode()
    assert f"“{typed}” is no place" in page
    assert f'name="place-{world.pk}" value="4"' in page and f'name="place-{city.pk}" value="{typed}"' in page
    assert names() == ["World", "City", "Sport", "Culture"]


def test_of_two_chiefs_the_second_is_told_and_loses_nothing(desk, four, chief):
    world, city, sport, culture = four
    Section.arrange([each.pk for each in (city, world, sport, culture)], [each.pk for each in four], chief)
    page = order(desk, {world: 1, city: 2, sport: 4, culture: 3}).content.decode()
    assert "changed the order meanwhile" in page and f'name="place-{sport.pk}" value="4"' in page
    assert names() == ["City", "World", "Sport", "Culture"]
    # The page has the new order now, and the same numbers are taken.
    shown = [city, world, sport, culture]
    assert order(desk, {city: 2, world: 1, sport: 4, culture: 3}, shown).status_code == 302
    assert names() == ["World", "City", "Culture", "Sport"]


def test_the_same_order_twice_is_saved_once(desk, four, chief):
    wanted, seen = [each.pk for each in reversed(four)], [each.pk for each in four]
    assert Section.arrange(wanted, seen, chief) is True
    assert Section.arrange(wanted, seen, chief) is False


def test_sections_that_the_list_did_not_show_keep_their_places(four, chief):
    world, city, sport, culture = four
    Section.arrange([culture.pk, city.pk], [city.pk, culture.pk], chief)
    assert names() == ["World", "Culture", "Sport", "City"]
    with pytest.raises(OrderOvertaken):
        Section.arrange([culture.pk, 999_999], [culture.pk, 999_999], chief)


def test_a_new_one_comes_last(desk, four):
    desk.post("/admin/articles/section/add/", {"name": "Weather", "slug": ""})
    assert names()[-1] == "Weather"


# Hidden


def test_a_hidden_one_is_in_no_list_and_its_page_and_stories_stay(desk, four, client):
    sport = four[2]
    change(desk, sport, is_hidden="on")
    client.logout()
    front = client.get("/")
    assert "Sport" not in sections_named(front)
    assert "Sport" not in [band.section.name for band in front.context["bands"]]
    assert "All of Sport" in front.content.decode(), "among the latest"
    page = client.get("/section/sport/")
    assert page.status_code == 200 and "All of Sport" in page.content.decode()
    assert client.get(sport.stories.get().get_absolute_url()).status_code == 200


def test_a_story_can_be_filed_in_a_hidden_one(desk, make_section, editor, client):
    make_section("Sport", is_hidden=True)
    client.force_login(editor)
    assert ">Sport</option>" in client.get("/admin/articles/article/add/", follow=True).content.decode()


# Empty


def test_an_empty_one_is_not_in_the_masthead_and_its_page_says_so(client, article, make_section):
    make_section("Sport", at=None)
    for address in ("/", "/nothing/", article.get_absolute_url(), "/accounts/login/"):
        assert sections_named(client.get(address)) == ["World"], address
    assert "No story here yet." in client.get("/section/sport/").content.decode()


def test_the_masthead_costs_one_query_for_any_number(
    client, article, make_section, django_assert_num_queries
):
    with django_assert_num_queries(2):
        client.get("/comment-policy/")
    for number in range(20):
        make_section(f"Part {number}")
    with django_assert_num_queries(2):
        assert len(sections_named(client.get("/comment-policy/"))) == 21


# Names and addresses


def test_a_new_address_is_led_to_from_the_old_one(desk, four, client):
    change(desk, four[2], slug="sports")
    for address in ("/section/sport/", "/section/sport", "/section/SPORT/"):
        assert client.get(address).headers["Location"] == "/section/sports/"
    assert client.get("/section/sport/?before=1").headers["Location"] == "/section/sports/?before=1"
    assert client.get("/section/sports/").status_code == 200


def test_two_new_addresses_and_the_first_one_again(desk, four, client):
    for slug in ("sports", "games", "sport"):
        change(desk, Section.objects.get(name="Sport"), slug=slug)
    assert client.get("/section/sport/").status_code == 200
    for slug in ("sports", "games"):
        assert client.get(f"/section/{slug}/").headers["Location"] == "/section/sport/"


def test_a_new_name_leaves_the_address(desk, four, client):
    change(desk, four[2], name="Sports")
    assert Section.objects.get(name="Sports").slug == "sport"
    assert not FormerAddress.objects.exists()
    assert "Sports" in sections_named(client.get("/"))


def test_an_address_that_is_emptied_is_made_of_the_name(desk, four, client):
    change(desk, four[2], name="Games", slug="")
    assert client.get("/section/sport/").headers["Location"] == "/section/games/"


def test_who_takes_a_former_address_is_told_where_it_led(desk, four, client):
    change(desk, four[2], slug="games")
    answer = desk.post("/admin/articles/section/add/", {"name": "Sport on TV", "slug": "sport"})
    assert "/section/sport/ led to /section/games/" in said(answer)
    assert client.get("/section/sport/").status_code == 200
    assert "led to" not in said(change(desk, Section.objects.get(slug="games"), slug="play"))


@pytest.mark.parametrize("slug", ["Sport Now", "city"])
def test_an_address_that_can_not_be_is_refused_and_nothing_is_lost(desk, four, slug):
    page = change(desk, four[2], name="Games", slug=slug)
    assert page.status_code == 200 and 'value="Games"' in page.content.decode()
    assert Section.objects.get(pk=four[2].pk).slug == "sport"


def test_the_list_says_how_each_stands(desk, make_section, article):
    make_section("Sport", is_hidden=True), make_section("City", at=None)
    page = desk.get("/admin/articles/section/").content.decode()
    assert "Hidden: not in the masthead" in page and "Nothing to read in it yet" in page


def test_the_list_costs_the_same_for_any_number(desk, make_section, django_assert_max_num_queries, article):
    desk.get("/admin/articles/section/")
    with django_assert_max_num_queries(9) as few:
        desk.get("/admin/articles/section/")
    for number in range(20):
        make_section(f"Part {number}")
    with django_assert_max_num_queries(len(few)):
        desk.get("/admin/articles/section/")


def test_nothing_of_a_story_changes_with_its_sections_name(desk, article):
    change(desk, article.section, name="Planet", slug="planet")
    assert not Article.objects.get(pk=article.pk).has_unpublished_changes
