"""A retired section leads to another one, where its stories stand from then on; its name and address are free."""

import datetime
from functools import partial

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles import lists, refiling
from articles.models import Article, Section
from articles.models.section import NotRetirable
from articles.recounting import recount_stories
from core.models import Edition, FormerAddress
from newsroom.tests.support.masthead import sections_named

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def chief(make_staff):
    return make_staff("RuthHale", "Chiefs")


@pytest.fixture
def sport(db):
    return Section.objects.create(name="Sport", slug="sport", position=2)


@pytest.fixture
def world(section):
    return section


@pytest.fixture
def put_off(monkeypatch):
    """put_off() -> what retire() asked the worker for is done; before that, nothing is moved."""
    asked = []
    task = type("PutOff", (), {"enqueue": staticmethod(asked.append)})
    monkeypatch.setattr(refiling, "refile_stories", task)

    def work():
        while asked:
            while refiling.refile_newest(asked[0]):
                pass
            asked.pop(0)

    return work


@pytest.fixture
def stories(make_article, sport, editor):
    """One of each status in Sport, by its status."""
    made = {
        name: make_article(headline=f"{name} game", section=sport)
        for name in ("draft", "out", "killed", "to come")
    }
    made["out"].publish(editor)
    made["killed"].publish(editor)
    made["killed"].kill(editor)
    made["to come"].publish(editor, at=timezone.now() + HOUR)
    return made


def fresh(story):
    return Article.objects.get(pk=story.pk)


def said(answer):
    return " ".join(str(each) for each in get_messages(answer.wsgi_request))


# The verb


def test_its_stories_stand_in_the_other_section(sport, world, stories, chief):
    sport.retire(world, chief)
    for story in map(fresh, stories.values()):
        assert story.section == world
        assert story.published_section in (world, None)
        assert not story.has_unpublished_changes
    assert all(not recounted.differences for recounted in recount_stories())


def test_what_was_published_keeps_on_record_where_it_was_filed(sport, world, stories, chief):
    sport.retire(world, chief)
    assert fresh(stories["out"]).revision.section == sport


