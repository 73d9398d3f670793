import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from accounts.models import User
from accounts.tests.conftest import sign_in

LIST = "/admin/accounts/user/"


@pytest.fixture
def desk(client, operator):
    client.force_login(operator)
    return client


def act(desk, action, *people, **more):
    return desk.post(LIST, {"action": action, "_selected_action": [each.pk for each in people], **more})


def change(desk, person, **changes):
    form = desk.get(f"{LIST}{person.pk}/change/").context["adminform"].form
    values = {
        name: value for name, value in form.initial.items() if name in form.fields and name != "password"
    }
    values["groups"] = [group.pk for group in values["groups"]]
    values = {name: value for name, value in values.items() if value not in (None, False)}
    return desk.post(f"{LIST}{person.pk}/change/", values | changes)


def test_an_administrator_from_the_command_line_gets_into_the_admin(client, db, monkeypatch):
    """Without a code: there may be no mail server yet, and no one else to ask."""
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "harbour-light-9")
    call_command(
        "createsuperuser", interactive=False, username="Keeper", email="keeper@paper.example", verbosity=0
    )
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2F"
    assert sign_in(client, "Keeper", next="/admin/").url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_one_without_an_address_too(client, db):
    User.objects.create_superuser("Keeper", None, "harbour-light-9")
    assert sign_in(client, "Keeper", next="/admin/").url == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert client.get("/accounts/").status_code == client.get("/accounts/email/").status_code == 200


