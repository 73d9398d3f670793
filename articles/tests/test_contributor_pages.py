"""The page of a contributor: who it is, how they are reached, what they wrote; and the same as data for programs."""

import importlib
import json
import re

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Contribution, Contributor, ContributorListing
from articles.profiles import profile_page
from articles.recounting import recount_stories

WHOLE = {
    "title": "Shipping correspondent",
    "biography": "She has sailed since she was six.\n\nBefore that, she walked & swam.",
    "email": "ines@meridian.example",
    "profiles": "https://social.example/@ines\nhttps://code.example/ines/",
}


@pytest.fixture
def write(make_article, editor):
    def write(one, number=1, **more):
        for each in range(number):
            story = make_article(headline=f"Story {each}", **more)
            Contribution.objects.create(article=story, contributor=one)
            story.publish(editor)
        return story

    return write


@pytest.fixture
def ines(db, editor, write):
    one = Contributor.named("Ines Calloway")
    one.change(editor, **WHOLE)
    write(one)
    return one


def page_of(client, one):
    return client.get(one.get_absolute_url()).content.decode()


def data_of(page):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])


def test_it_says_who_it_is_how_they_are_reached_and_what_they_wrote(client, ines):
    page = " ".join(page_of(client, ines).split())
    parts = [
        '<h1 class="page-title">Ines Calloway</h1>',
        '<p class="contributor-title"><bdi>Shipping correspondent</bdi></p>',
        "<p>She has sailed since she was six.</p> <p>Before that, she walked &amp; swam.</p>",
        '<a href="mailto:ines@meridian.example" dir="ltr">ines@meridian.example</a>',
        '<a href="https://social.example/@ines" rel="me" dir="ltr">social.example/@ines</a>',
        '<a href="https://code.example/ines/" rel="me" dir="ltr">code.example/ines</a>',
        "Story 0",
    ]
    places = [page.index(each) for each in parts]
    assert places == sorted(places)


def test_the_data_is_that_of_a_profile_page(client, ines, make_photo, editor, settings):
    ines.change(editor, photo=make_photo(alt="Ines Calloway at a quay"))
    data = data_of(page_of(client, ines))
    # https://developers.google.com/search/docs/appearance/structured-data/profile-page: the type, and in mainEntity
    # a Person or an Organization with a name; the others are recommended.
    assert (data["@context"], data["@type"]) == ("https://schema.org", "ProfilePage")
    who = data["mainEntity"]
    assert data["url"] == who["url"] == f"{settings.SITE_URL}{ines.get_absolute_url()}"
    assert (who["@type"], who["name"], who["jobTitle"]) == (
        "Person",
        "Ines Calloway",
        "Shipping correspondent",
    )
    assert who["description"] == WHOLE["biography"]
    assert who["sameAs"] == ["https://social.example/@ines", "https://code.example/ines/"]
    assert who["email"] == "ines@meridian.example"
    assert re.fullmatch(r"https?://[^/]+/.+\.jpg", who["image"])
    assert who["worksFor"]["@type"] == "NewsMediaOrganization"
    assert who["worksFor"]["name"] == "The Meridian"


def test_a_desk_is_an_organization_and_no_person(client, ines, editor):
    ines.change(editor, kind=Contributor.Kind.DESK)
    who = data_of(page_of(client, ines))["mainEntity"]
    assert who["@type"] == "Organization"
    assert "jobTitle" not in who and "worksFor" not in who
    assert who["parentOrganization"]["name"] == "The Meridian"


def test_what_was_left_empty_is_not_said(client, write):
    one = Contributor.named("Bea Cole")
    write(one)
    page = page_of(client, one)
    assert "contacts" not in page and "biography" not in page and "<figure" not in page
    assert data_of(page)["mainEntity"].keys() == {"@type", "@id", "name", "url", "worksFor"}


def test_nothing_that_was_typed_ends_the_data_or_becomes_html(client, write, editor):
    evil = "</script><script>alert(1)</script><!--"
    one = Contributor.objects.create(name=evil)
    one.change(editor, title=evil, biography=evil)
    write(one)
    page = page_of(client, one)
    who = data_of(page)["mainEntity"]
    assert (who["name"], who["jobTitle"], who["description"]) == (evil, evil, evil)
    assert "<script>" not in page and "<!--" not in page
    assert page.count("<script") == page.count("</script>")


def test_one_who_has_left_keeps_the_page_and_is_reached_no_more(client, ines, editor):
    ines.change(editor, has_left=True)
    page = page_of(client, ines)
    assert "No longer with The Meridian." in page
    assert "She has sailed" in page and "Story 0" in page
    for gone in ("Shipping correspondent", "ines@meridian.example", "social.example"):
        assert gone not in page
    assert not data_of(page)["mainEntity"].keys() & {"worksFor", "jobTitle", "email", "sameAs"}
    # Nothing is lost: whoever comes back has it all again.
    ines.change(editor, has_left=False)
    assert "Shipping correspondent" in page_of(client, ines)


def test_a_later_page_has_the_name_and_the_stories_alone(client, ines, write, monkeypatch):
    monkeypatch.setattr("articles.lists.SECTION_PAGE", 2)
    write(ines, 3)
    first = page_of(client, ines)
    older = re.search(r'href="(\?before=\d+)"', first)[1]
    page = client.get(f"{ines.get_absolute_url()}{older}").content.decode()
    assert '<h1 class="page-title">Ines Calloway</h1>' in page
    assert "She has sailed" not in page.partition("<body>")[2]
    assert "ld+json" not in page and 'rel="canonical"' not in page


# The picture


