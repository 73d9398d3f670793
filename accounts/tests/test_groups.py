"""The five groups of a whole staff, on every paper after each migrate."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from accounts.groups import CHIEFS, EDITORS, GROUPS, MODERATORS, PICTURE_DESK, REPORTERS


def codenames(group):
    return set(Group.objects.get(name=group).permissions.values_list("codename", flat=True))


def test_all_five_exist(db):
    assert set(Group.objects.values_list("name", flat=True)) == {*GROUPS}
    assert {*GROUPS} == {CHIEFS, EDITORS, REPORTERS, PICTURE_DESK, MODERATORS}


def test_an_old_paper_gets_those_it_lacks_and_keeps_what_its_operator_added(db):
    Group.objects.exclude(name=EDITORS).delete()
    editors = Group.objects.get(name=EDITORS)
    before = codenames(EDITORS)
    editors.permissions.add(Permission.objects.get(codename="view_user"))
    call_command("migrate", verbosity=0)
    assert set(Group.objects.values_list("name", flat=True)) == {*GROUPS}
    assert codenames(EDITORS) == before | {"view_user"}
    assert "manage_staff" in codenames(CHIEFS)


@pytest.mark.parametrize("group", [EDITORS, PICTURE_DESK, MODERATORS])
def test_chiefs_may_all_that_these_may(db, group):
    assert codenames(group) <= codenames(CHIEFS)


def test_and_sections_the_policy_and_people_besides(db):
    own = {"add_section", "change_section", "add_policy", "view_policy", "manage_staff"}
    assert own <= codenames(CHIEFS)
    for group in (EDITORS, REPORTERS, PICTURE_DESK, MODERATORS):
        assert not own & codenames(group), group


def test_nobody_but_superusers_has_readers_accounts(db):
    for group in GROUPS:
        assert not {name for name in codenames(group) if name.endswith(("_user", "_group", "_permission"))}


def test_a_chief_has_the_pages_of_sections_and_policy(client, chief, section):
    client.force_login(chief)
    for page in ("articles/section", "comments/policy"):
        assert (
            client.get(f"/admin/{page}/").status_code == client.get(f"/admin/{page}/add/").status_code == 200
        )
    assert client.get(f"/admin/articles/section/{section.pk}/change/").status_code == 200
    answer = client.post("/admin/articles/section/add/", {"name": "Harbor", "slug": "harbor", "position": 2})
    assert answer.status_code == 302
    assert client.get("/section/harbor/").status_code == 200
