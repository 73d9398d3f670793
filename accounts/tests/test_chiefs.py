"""A Chief at the list of people: the staff and nobody else, and of them the groups and whether they may sign in."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied

from accounts.models import Session, User
from accounts.models.managed import StaffChange
from accounts.tests.test_admin import LIST, act
from newsroom.tests.support.threads import at_once


@pytest.fixture
def desk(as_user, chief):
    return as_user(chief)


def page_of(person, tail="change"):
    return f"{LIST}{person.pk}/{tail}/"


def groups(*names):
    return [Group.objects.get(name=name).pk for name in names]


def names_of(person):
    return set(person.groups.values_list("name", flat=True))


def test_the_list_has_the_staff_alone(desk, chief, editor, operator, reader):
    found = desk.get(LIST).context["cl"]
    assert {person.username for person in found.result_list} == {"CleoHart", "IrisVale", "Keeper"}
    assert "RedFern" not in desk.get(LIST).content.decode()


@pytest.mark.parametrize(
    "query", ["q=redfern", "q=redfern@readers.example", "is_active__exact=1", "q=Red&groups__id__exact=1"]
)
def test_no_search_and_no_filter_finds_a_reader(desk, reader, query):
    answer = desk.get(f"{LIST}?{query}")
    assert "RedFern" not in [person.username for person in answer.context["cl"].result_list]


def test_a_colleague_is_found_by_name_and_by_address(desk, editor):
    for words in ("iris", editor.email):
        assert [each.username for each in desk.get(LIST, {"q": words}).context["cl"].result_list] == [
            "IrisVale"
        ]


def test_lookups_that_no_filter_offers_are_refused(desk, reader):
    for query in (
        "email__startswith=red",
        "is_staff__exact=0",
        "password__startswith=md5",
        "is_superuser__exact=1",
    ):
        assert desk.get(f"{LIST}?{query}").status_code in (302, 400)


@pytest.mark.parametrize("tail", ["change", "history", "password", "delete"])
def test_a_reader_is_not_there_by_any_address(desk, reader, tail):
    answers = [desk.get(f"{LIST}{pk}/{tail}/").status_code for pk in (reader.pk, 999_999_999)]
    assert answers[0] == answers[1] and answers[0] in (302, 403)
    assert desk.post(page_of(reader, tail), {"groups": groups("Chiefs"), "is_staff": "on"}).status_code in (
        302,
        403,
    )
    reader.refresh_from_db()
    assert not reader.is_staff and not names_of(reader)


@pytest.mark.parametrize("action", ["deactivate", "reactivate", "erase"])
def test_no_action_reaches_a_reader_and_none_erases(desk, chief, reader, editor, action):
    act(desk, action, reader, select_across="1", confirmed="yes")
    reader.refresh_from_db()
    assert reader.is_active and reader.username == "RedFern"
    if action == "erase":
        act(desk, action, editor, confirmed="yes")
        editor.refresh_from_db()
        assert editor.username == "IrisVale"


def test_erasing_is_not_offered(desk):
    page = desk.get(LIST).content.decode()
    assert 'value="deactivate"' in page and 'value="erase"' not in page


def test_autocomplete_finds_no_reader(desk, reader, editor, post):
    post(author=reader)
    asked = {"app_label": "comments", "model_name": "comment", "field_name": "author", "term": ""}
    answer = desk.get("/admin/autocomplete/", asked)
    assert answer.status_code in (200, 403)
    assert "RedFern" not in answer.content.decode()


def test_groups_are_changed(desk, editor):
    page = desk.get(page_of(editor)).content.decode()
    assert page.count('type="checkbox" name="groups"') == 5
    answer = desk.post(page_of(editor), {"groups": groups("Moderators", "Chiefs"), "first_name": "Iris"})
    assert answer.status_code == 302
    assert names_of(editor) == {"Moderators", "Chiefs"}
    editor.refresh_from_db()
    assert editor.first_name == "Iris"


def test_fields_that_the_form_does_not_show_change_nothing(desk, editor):
    before = User.objects.values().get(pk=editor.pk)
    posted = {
        "groups": groups("Editors"),
        "username": "Mine",
        "email": "mine@elsewhere.example",
        "password": "x",
        "password1": "lantern-quay-7",
        "is_superuser": "on",
        "is_staff": "",
        "is_active": "",
        "user_permissions": list(Permission.objects.values_list("pk", flat=True)[:9]),
        "seeded": "on",
    }
    assert desk.post(page_of(editor), posted).status_code == 302
    assert User.objects.values().get(pk=editor.pk) == before
    assert not editor.user_permissions.exists()
    form = desk.get(page_of(editor)).context["adminform"].form
    assert set(form.fields) == {"groups", "first_name", "last_name"}


def test_a_superuser_is_seen_and_not_changed(desk, operator):
    page = desk.get(page_of(operator))
    assert page.status_code == 200 and not page.context["adminform"].form.fields
    assert "administrators alone change this account" in page.content.decode()
    assert desk.post(page_of(operator), {"groups": groups("Editors"), "first_name": "X"}).status_code == 403
    said = act(desk, "deactivate", operator).wsgi_request
    operator.refresh_from_db()
    assert operator.is_active and operator.first_name == "" and not names_of(operator)
    assert "changed by administrators alone" in " ".join(str(each) for each in said._messages)


def test_nobody_locks_themselves_out(desk, chief):
    page = desk.get(page_of(chief))
    assert not page.context["adminform"].form.fields
    assert desk.post(page_of(chief), {"groups": []}).status_code == 403
    act(desk, "deactivate", chief)
    chief.refresh_from_db()
    assert chief.is_active and names_of(chief) == {"Chiefs"}


def test_passwords_are_not_theirs_to_set(desk, editor, chief, operator):
    words = {"password1": "lantern-quay-7", "password2": "lantern-quay-7", "usable_password": "true"}
    for person in (editor, chief, operator):
        before = User.objects.get(pk=person.pk).password
        for ask in (desk.get(page_of(person, "password")), desk.post(page_of(person, "password"), words)):
            assert ask.status_code == 403
        assert User.objects.get(pk=person.pk).password == before
    assert "password/" not in desk.get(page_of(editor)).content.decode().split("content-main")[1]


def test_accounts_are_not_made_with_a_password_that_a_chief_knows(desk):
    words = {
        "username": "Mine",
        "email": "m@paper.example",
        "password1": "lantern-quay-7",
        "password2": "lantern-quay-7",
    }
    assert desk.get(f"{LIST}add/").status_code == 403
    assert desk.post(f"{LIST}add/", words).status_code == 403
    assert not User.objects.filter(username="Mine").exists()


def test_the_groups_themselves_are_superusers_alone(desk):
    group = Group.objects.get(name="Chiefs")
    for address in ("/admin/auth/group/", f"/admin/auth/group/{group.pk}/change/", "/admin/auth/group/add/"):
        assert desk.get(address).status_code == 403
    everything = list(Permission.objects.values_list("pk", flat=True))
    assert (
        desk.post(
            f"/admin/auth/group/{group.pk}/change/", {"name": "Chiefs", "permissions": everything}
        ).status_code
        == 403
    )


def test_a_group_that_may_more_than_a_chief_is_neither_given_nor_taken(desk, editor):
    owners = Group.objects.create(name="Owners")
    owners.permissions.add(Permission.objects.get(codename="change_group"))
    assert "Owners" not in desk.get(page_of(editor)).content.decode().split('id="id_groups"')[1]
    answer = desk.post(page_of(editor), {"groups": [*groups("Editors"), owners.pk]})
    assert answer.status_code == 200 and names_of(editor) == {"Editors"}
    editor.groups.add(owners)
    desk.post(page_of(editor), {"groups": groups("Moderators")})
    assert names_of(editor) == {"Moderators", "Owners"}


def test_deactivating_signs_out_and_back(desk, as_user, editor, chief):
    colleague = as_user(editor)
    assert colleague.get("/admin/").status_code == 200
    act(desk, "deactivate", editor)
    assert colleague.get("/admin/").status_code == 302
    act(desk, "reactivate", editor)
    editor.refresh_from_db()
    assert editor.is_active


def test_a_session_from_before_a_deactivation_does_not_wake_with_the_account(desk, as_user, editor, chief):
    colleague = as_user(editor)
    colleague.get("/admin/")
    act(desk, "deactivate", editor)
    assert not Session.objects.of(editor).exists()
    act(desk, "reactivate", editor)
    assert colleague.get("/admin/").status_code == 302


def test_a_chief_deactivates_another_chief_but_is_then_none(desk, make_staff, as_user, chief):
    other = make_staff("BoStrand", "Chiefs")
    others = as_user(other)
    act(desk, "deactivate", other)
    other.refresh_from_db()
    assert not other.is_active
    act(others, "deactivate", chief)
    chief.refresh_from_db()
    assert chief.is_active


@pytest.mark.parametrize("who", ["editor", "moderator"])
def test_others_of_the_staff_have_none_of_it(as_user, request, who, chief, reader):
    person = request.getfixturevalue(who)
    other = as_user(person)
    for address in (LIST, page_of(chief), page_of(chief, "history"), "/admin/accounts/invitation/"):
        assert other.get(address).status_code == 403
    assert act(other, "deactivate", chief).status_code == 403


def test_verbs_ask_themselves_who_may(chief, editor, reader, operator, moderator):
    for by, person in [
        (editor, moderator),
        (chief, operator),
        (chief, chief),
        (chief, reader),
        (operator, operator),
    ]:
        for verb in (User.deactivate, User.reactivate, User.erase):
            with pytest.raises(PermissionDenied):
                verb(person, by)
        person.refresh_from_db()
        assert person.is_active and not person.is_erased
    operator.deactivate(by=None)
    with pytest.raises(PermissionDenied):
        editor.deactivate(operator)


def test_a_right_that_was_lost_while_the_form_was_open_counts_no_more(desk, chief, editor, monkeypatch):
    began = StaffChange.__init__

    def begin(self, person, by):
        User.objects.filter(pk=person.pk).update(is_superuser=True)
        began(self, person, by)

    monkeypatch.setattr(StaffChange, "__init__", begin)
    assert desk.post(page_of(editor), {"groups": groups("Moderators")}).status_code == 403
    assert names_of(editor) == {"Editors"}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_deactivate_one_another_at_once_one_stays(make_staff):
    chiefs = make_staff("CleoHart", "Chiefs"), make_staff("BoStrand", "Chiefs")
    one, other = chiefs
    results = at_once([lambda: other.deactivate(one), lambda: one.deactivate(other)])
    assert [type(each) for each in results].count(PermissionDenied) == 1
    assert User.objects.filter(is_active=True).count() == 1


def test_the_list_asks_as_much_for_two_as_for_twenty(desk, make_staff, django_assert_max_num_queries):
    for number in range(20):
        make_staff(f"Colleague-{'abcdefghjkmnopqrstuy'[number] * 3}", "Editors")
    with django_assert_max_num_queries(14):
        desk.get(LIST)