def test_the_picture_stands_there_with_its_credit(client, ines, make_photo, editor):
    ines.change(editor, photo=make_photo(alt="Ines Calloway at a quay", credit_line="Meridian/Jo Strand"))
    page = page_of(client, ines)
    assert 'alt="Ines Calloway at a quay"' in page
    assert '<figcaption class="credit">Credit: Meridian/Jo Strand</figcaption>' in " ".join(page.split())
    assert 'property="og:image"' in page


def test_a_withdrawn_picture_is_gone_from_the_page_at_once(client, ines, make_photo, editor):
    photo = make_photo()
    ines.change(editor, photo=photo)
    files = {each.url for made in photo.renditions_of.values() for each in made}
    photo.withdraw(editor, "A court forbade it.")
    page = page_of(client, ines)
    assert "<figure" not in page and "og:image" not in page
    assert "image" not in data_of(page)["mainEntity"]
    assert {client.get(each).status_code for each in files} == {410}


def test_a_picture_without_a_credit_is_not_shown(client, ines, make_photo, editor):
    photo = make_photo()
    ines.change(editor, photo=photo)
    type(photo).objects.filter(pk=photo.pk).update(credit_line="")
    assert "<figure" not in page_of(client, ines)


@pytest.mark.parametrize("how", ["another picture", "merger"])
def test_a_picture_that_no_page_shows_any_more_is_found_at_no_address(
    client, ines, make_photo, editor, how, django_capture_on_commit_callbacks
):
    photo = make_photo()
    ines.change(editor, photo=photo)
    files = {each.url for made in photo.renditions_of.values() for each in made}
    assert photo.is_shown
    with django_capture_on_commit_callbacks(execute=True):
        if how == "merger":
            ines.merge(Contributor.named("Bea Cole"), editor)
        else:
            ines.change(editor, photo=None)
    assert not photo.is_shown
    assert {client.get(each).status_code for each in files} == {410}


def test_a_photo_that_a_contributors_page_shows_is_not_taken_offline_with_a_story(
    client, ines, make_photo, add_slide, make_article, editor, django_capture_on_commit_callbacks
):
    photo, story = make_photo(), make_article()
    ines.change(editor, photo=photo)
    add_slide(story, photo)
    story.publish(editor)
    with django_capture_on_commit_callbacks(execute=True):
        story.kill(editor)
    photo.refresh_from_db()
    assert photo.renditions_key and "<figure" in page_of(client, ines)


# What it costs, and what was there before


def test_it_costs_the_same_at_any_length(client, ines, write, make_photo, editor):
    ines.change(editor, photo=make_photo())

    def queries():
        # What every page shows is read once.
        client.get("/comment-policy/")
        with CaptureQueriesContext(connection) as asked:
            client.get(ines.get_absolute_url())
        return len(asked)

    few = queries()
    write(ines, 20)
    assert queries() == few <= 10


def test_the_list_of_an_old_paper_is_what_a_plain_count_says(ines, write, make_article, editor, client):
    """What migration 0030 fills, compared with what is read of the stories themselves."""
    other = Contributor.named("Bea Cole")
    for role in Contribution.Role.values:
        story = make_article(headline=f"By {role}")
        Contribution.objects.create(article=story, contributor=other, role=role)
        Contribution.objects.create(article=story, contributor=ines, role="byline")
        Contribution.objects.create(article=story, contributor=ines, role="reporting")
        story.publish(editor)
    gone = make_article(headline="Updated without her")
    Contribution.objects.create(article=gone, contributor=ines)
    gone.publish(editor)
    gone.contributions.delete()
    gone.publish_update(editor)
    make_article(headline="A draft").all_contributions.create(contributor=ines)
    kept = set(ContributorListing.objects.values_list("article", "contributor", "published_at"))
    ContributorListing.objects.all().delete()
    migration = importlib.import_module("articles.migrations.0030_listings_of_contributors")
    with connection.cursor() as cursor:
        cursor.execute(migration.FILL)
    naive = {
        (story.pk, each.contributor_id, story.published_at)
        for story in Article.objects.exclude(revision=None)
        for each in story.revision.contributions.all()
        if each.role != "editing"
    }
    filled = ContributorListing.objects.values_list("article", "contributor", "published_at")
    assert set(filled) == naive == kept
    assert len(filled) == len(naive)
    assert sum(1 for each in naive if each[1] == other.pk) == 3


@pytest.mark.django_db(transaction=True)
def test_contributors_of_an_old_paper_are_people_with_nothing_said_of_them():
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    try:
        executor.migrate([("articles", "0024_retired_sections")])
        old = executor.loader.project_state([("articles", "0024_retired_sections")]).apps
        old.get_model("articles", "Contributor").objects.create(
            name="Ines Calloway", slug="ines-calloway", name_key="inescalloway", sort_key="ines calloway"
        )
    finally:
        executor.loader.build_graph()
        executor.migrate(newest)
    one = Contributor.objects.get()
    assert (one.kind, one.has_left, one.photo, one.biography) == ("person", False, None, "")
    assert one.get_absolute_url() == "/by/ines-calloway/"
    assert profile_page(one, "The Meridian")["mainEntity"]["@type"] == "Person"


def test_a_recount_finds_nothing_where_somebody_only_edited(ines, make_article, editor):
    story = make_article(headline="Edited by her")
    Contribution.objects.create(article=story, contributor=ines, role=Contribution.Role.EDITING)
    story.publish(editor)
    assert not [each for part in recount_stories() for each in part.differences]
    ContributorListing.objects.all().delete()
    assert [each.field for part in recount_stories() for each in part.differences] == ["contributors"]
