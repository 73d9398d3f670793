"""The comment policy: a new one takes the place of the old, which stays."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import translation
from django.utils.translation import get_language

from comments import first_policy
from comments.models import Policy
from core.rich_text.sanitising import sanitise

ADD = "/admin/comments/policy/add/"


@pytest.fixture
def owner(client, make_reader):
    client.force_login(make_reader("TheOwner", is_staff=True, is_superuser=True))
    return client


def test_a_new_one_takes_the_place_of_the_old_which_stays(owner, article, db):
    old = Policy.objects.current()
    owner.post(ADD, {"short": "Be kind.", "whole": "<p>Really.</p><script>x</script>"})
    new = Policy.objects.current()
    assert (new.short, new.whole) == ("Be kind.", "<p>Really.</p>")
    assert Policy.objects.filter(pk=old.pk, short=old.short).exists()
    assert "Be kind." in owner.get(article.get_absolute_url()).content.decode()
    assert "<p>Really.</p>" in owner.get("/comment-policy/").content.decode()


def test_it_begins_with_the_one_in_force(owner, db):
    response = owner.get(ADD)
    assert response.context["adminform"].form.initial["short"] == Policy.objects.current().short


def test_an_old_one_is_only_read(owner, db):
    old = Policy.objects.current()
    where = f"/admin/comments/policy/{old.pk}/change/"
    assert 'name="_save"' not in owner.get(where).content.decode()
    assert owner.post(where, {"short": "Changed.", "whole": "<p>x</p>"}).status_code == 403
    assert Policy.objects.get(pk=old.pk).short == old.short


@pytest.mark.parametrize("who", ["moderator", "editor"])
def test_it_is_the_owners_to_write(client, db, request, who):
    client.force_login(request.getfixturevalue(who))
    assert client.post(ADD, {"short": "Mine.", "whole": "<p>x</p>"}).status_code == 403
    assert not Policy.objects.filter(short="Mine.").exists()


def test_the_editor_starts_under_the_content_security_policy(owner, db):
    response = owner.get(ADD)
    policy, page = response["Content-Security-Policy"], response.content.decode()
    assert "unsafe" not in policy
    nonce = re.search(r"'nonce-([^']+)'", policy)[1]
    assert f'nonce="{nonce}"' in page
    assert "'sha256-" in policy


def test_a_new_paper_begins_with_one_in_its_own_language(settings, db, monkeypatch):
    settings.LANGUAGE_CODE = "ar"
    first = import_module("comments.migrations.0002_policy")
    monkeypatch.setattr(first.first_policy, "_", lambda message: f"{get_language()}: <{message}>")
    with translation.override(None):
        first.add_first_policy(apps, None)
    policy = Policy.objects.current()
    assert policy.short.startswith("ar: <Tell other readers")
    assert "<li>ar: &lt;No advertising, and nothing that the law forbids.&gt;</li>" in policy.whole


def test_the_first_one_is_as_the_editor_would_have_sanitised_it():
    assert sanitise(first_policy.whole()) == first_policy.whole()
