"""An email address is seen by nobody but who it belongs to, and pages for strangers say nothing of anybody."""

import re

import pytest
from allauth.account import urls as allauth
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.models import User

SECRET = "@readers.example"
ACCOUNT_PAGES = [
    "login/",
    "signup/",
    "login/code/",
    "password/reset/",
    "inactive/",
    "erased/",
    "password/reset/done/",
]


@pytest.fixture
def comment(post, reader):
    return post("Who wrote this?", author=reader)


def test_no_page_shows_an_address_to_others(client, comment, moderator, editor, other_reader):
    story = comment.discussion.article.get_absolute_url()
    pages = [
        story,
        comment.thread_address,
        f"{comment.get_absolute_url()}report/",
        f"{story}comment/",
        "/comments/mine/",
    ]
    for who in (None, other_reader, editor, moderator):
        if who:
            client.force_login(who)
        for page in pages:
            assert SECRET not in client.get(page).content.decode(), (who, page)


def test_only_ones_own_address_is_on_the_account_page(client, reader, other_reader):
    client.force_login(reader)
    page = client.get("/accounts/").content.decode() + client.get("/accounts/email/").content.decode()
    assert reader.email in page and other_reader.email not in page


@pytest.mark.parametrize("who", ["editor", "moderator"])
def test_the_admin_shows_none_to_editors_and_moderators(client, comment, who, request):
    person = request.getfixturevalue(who)
    comment.report("spam", by=None, network="192.0.2.1")
    client.force_login(person)
    looked_at = 0
    for model, _its_admin in admin.site._registry.items():
        if not client.get(reverse("admin:index")).wsgi_request.user.has_perm(
            f"{model._meta.app_label}.view_{model._meta.model_name}"
        ):
            continue
        listed = client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
        assert SECRET not in listed.content.decode().replace(person.email, "")
        for item in model._default_manager.all()[:3]:
            shown = client.get(
                reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[item.pk])
            )
            assert SECRET not in shown.content.decode().replace(person.email, ""), item
            looked_at += 1
    assert looked_at


@pytest.mark.parametrize("who", ["editor", "moderator", "reader"])
def test_the_list_of_people_is_closed_to_all_but_who_manages_staff(client, reader, who, request):
    person = request.getfixturevalue(who)
    client.force_login(person)
    for page in ("changelist", "add"):
        assert client.get(reverse(f"admin:accounts_user_{page}")).status_code in (302, 403)
    assert client.get(reverse("admin:accounts_user_change", args=[reader.pk])).status_code in (302, 403)


def test_no_permission_opens_it_but_that_to_manage_staff_who_see_no_reader(client, editor, reader):
    from django.contrib.auth.models import Permission

    people = Permission.objects.filter(content_type__app_label="accounts")
    editor.user_permissions.add(*people.exclude(codename="manage_staff"))
    client.force_login(editor)
    page = reverse("admin:accounts_user_changelist")
    assert client.get(page).status_code == 403
    editor.user_permissions.add(*people)
    assert [person.username for person in client.get(page).context["cl"].result_list] == ["IrisVale"]
    assert client.get(reverse("admin:accounts_user_change", args=[reader.pk])).status_code == 302


def test_no_list_in_the_admin_is_searched_by_address(db):
    for its_admin in admin.site._registry.values():
        assert not [field for field in its_admin.search_fields if "email" in field], its_admin


def test_a_person_is_written_as_the_pen_name(reader):
    assert str(reader) == "RedFern"
    assert SECRET not in repr(reader)


def test_every_page_of_accounts_has_the_papers_design(client, reader, db):
    names = {pattern.name for pattern in allauth.urlpatterns} | {"accounts:account", "accounts:erased"}
    seen = 0
    for visitor in (Client(), client):
        if visitor is client:
            client.force_login(reader)
        for name in names:
            answer = visitor.get(reverse(name), follow=True)
            assert answer.status_code == 200, name
            page = answer.content.decode()
            assert 'class="nameplate"' in page and page.count("<h1") == 1, name
            assert (
                "<style" not in page
                and " style=" not in page
                and not re.search(r"<script(?![^>]* src=)", page)
            ), name
            seen += 1
    assert seen == 2 * len(names)


@pytest.mark.parametrize("page", ACCOUNT_PAGES)
def test_account_pages_are_kept_by_no_cache_that_others_share_if_they_set_a_cookie(client, db, page):
    answer = client.get(f"/accounts/{page}")
    assert not answer.cookies or "private" in answer["Cache-Control"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_a_visit_to_the_sign_in_page_leaves_public_pages_the_same(client, article):
    before = Client().get(article.get_absolute_url())
    client.get("/accounts/login/")
    after = client.get(article.get_absolute_url())
    assert before.content == after.content and not after.cookies


def test_who_failed_with_a_code_leaves_public_pages_the_same(client, article, reader):
    client.post("/accounts/login/code/", {"email": reader.email})
    for _ in range(3):
        client.post("/accounts/login/code/confirm/", {"code": "1"})
    after = client.get(article.get_absolute_url())
    assert after.content == Client().get(article.get_absolute_url()).content and not after.cookies


def test_confirmed_is_one_rule_in_two_forms(reader, make_reader):
    unconfirmed = make_reader("QuietHeron", confirmed=False)
    gone = make_reader("GreyHeron")
    gone.deactivate()
    for person in (reader, unconfirmed, gone):
        assert person.is_confirmed is User.objects.confirmed().filter(pk=person.pk).exists()
    assert reader.is_confirmed and not unconfirmed.is_confirmed and not gone.is_confirmed
