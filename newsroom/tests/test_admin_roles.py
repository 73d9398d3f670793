"""What the admin says to whom: every address of it, asked by everybody."""

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import get_resolver

from articles.models import Article

ROLES = ["editor", "moderator", "superuser", "reader", "anonymous"]


@pytest.mark.parametrize("role", ROLES)
def test_there_is_no_shortcut_to_a_page(as_role, article, make_article, role):
    client, kind = as_role(role), ContentType.objects.get_for_model(Article).pk
    for story in (article, make_article()):
        answer = client.get(f"/admin/r/{kind}/{story.pk}/")
        assert answer.status_code == (404 if role in ("editor", "moderator", "superuser") else 302)
        assert story.slug not in answer.headers.get("Location", "") or not story.slug


@pytest.mark.parametrize("role", ["editor", "moderator"])
def test_who_may_not_look_is_told_nothing_of_what_there_is(as_role, draft, post, reader, role):
    comment = post()
    comment.report("spam", by=reader)
    client = as_role(role)
    for model in admin.site._registry:
        opts = model._meta
        if client.get(f"/admin/{opts.app_label}/{opts.model_name}/").status_code == 200:
            continue
        there = model._default_manager.order_by("pk").first()
        for tail in ("change", "history", "delete", "password"):
            address = f"/admin/{opts.app_label}/{opts.model_name}/{{}}/{tail}/"
            answers = [
                client.get(address.format(pk)).status_code for pk in (there.pk if there else 1, 999_999_999)
            ]
            assert answers in ([403, 403], [404, 404], [302, 302]), (opts.label, tail)


def admin_addresses():
    """Every address of the admin, with each object's number as 1."""
    site = next(each for each in get_resolver().url_patterns if str(each.pattern) == "admin/")
    return sorted(set(_addresses(site, "/")))


def _addresses(part, before):
    where = before + str(part.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
    if hasattr(part, "url_patterns"):
        for each in part.url_patterns:
            yield from _addresses(each, where)
    elif "(" not in where:
        yield where.replace("<path:object_id>", "1").replace("<id>", "1")


@pytest.mark.parametrize("role", ROLES)
def test_no_address_of_the_admin_fails_whoever_asks(as_role, draft, article, post, reader, role):
    post().report("spam", by=reader)
    client = as_role(role)
    for address in admin_addresses():
        assert "<" not in address
        for method in (client.get, client.post):
            answer = method(address)
            assert answer.status_code < 500, address
            if role in ("reader", "anonymous") and "login" not in address:
                assert answer.status_code in (302, 403), address
                assert b"Nobody knows yet" not in answer.content