def test_a_reader_without_an_address_is_not_let_in(client, db):
    User.objects.create_user("QuietHeron", None, "harbour-light-9")
    sign_in(client, "QuietHeron")
    assert client.get("/admin/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_attempts_at_the_admin_are_limited_like_all_others(client, operator):
    address = client.get("/admin/login/?next=/admin/").url
    assert address.startswith("/accounts/login/")
    for _ in range(5):
        client.post(address, {"login": "Keeper", "password": "wrong-word-1"})
    assert (
        "too many attempts"
        in client.post(address, {"login": "Keeper", "password": "harbour-light-9"}).content.decode()
    )
    assert (
        client.post("/admin/login/", {"username": "Keeper", "password": "harbour-light-9"}).status_code == 302
    )
    assert "_auth_user_id" not in client.session


def test_a_reader_is_told_that_the_admin_is_not_for_readers(client, reader):
    client.force_login(reader)
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 403
    assert "This page is not open to you" in answer.content.decode()


def test_the_list_shows_standing_and_no_address(desk, reader):
    page = desk.get(LIST).content.decode()
    assert "RedFern" in page and reader.email not in page
    assert desk.get(f"{LIST}?q=redfern").context["cl"].result_count == 1
    assert desk.get(f"{LIST}?q=readers.example").context["cl"].result_count == 0


def test_staff_are_made_with_their_groups(desk, client):
    page = desk.get(f"{LIST}add/").content.decode()
    assert page.count('type="checkbox" name="groups"') == 5
    moderators = Group.objects.get(name="Moderators")
    desk.post(
        f"{LIST}add/",
        {
            "username": "Editor-Vale",
            "email": "Vale@Paper.Example",
            "password1": "lantern-quay-7",
            "password2": "lantern-quay-7",
            "groups": [moderators.pk],
        },
    )
    made = User.objects.get(username="Editor-Vale")
    assert made.is_staff and made.is_confirmed and made.email == "vale@paper.example"
    assert list(made.groups.all()) == [moderators]
    desk.logout()
    assert sign_in(client, "Editor-Vale", "lantern-quay-7", next="/admin/").url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_name_that_looks_like_one_that_is_taken_is_refused_there_too(desk, reader):
    form = {
        "username": "RedFem",
        "email": "x@paper.example",
        "password1": "lantern-quay-7",
        "password2": "lantern-quay-7",
    }
    assert "looks like one that is" in desk.post(f"{LIST}add/", form).content.decode()


def test_a_readers_new_address_waits_for_its_code(desk, reader, client, code):
    assert change(desk, reader, email="New@readers.example").status_code == 302
    reader.refresh_from_db()
    assert reader.email == "new@readers.example" and not reader.is_confirmed
    assert list(reader.emailaddress_set.values_list("email", "primary")) == [("new@readers.example", True)]
    desk.logout()
    assert sign_in(client, "RedFern").url == "/accounts/confirm-email/"
    client.post("/accounts/confirm-email/", {"code": code()})
    assert reader.is_confirmed


def test_that_of_staff_counts_at_once(desk, editor):
    change(desk, editor, email="iris@paper.example")
    editor.refresh_from_db()
    assert editor.is_confirmed
    assert list(editor.emailaddress_set.values_list("email", flat=True)) == ["iris@paper.example"]


def test_other_changes_leave_the_address_alone(desk, reader):
    change(desk, reader, first_name="Rowan")
    reader.refresh_from_db()
    assert reader.first_name == "Rowan" and reader.is_confirmed


def test_an_address_can_be_taken_away(desk, reader, other_reader):
    for person in (reader, other_reader):
        change(desk, person, email="")
        person.refresh_from_db()
        assert person.email is None and not person.emailaddress_set.exists()


def test_pen_names_stay_and_nobody_shuts_themselves_out(desk, reader, operator):
    change(desk, reader, username="Other", is_active="")
    reader.refresh_from_db()
    assert reader.username == "RedFern" and reader.is_active
    fields = desk.get(f"{LIST}{operator.pk}/change/").context["adminform"].form.fields
    assert not {"is_staff", "is_superuser", "is_active"} & set(fields)


def test_deactivating_and_back(desk, reader, other_reader, operator):
    act(desk, "deactivate", reader, other_reader, operator)
    assert set(User.objects.filter(is_active=True)) == {operator}
    act(desk, "reactivate", reader)
    assert set(User.objects.filter(is_active=True)) == {operator, reader}


def test_erasing_asks_first(desk, reader):
    page = act(desk, "erase", reader).content.decode()
    assert "Erase for good?" in page and "RedFern" in page
    reader.refresh_from_db()
    assert not reader.is_erased
    assert act(desk, "erase", reader, confirmed="yes").status_code == 302
    reader.refresh_from_db()
    assert reader.is_erased


def test_nobody_erases_themselves(desk, operator):
    assert "Nobody is selected but you" in act(desk, "erase", operator).content.decode()
    act(desk, "erase", operator, confirmed="yes")
    operator.refresh_from_db()
    assert not operator.is_erased


def test_what_was_done_is_in_the_log(desk, reader):
    from django.contrib.admin.models import LogEntry

    act(desk, "deactivate", reader)
    assert LogEntry.objects.get().get_change_message() == "Deactivated."


@pytest.fixture
def marked(monkeypatch):
    """An edition in which each message is in brackets."""
    monkeypatch.setattr(translation._trans, "gettext", "[{}]".format)


def test_in_english_and_its_history_shows_it_in_the_editions_language(desk, reader, marked):
    from django.contrib.admin.models import LogEntry

    act(desk, "deactivate", reader)
    assert LogEntry.objects.get().change_message == "Deactivated."
    desk.post(f"{LIST}{reader.pk}/change/", {"email": "red@readers.example", "first_name": "Red"})
    history = desk.get(f"{LIST}{reader.pk}/history/").content.decode()
    assert "<td>[Deactivated.]</td>" in history and "<td>[Changed [" in history


def test_the_papers_groups_are_shown_in_its_language_and_others_as_typed(desk, reader, marked):
    Group.objects.create(name="Night shift")
    words = " ".join(strip_tags(desk.get(LIST).content.decode()).split())
    assert "[Chiefs] [Editors] [Moderators] Night shift [Picture desk] [Reporters]" in words


def test_where_people_are_put_into_groups_each_of_the_papers_own_says_what_it_is_for(desk, reader, marked):
    Group.objects.create(name="Night shift")
    for page in (f"{LIST}add/", f"{LIST}{reader.pk}/change/", "/admin/accounts/invitation/add/"):
        words = " ".join(strip_tags(desk.get(page).content.decode()).split())
        assert "[[Chiefs]: [the paper’s name" in words and "[[Picture desk]: [photos" in words, page
        assert "] Night shift [" in words, page


def test_nobody_is_ever_deleted(desk, reader):
    """Rule 11."""
    assert act(desk, "delete_selected", reader).status_code == 302
    assert desk.post(f"{LIST}{reader.pk}/delete/", {"post": "yes"}).status_code == 403
    assert (
        desk.post(
            reverse("admin:auth_group_delete", args=[Group.objects.first().pk]), {"post": "yes"}
        ).status_code
        == 403
    )
    assert User.objects.filter(pk=reader.pk).exists() and Group.objects.count() == 5


def test_addresses_have_no_list_of_their_own(desk):
    assert desk.get("/admin/account/emailaddress/").status_code == 404


def test_what_disabling_a_password_means_is_said_in_the_editions_language(desk, reader, marked):
    page = desk.get(f"{LIST}{reader.pk}/password/").content.decode()
    assert 'class="warning">[If disabled, the current password for this user will be lost.]</li>' in page
    assert "[Whether the user will be able" in page


def test_an_administrator_sets_a_password(desk, reader):
    words = {"password1": "lantern-quay-7", "password2": "lantern-quay-7", "usable_password": "true"}
    assert desk.post(f"{LIST}{reader.pk}/password/", words).status_code == 302
    assert User.objects.get(pk=reader.pk).check_password("lantern-quay-7")
