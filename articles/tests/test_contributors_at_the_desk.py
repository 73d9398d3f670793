"""Contributors at the desk: what is said of them, a new name, two who are one, those who have left."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.names import is_reserved
from articles.models import Contribution, Contributor, ContributorListing
from articles.models.contributor import WasMerged
from core.admin.base import DeskAdmin
from core.models import Edition, FormerAddress

ADD = "/admin/articles/contributor/add/"
LIST = "/admin/articles/contributor/"


def form_of(one):
    return f"{LIST}{one.pk}/change/"


def merge_page(one):
    return f"{LIST}{one.pk}/merge/"


def sent_by(page):
    """What the form of that page sends if nobody changes anything."""
    form = page.context["adminform"].form
    data = {}
    for name, field in form.fields.items():
        bound = form[name]
        value = bound.initial
        if value is None or value is False:
            value = ""
        if not (value == "" and name in ("has_left", "is_another")):
            data[name] = value
        if field.show_hidden_initial:
            data[bound.html_initial_name] = "" if bound.initial is None else bound.initial
    return data


@pytest.fixture
def ines(db):
    return Contributor.named("Ines Calloway")


@pytest.fixture
def published(make_article, editor):
    def published(*those, **text):
        story = make_article(**text)
        for position, one in enumerate(those):
            Contribution.objects.create(article=story, contributor=one, position=position)
        story.publish(editor)
        return story

    return published


@pytest.fixture
def offered(desk):
    def offered(term=""):
        asked = {"app_label": "articles", "model_name": "contribution", "field_name": "contributor"}
        answer = desk.get("/admin/autocomplete/", asked | {"term": term}).json()
        return [each["text"] for each in answer["results"]]

    return offered


# What is said of them


def test_everything_on_the_form_is_stored_and_the_page_shows_it_at_once(
    desk, client, ines, published, make_photo
):
    published(ines)
    typed = {
        "kind": "person",
        "title": "Shipping correspondent",
        "biography": "She has sailed since she was six.",
        "photo": make_photo().pk,
        "email": "ines@meridian.example",
        "profiles": "https://social.example/@ines",
    }
    before = Edition.objects.get().version
    assert desk.post(form_of(ines), sent_by(desk.get(form_of(ines))) | typed).status_code == 302
    ines.refresh_from_db()
    assert {name: getattr(ines, name) for name in typed if name != "photo"} | {
        "photo": ines.photo_id
    } == typed
    assert Edition.objects.get().version > before
    page = client.get(ines.get_absolute_url()).content.decode()
    assert "Shipping correspondent" in page and "<figure" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"profiles": "http://social.example/@ines"}, "is no address of a page"),
        ({"profiles": "javascript:alert(1)"}, "is no address of a page"),
        ({"email": "ines@"}, "valid email address"),
        ({"biography": "x" * 1001}, "at most 1,000"),
    ],
)
def test_what_can_not_stand_there_is_refused_and_kept_in_the_form(desk, ines, typed, said):
    answer = desk.post(form_of(ines), sent_by(desk.get(form_of(ines))) | typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said.replace(",", "") in page.replace(",", "")
    assert next(iter(typed.values())) in page


def test_a_picture_needs_a_credit_and_is_not_withdrawn(desk, ines, make_photo, editor):
    bare, gone = make_photo(credit_line=""), make_photo()
    gone.withdraw(editor, "A court forbade it.")
    for photo, said in ((bare, "has no credit line"), (gone, "was withdrawn")):
        answer = desk.post(form_of(ines), {"name": ines.name, "photo": photo.pk})
        assert said in answer.content.decode()
    ines.refresh_from_db()
    assert ines.photo is None


def test_a_picture_that_was_withdrawn_since_stands_in_no_ones_way(desk, ines, make_photo, editor):
    photo = make_photo()
    ines.change(editor, photo=photo)
    photo.withdraw(editor, "A court forbade it.")
    typed = sent_by(desk.get(form_of(ines))) | {"title": "Editor at sea"}
    assert desk.post(form_of(ines), typed).status_code == 302
    ines.refresh_from_db()
    assert (ines.title, ines.photo) == ("Editor at sea", photo)


def test_a_photo_of_a_contributor_is_not_deleted(ines, make_photo, editor):
    photo = make_photo()
    ines.change(editor, photo=photo)
    with pytest.raises(ProtectedError):
        photo.remove()


def test_two_people_in_one_form_lose_nothing(desk, ines, make_staff, make_photo):
    other = Client()
    other.force_login(make_staff("JonasWick", "Editors"))
    mine, theirs = sent_by(desk.get(form_of(ines))), sent_by(other.get(form_of(ines)))
    photo = make_photo(caption="At the quay")
    theirs |= {"title": "Shipping correspondent", "kind": "desk", "photo": photo.pk, "has_left": "on"}
    assert other.post(form_of(ines), theirs).status_code == 302
    # Another field: both stand.
    assert desk.post(form_of(ines), mine | {"biography": "She sails."}).status_code == 302
    ines.refresh_from_db()
    assert (ines.title, ines.biography, ines.photo, ines.has_left) == (
        *("Shipping correspondent", "She sails.", photo, True),
    )
    # The same fields: told in words what stands there now, and what was typed stays.
    answer = desk.post(form_of(ines), mine | {"title": "Editor at sea", "photo": make_photo().pk})
    page = answer.content.decode()
    assert "meanwhile to “Shipping correspondent”" in page
    assert "meanwhile to “At the quay”" in page
    assert 'value="Editor at sea"' in page
    ines.refresh_from_db()
    assert (ines.title, ines.photo) == ("Shipping correspondent", photo)


def test_a_page_of_an_earlier_release_changes_nothing_that_it_does_not_show(desk, ines, editor):
    ines.change(editor, title="Reporter", kind="desk", has_left=True)
    for _ in range(2):
        assert desk.post(form_of(ines), {"name": "Ines Moe"}).status_code == 302
    ines.refresh_from_db()
    assert (ines.name, ines.title, ines.kind, ines.has_left) == ("Ines Moe", "Reporter", "desk", True)
    assert LogEntry.objects.filter(object_id=str(ines.pk)).count() == 1


# A new name


def test_a_former_address_leads_to_the_new_one_for_ever(desk, client, ines, published):
    published(ines)
    for name in ("Ines Brandt", "Ines Moe"):
        assert desk.post(form_of(ines), {"name": name}).status_code == 302
    for former in ("/by/ines-calloway/", "/by/ines-brandt/", "/by/Ines-Calloway"):
        answer = client.get(former)
        assert (answer.status_code, answer["Location"]) == (301, "/by/ines-moe/")
    assert client.get("/by/ines-moe/").status_code == 200
    # And back: nothing leads round in a circle.
    desk.post(form_of(ines), {"name": "Ines Calloway"})
    assert client.get("/by/ines-calloway/").status_code == 200
    assert client.get("/by/ines-moe/")["Location"] == "/by/ines-calloway/"


def test_who_takes_a_former_address_is_told_where_it_led(desk, client, ines, published):
    published(ines)
    desk.post(form_of(ines), {"name": "Ines Moe"})
    page = desk.post(ADD, {"name": "Ines Calloway"}, follow=True).content.decode()
    assert "/by/ines-calloway/ led to /by/ines-moe/" in page
    # As long as nothing of theirs is published there is no page, and nobody is sent to somebody else.
    assert client.get("/by/ines-calloway/").status_code == 404
    published(Contributor.objects.get(name="Ines Calloway"), headline="Hers")
    assert "Hers" in client.get("/by/ines-calloway/").content.decode()


def test_an_import_that_makes_somebody_anew_frees_a_former_address_too(client, ines, published, editor):
    published(ines)
    ines.change(editor, name="Ines Moe")
    assert client.get("/by/ines-calloway/").status_code == 301
    Contributor.named("Ines Calloway")
    assert client.get("/by/ines-calloway/").status_code == 404


def test_a_name_in_another_spelling_moves_no_address(desk, ines):
    desk.post(form_of(ines), {"name": "Inés Calloway"})
    ines.refresh_from_db()
    assert ines.get_absolute_url() == "/by/ines-calloway/"
    assert not FormerAddress.objects.exists()


# Two who are one


@pytest.fixture
def two(ines, published, editor):
    other = Contributor.named("I. Calloway")
    other.change(editor, title="Reporter", email="i@meridian.example")
    published(other, headline="The first")
    published(ines, headline="The second")
    published(other, ines, headline="The third")
    return other, ines


def test_the_page_asks_and_then_they_are_one(desk, client, two):
    other, ines = two
    asked = desk.get(merge_page(other))
    assert "Make two contributors one?" in asked.content.decode()
    assert Contributor.objects.filter(merged_into=None).count() == 2
    # A double click sends it twice.
    for _ in range(2):
        answer = desk.post(merge_page(other), {"into": "Ines Calloway"}, follow=True)
        assert "I. Calloway and Ines Calloway are one." in answer.content.decode()
    assert LogEntry.objects.filter(object_id=str(other.pk)).count() == 1
    assert client.get("/by/i-calloway/")["Location"] == "/by/ines-calloway/"
    page = client.get("/by/ines-calloway/").content.decode()
    for headline in ("The first", "The second", "The third"):
        assert page.count(f">{headline}</a>") == 1
    # The fields of the one who stays, which say nothing here.
    assert "Reporter" not in page and "i@meridian.example" not in page
    assert LogEntry.objects.filter(object_id=str(other.pk), change_message="Merged.").exists()


def test_both_names_stay_reserved(two, editor):
    other, ines = two
    other.change(editor, name="Bea Cole")
    other.merge(ines, editor)
    assert is_reserved("BeaCole") and is_reserved("InesCalloway")


def test_safe_to_repeat_and_what_was_merged_stays_where_it_is(desk, two, editor):
    other, ines = two
    third = Contributor.named("Tomas Brandt")
    other.merge(ines, editor)
    other.merge(ines, editor)
    other.merge(third, editor)
    other.refresh_from_db()
    assert other.merged_into == ines
    assert "It is one with Ines Calloway already." in desk.get(merge_page(other)).content.decode()
    # Somebody merged further takes those along.
    ines.merge(third, editor)
    other.refresh_from_db()
    assert other.merged_into == third
    assert ContributorListing.objects.exclude(contributor=third).count() == 0


@pytest.mark.parametrize("typed", ["ines calloway", "ines-calloway", "/by/ines-calloway/"])
def test_who_stays_is_named_by_name_or_address(desk, two, typed):
    other, ines = two
    assert desk.post(merge_page(other), {"into": typed}).status_code == 302
    other.refresh_from_db()
    assert other.merged_into == ines


def test_two_of_one_name_are_told_apart_by_their_addresses(desk, ines):
    twin, third = (Contributor.objects.create(name="Ines Calloway") for _ in range(2))
    page = desk.post(merge_page(twin), {"into": "Ines Calloway"}).content.decode()
    assert "Several have the name “Ines Calloway”." in page
    assert desk.post(merge_page(twin), {"into": third.slug}).status_code == 302
    # Of two, it is the other one.
    assert desk.post(merge_page(third), {"into": "Ines Calloway"}).status_code == 302
    twin.refresh_from_db()
    assert twin.merged_into == ines


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Ines Calloway", "These are one already."),
        ("ines-calloway", "These are one already."),
        ("I. Calloway", "There is no contributor “I. Calloway”."),
        ("Nobody", "There is no contributor “Nobody”."),
        ("", "required"),
    ],
)
def test_what_can_not_be_merged_is_refused_in_words(desk, two, editor, typed, said):
    other, ines = two
    other.merge(ines, editor)
    answer = desk.post(merge_page(ines), {"into": typed})
    assert answer.status_code == 200 and "errornote" in answer.content.decode()
    assert said in answer.content.decode()
    ines.refresh_from_db()
    assert ines.merged_into is None


def test_a_get_merges_nobody_and_who_may_not_change_them_neither(two, moderator):
    other, ines = two
    client = Client()
    client.force_login(moderator)
    for answer in (client.get(merge_page(other)), client.post(merge_page(other), {"into": ines.name})):
        assert answer.status_code in (302, 403)
    other.refresh_from_db()
    assert other.merged_into is None


def test_a_form_that_was_open_keeps_what_was_typed_and_says_that_they_are_one(desk, two, editor):
    other, ines = two
    typed = sent_by(desk.get(form_of(other))) | {"title": "Editor at sea"}
    other.merge(ines, editor)
    page = desk.post(form_of(other), typed).content.decode()
    assert "I. Calloway is one with Ines Calloway since" in page
    assert "Editor at sea" in page
    other.refresh_from_db()
    assert (other.title, other.slug) == ("Reporter", None)
    with pytest.raises(WasMerged):
        other.change(editor, title="Editor at sea")
    # To look at, it is still there.
    assert desk.get(form_of(other)).status_code == 200
    assert "_save" not in desk.get(form_of(other)).content.decode()


def test_a_merger_while_the_form_is_saved_is_told_by_the_form(desk, two, editor, monkeypatch):
    """After the check, and before the row is held."""
    other, ines = two
    typed = sent_by(desk.get(form_of(other))) | {"title": "Editor at sea"}
    real_change, real_view = Contributor.change, DeskAdmin.changeform_view

    def change(one, by, **values):
        monkeypatch.setattr(Contributor, "change", real_change)
        raise WasMerged

    def view(*args, **options):
        try:
            return real_view(*args, **options)
        except WasMerged:
            # What was done until here is rolled back, and the other one's merger is not.
            Contributor.objects.get(pk=other.pk).merge(ines, editor)
            raise

    monkeypatch.setattr(Contributor, "change", change)
    monkeypatch.setattr(DeskAdmin, "changeform_view", view)
    page = desk.post(form_of(other), typed).content.decode()
    assert "Editor at sea" in page and "nothing of this is saved" in page


def test_a_seed_that_names_one_who_was_merged_means_the_one_who_stays(two, editor):
    other, ines = two
    other.merge(ines, editor)
    assert Contributor.named("i. calloway") == ines


def test_a_draft_with_one_who_was_merged_is_published_for_the_one_who_stays(
    two, make_article, editor, send, client
):
    other, ines = two
    draft = make_article(headline="The draft")
    Contribution.objects.create(article=draft, contributor=other)
    other.merge(ines, editor)
    assert send(draft, _publish="", headline="The fourth").status_code == 302
    assert ">The fourth</a>" in client.get("/by/ines-calloway/").content.decode()


# Lists and where one is chosen


def test_merged_ones_are_not_offered_and_those_who_left_come_last(offered, two, editor):
    other, ines = two
    for name in ("Adam Left", "Zoe Here"):
        Contributor.named(name).change(editor, has_left=name == "Adam Left")
    assert offered() == ["I. Calloway", "Ines Calloway", "Zoe Here", "Adam Left"]
    other.merge(ines, editor)
    assert offered() == ["Ines Calloway", "Zoe Here", "Adam Left"]
    assert offered("calloway") == ["Ines Calloway"]


def test_the_list_says_what_they_are_and_how_they_stand_and_costs_the_same(desk, two, editor):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            page = desk.get(LIST).content.decode()
        return len(queries), page

    few, _ = asked()
    for number in range(9):
        one = Contributor.named(f"Writer {number}")
        one.change(editor, has_left=number == 1, kind="desk" if number == 2 else "person")
        if number > 3:
            one.merge(two[1], editor)
    many, page = asked()
    assert many == few
    for said in ("One with Ines Calloway", "No longer with the paper", "A desk, or an agency"):
        assert said in page


def test_the_form_leads_to_the_page_or_says_why_there_is_none(desk, ines, published):
    assert "None as long as no story of theirs is published." in desk.get(form_of(ines)).content.decode()
    published(ines)
    assert '<a href="/by/ines-calloway/" dir="ltr">' in desk.get(form_of(ines)).content.decode()