def test_its_page_leads_to_the_others(client, sport, world, stories, chief):
    sport.retire(world, chief)
    for address in ("/section/sport/", "/section/sport", "/section/Sport/"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (301, "/section/world/")
    page = client.get("/section/world/").content.decode()
    assert "out game" in page and "killed game" not in page and "to come game" not in page
    assert sections_named(page) == ["World"]


def test_addresses_of_stories_stay_and_their_pages_name_the_other_section(
    client, sport, world, stories, chief
):
    address = stories["out"].get_absolute_url()
    sport.retire(world, chief)
    page = client.get(address).content.decode()
    assert "Sport" not in page and 'href="/section/world/"' in page
    assert client.get(stories["killed"].get_absolute_url()).status_code == 410


def test_a_scheduled_story_comes_out_in_the_other_section(client, sport, world, stories, chief):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sport.retire(world, chief)
        clock.shift(2 * HOUR)
        assert "to come game" in client.get("/section/world/").content.decode()
        assert "Sport" not in client.get(stories["to come"].get_absolute_url()).content.decode()


def test_the_next_publication_is_filed_in_the_other_section(sport, world, stories, chief, editor, put_off):
    """Of a working copy that the worker has not come to yet."""
    sport.retire(world, chief)
    stories["draft"].publish(editor)
    stories["out"].headline = "Another game"
    stories["out"].save()
    stories["out"].publish_update(editor)
    for name in ("draft", "out"):
        story = fresh(stories[name])
        assert story.section == story.published_section == story.revision.section == world


def test_twice_is_once(sport, world, stories, chief):
    sport.retire(world, chief)
    versions = Edition.objects.values_list("version", "removals").get()
    city = Section.objects.create(name="City")
    sport.retire(world, chief)
    Section.objects.get(pk=sport.pk).retire(city, chief)
    assert Section.objects.get(pk=sport.pk).retired_into == world
    assert Edition.objects.values_list("version", "removals").get() == versions


def test_no_section_is_retired_into_itself_or_into_a_retired_one(sport, world, chief):
    with pytest.raises(NotRetirable):
        sport.retire(sport, chief)
    city = Section.objects.create(name="City")
    city.retire(world, chief)
    with pytest.raises(NotRetirable, match="City was retired meanwhile"):
        sport.retire(city, chief)
    assert not Section.objects.get(pk=sport.pk).is_retired
    with pytest.raises(IntegrityError), transaction.atomic():
        Section.objects.filter(pk=sport.pk).update(retired_into=sport)


def test_one_retired_after_the_other_leads_to_the_last_in_one_step(
    client, sport, world, stories, chief, put_off
):
    city = Section.objects.create(name="City")
    sport.retire(city, chief)
    refiling.refile_newest(sport.pk)
    city.retire(world, chief)
    put_off()
    assert Section.objects.get(pk=sport.pk).standing == world
    assert client.get("/section/sport/").headers["Location"] == "/section/world/"
    for story in map(fresh, stories.values()):
        assert story.section == world and story.published_section in (world, None)


def test_its_name_and_address_are_free_again_and_say_where_they_led(client, sport, world, stories, chief):
    sport.retire(world, chief)
    client.force_login(chief)
    answer = client.post("/admin/articles/section/add/", {"name": "Sport", "slug": ""})
    assert "/section/sport/ led to /section/world/" in said(answer)
    new = Section.objects.in_use().get(name="Sport")
    assert new.slug == "sport" and new.pk != sport.pk
    assert client.get("/section/sport/").status_code == 200
    assert fresh(stories["out"]).published_section == world


def test_a_retirement_that_fails_halfway_did_nothing(sport, world, stories, chief, monkeypatch):
    def fail(*args):
        raise RuntimeError

    monkeypatch.setattr(FormerAddress, "move", fail)
    with pytest.raises(RuntimeError):
        sport.retire(world, chief)
    assert not Section.objects.get(pk=sport.pk).is_retired
    assert fresh(stories["out"]).published_section == sport


# While the worker moves them


@pytest.fixture
def in_threes(monkeypatch):
    monkeypatch.setattr(refiling, "BATCH", 3)


def test_the_newest_come_first_and_each_batch_is_small(
    in_threes, put_off, sport, world, make_article, editor, chief, django_assert_max_num_queries
):
    for number in reversed(range(8)):
        make_article(headline=f"Game {number}", section=sport).publish(
            editor, at=timezone.now() - number * HOUR
        )
    sport.retire(world, chief)
    with django_assert_max_num_queries(14):
        assert refiling.refile_newest(sport.pk)
    moved = Article.objects.filter(published_section=world)
    assert {each.revision.headline for each in moved} == {"Game 0", "Game 1", "Game 2"}
    put_off()
    assert not Article.objects.filter(published_section=sport).exists()
    assert not refiling.refile_newest(sport.pk)


def test_readers_of_a_story_that_waits_see_the_other_section(
    client, put_off, sport, world, stories, chief, make_article, editor
):
    make_article(headline="World news", section=world).publish(editor)
    sport.retire(world, chief)
    story = fresh(stories["out"])
    assert story.published_section == sport
    page = client.get(story.get_absolute_url()).content.decode()
    assert "Sport" not in page and "World news" in page
    assert 'More from <a href="/section/world/">World</a>' in page
    front = client.get("/")
    assert sections_named(front) == ["World"] and "Sport" not in front.content.decode()


def test_a_move_raises_the_versions_of_what_it_moves(put_off, sport, world, stories, chief):
    sport.retire(world, chief)
    before = [
        fresh(stories["out"]).version,
        *Section.objects.order_by("pk").values_list("version", flat=True),
    ]
    put_off()
    after = [fresh(stories["out"]).version, *Section.objects.order_by("pk").values_list("version", flat=True)]
    assert all(new > old for new, old in zip(after, before, strict=True))


def test_a_task_ends_after_a_while_and_another_goes_on(
    in_threes, sport, world, make_article, editor, monkeypatch, chief
):
    for _ in range(8):
        make_article(section=sport).publish(editor)
    Section.objects.filter(pk=sport.pk).update(retired_into=world)
    monkeypatch.setattr(refiling, "SECONDS_A_TASK", 0)
    asked, task = [], refiling.refile_stories
    monkeypatch.setattr(
        refiling, "refile_stories", type("Later", (), {"enqueue": staticmethod(asked.append)})
    )
    turns = 0
    task.func(sport.pk)
    while asked:
        turns += 1
        task.func(asked.pop())
    assert turns >= 3
    assert not Article.objects.filter(published_section=sport).exists()


def test_a_story_of_a_section_in_use_is_never_moved(sport, stories):
    assert not refiling.refile_newest(sport.pk)
    assert fresh(stories["out"]).published_section == sport


def test_recount_says_what_waits_and_can_do_it_too(put_off, sport, world, stories, chief):
    sport.retire(world, chief)
    differing = [each for recounted in recount_stories() for each in recounted.differences]
    assert {(each.field, each.stored, each.right) for each in differing} == {
        ("published_section", sport.pk, world.pk)
    }
    list(recount_stories(repair=True))
    assert fresh(stories["out"]).published_section == world


# The desk


@pytest.fixture
def desk(client, chief):
    client.force_login(chief)
    return client


def test_the_page_asks_and_get_changes_nothing(desk, sport, world):
    page = desk.get(f"/admin/articles/section/{sport.pk}/retire/").content.decode()
    assert "Retire this section?" in page and ">World</option>" in page and ">Sport</option>" not in page
    assert not Section.objects.get(pk=sport.pk).is_retired


def test_a_double_click_is_one_retirement(desk, sport, world, stories):
    address = f"/admin/articles/section/{sport.pk}/retire/"
    first = desk.post(address, {"into": world.pk})
    assert first.status_code == 302 and "Sport is retired" in said(first)
    second = desk.post(address, {"into": world.pk})
    assert (
        second.status_code == 200 and "retired already: its stories are in World" in second.content.decode()
    )


@pytest.mark.parametrize("into", ["", "0", "x", "itself"])
def test_what_is_no_other_section_is_refused(desk, sport, world, into):
    into = sport.pk if into == "itself" else into
    page = desk.post(f"/admin/articles/section/{sport.pk}/retire/", {"into": into})
    assert page.status_code == 200 and "In the way" in page.content.decode()
    assert not Section.objects.get(pk=sport.pk).is_retired


def test_the_list_says_where_its_stories_are(desk, put_off, sport, world, stories, chief):
    sport.retire(world, chief)
    assert "on their way to World" in desk.get("/admin/articles/section/").content.decode()
    put_off()
    page = desk.get("/admin/articles/section/").content.decode()
    assert "Retired: its stories are in World" in page and f"place-{sport.pk}" not in page


def test_a_form_of_a_section_that_was_retired_meanwhile_says_so(desk, sport, world, chief):
    sport.retire(world, chief)
    answer = desk.post(f"/admin/articles/section/{sport.pk}/change/", {"name": "Games", "slug": "games"})
    page = answer.content.decode()
    assert "retired meanwhile" in page and Section.objects.get(pk=sport.pk).name == "Sport"
    assert desk.get(f"/admin/articles/section/{sport.pk}/change/").status_code == 200


def test_it_can_not_be_chosen_for_a_story(client, editor, sport, world, chief):
    sport.retire(world, chief)
    client.force_login(editor)
    page = client.get("/admin/articles/article/add/", follow=True).content.decode()
    assert ">World</option>" in page and "Sport" not in page


@pytest.fixture
def open_form(client, editor):
    """open_form(story) -> what its form would send."""
    client.force_login(editor)

    def open_form(story=None):
        address = f"/admin/articles/article/{story.pk}/change/" if story else "/admin/articles/article/add/"
        page = client.get(address, follow=True)
        form = page.context["adminform"].form
        data = {name: form.initial.get(name) or "" for name in form.fields if name != "publish_at"}
        for formset in page.context["inline_admin_formsets"]:
            data |= {f"{formset.formset.prefix}-{each}_FORMS": 0 for each in ("TOTAL", "INITIAL")}
        return partial(client.post, address), data

    return open_form


def test_a_story_form_that_was_open_says_so_and_loses_nothing(open_form, sport, world, stories, chief):
    send, data = open_form(stories["draft"])
    sport.retire(world, chief)
    answer = send(data | {"headline": "A long evening", "body": "<p>They played until dark.</p>"})
    assert answer.status_code == 302
    assert "Sport was retired meanwhile: the story is filed in World." in said(answer)
    story = fresh(stories["draft"])
    assert (story.headline, story.section) == ("A long evening", world)
    assert "until dark" in story.body


def test_so_does_the_form_of_a_new_story(open_form, sport, world, chief):
    send, data = open_form()
    sport.retire(world, chief)
    answer = send(data | {"section": sport.pk, "headline": "New", "body": "<p>Words.</p>", "language": "en"})
    assert "Sport was retired meanwhile" in said(answer)
    assert Article.objects.get(headline="New").section == world


def test_a_form_that_is_refused_shows_the_section_where_it_would_be_filed(
    open_form, sport, world, stories, chief
):
    send, data = open_form(stories["draft"])
    sport.retire(world, chief)
    page = send(data | {"headline": "x" * 300})
    assert page.status_code == 200
    assert f'<option value="{world.pk}" selected>World</option>' in page.content.decode()


def test_a_working_copy_that_waits_is_shown_where_it_stands(open_form, put_off, sport, world, stories, chief):
    sport.retire(world, chief)
    send, data = open_form(stories["draft"])
    page = send(data | {"headline": "x" * 300}).content.decode()
    assert f'<option value="{world.pk}" selected>World</option>' in page


# Lists


def test_older_pages_of_the_other_section_have_its_stories_in_their_order(
    client, sport, world, make_article, editor, chief, monkeypatch
):
    monkeypatch.setattr(lists, "SECTION_PAGE", 4)
    now = timezone.now()
    for number in range(8):
        make_article(headline=f"Story {number}", section=(sport, world)[number % 2]).publish(
            editor, at=now - number * HOUR
        )
    sport.retire(world, chief)
    first = client.get("/section/world/")
    older = client.get(f"/section/world/?before={first.context['last'].pk}")
    shown = [story.revision.headline for page in (first, older) for story in page.context["stories"]]
    assert shown == [f"Story {number}" for number in range(8)]


def test_a_page_of_the_retired_section_leads_to_the_same_place_in_the_other(
    client, sport, world, stories, chief
):
    sport.retire(world, chief)
    address = f"/section/sport/?before={stories['out'].pk}"
    assert client.get(address, follow=True).status_code == 200


def test_the_time_of_a_batch_is_that_of_its_rows(in_threes, sport, world, make_article, editor):
    """Not of all that wait: it finds them by an index."""
    from django.db import connection

    Section.objects.filter(pk=sport.pk).update(retired_into=world)
    newest = Article.objects.filter(published_section=sport).newest_first().values_list("pk", flat=True)[:3]
    plan = newest.explain()
    assert "article_by_section" in plan or connection.vendor == "postgresql"
