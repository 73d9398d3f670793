"""Rule 11: readers are erased by a verb, and what they wrote stays."""

import json
from importlib import import_module
from unittest import mock

import pytest
import time_machine
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import models
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.adapter import AccountAdapter
from accounts.models import User
from accounts.models.session import Session
from accounts.tests.conftest import sign_in
from newsroom.tests.support.tasks import put_off

ERASE = "/accounts/erase/"
ASKED = f"/accounts/reauthenticate/?next={ERASE.replace('/', '%2F')}"


@pytest.fixture
def confirmed_password(client, reader):
    """The reader is signed in and has just typed the password once more."""
    sign_in(client, "RedFern")
    client.post("/accounts/reauthenticate/", {"password": "harbour-light-9", "next": ERASE})


def test_a_reader_erases_the_account(client, reader, confirmed_password, post):
    comment = post("What I said.", author=reader)
    page = client.get(ERASE).content.decode()
    assert "Your comments stay" in page and "under a name that says nothing" in page
    assert client.post(ERASE).url == "/accounts/erased/"
    assert "Your account is erased" in client.get("/accounts/erased/").content.decode()
    reader.refresh_from_db()
    assert reader.username == f"Former-reader-{reader.pk}"
    assert reader.email is None and not reader.emailaddress_set.exists()
    assert not reader.is_active and not reader.has_usable_password()
    story = client.get(comment.discussion.article.get_absolute_url()).content.decode()
    assert "What I said." in story and reader.username in story and "RedFern" not in story


def test_looking_at_the_page_erases_nothing(client, reader, confirmed_password):
    client.get(ERASE)
    reader.refresh_from_db()
    assert reader.username == "RedFern" and reader.is_active


def test_the_password_is_asked_for_first(client, reader):
    sign_in(client, "RedFern")
    assert client.get(ERASE).url == client.post(ERASE).url == ASKED
    assert "This is not your password" in client.post(ASKED, {"password": "wrong-word-1"}).content.decode()
    reader.refresh_from_db()
    assert reader.is_active
    page = client.get(ASKED).content.decode()
    assert 'autocomplete="current-password"' in page


def test_and_again_after_five_minutes(client, reader):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        sign_in(client, "RedFern")
        client.post("/accounts/reauthenticate/", {"password": "harbour-light-9", "next": ERASE})
        assert client.get(ERASE).status_code == 200
    with time_machine.travel(now.timestamp() + 5 * 60 + 1, tick=False):
        assert client.post(ERASE).url == ASKED
    reader.refresh_from_db()
    assert reader.is_active


def test_without_a_password_a_fresh_code_is_asked_for(client, reader, code):
    reader.set_unusable_password()
    reader.save()
    client.force_login(reader)
    for answer in (client.get(ERASE), client.post(ERASE)):
        assert answer.status_code == 403 and "Sign in once more first" in answer.content.decode()
    onward = f"/accounts/login/code/?next={ERASE}"
    assert f'value="{onward}"' in answer.content.decode()
    assert client.post("/accounts/logout/", {"next": onward}).url == onward
    client.post("/accounts/login/code/", {"email": reader.email, "next": ERASE})
    assert client.post("/accounts/login/code/confirm/", {"code": code(), "next": ERASE}).url == ERASE
    assert client.post(ERASE).url == "/accounts/erased/"


def test_a_stranger_is_asked_to_sign_in(client, db):
    assert client.get(ERASE).url.startswith("/accounts/login/?next=")
    assert client.post(ERASE).url.startswith("/accounts/login/?next=")


def test_it_needs_its_token(reader, confirmed_password, client):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(ERASE).status_code == 403
    reader.refresh_from_db()
    assert reader.is_active


def test_every_open_session_ends(client, reader, confirmed_password):
    elsewhere = Client()
    elsewhere.force_login(reader)
    client.post(ERASE)
    assert elsewhere.get("/accounts/").status_code == client.get("/accounts/").status_code == 302


def test_neither_name_password_nor_code_lets_anybody_in_again(client, reader, mailoutbox):
    reader.erase()
    for login in ("RedFern", reader.username, "redfern@readers.example"):
        assert "do not belong together" in sign_in(client, login).content.decode()
    client.post("/accounts/login/code/", {"email": "redfern@readers.example"})
    assert "No account" in mailoutbox[-1].subject


def test_name_and_address_are_free_again_but_not_the_name_it_got(reader):
    reader.erase()
    assert AccountAdapter().clean_username("RedFern")
    User.objects.create_user("RedFern", "redfern@readers.example")
    with pytest.raises(ValidationError):
        AccountAdapter().clean_username(f"{reader.username}9")


def test_staff_are_erased_by_an_administrator_alone(client, editor):
    client.force_login(editor)
    client.post("/accounts/reauthenticate/", {"password": "harbour-light-9", "next": ERASE})
    for answer in (client.get(ERASE), client.post(ERASE)):
        assert answer.status_code == 403 and "Only an administrator" in answer.content.decode()
    editor.refresh_from_db()
    assert editor.is_active


def test_the_verb_takes_every_right_and_can_be_repeated(editor):
    editor.erase()
    editor.erase()
    assert not editor.is_staff and not editor.groups.exists()
    assert not User.objects.get(pk=editor.pk).has_perm("articles.publish_article")


def test_many_can_be_erased(reader, other_reader):
    reader.erase()
    other_reader.erase()
    assert User.objects.filter(email=None).count() == 2


def test_who_was_erased_is_not_reactivated(reader):
    reader.erase()
    reader.reactivate()
    reader.refresh_from_db()
    assert not reader.is_active


def test_a_writer_can_not_be_deleted(reader, post):
    post(author=reader)
    with pytest.raises(ProtectedError):
        reader.delete()


# Wherever the name and the address were copied to


@pytest.fixture
def erased(client, operator, reader):
    """An administrator has looked after the reader, and erases the account."""

    def erase():
        client.force_login(operator)
        words = {"action": "erase", "_selected_action": [reader.pk], "confirmed": "yes"}
        assert client.post("/admin/accounts/user/", words).status_code == 302

    return erase


def entry_of(thing, by, text=None, message="Changed."):
    model = ContentType.objects.get_for_model(thing)
    return LogEntry.objects.create(
        user=by,
        content_type=model,
        object_id=thing.pk,
        object_repr=(text or str(thing))[:200],
        action_flag=CHANGE,
        change_message=message,
    )


def test_the_admins_log_names_them_no_more(client, operator, reader, erased, post):
    entry_of(reader, operator)
    comment = post("A letter. " * 30, author=reader)
    entry_of(comment, operator)
    message = json.dumps([{"changed": {"name": "comment", "object": "RedFern wrote: A letter."}}])
    entry_of(comment.discussion, operator, message=message)
    erased()
    log = json.dumps(list(LogEntry.objects.values("object_repr", "change_message")))
    assert "RedFern" not in log and log.count("Former-reader-") >= 4
    assert "RedFern" not in client.get("/admin/").content.decode()


def test_and_others_as_before(operator, reader, make_reader, article, post):
    namesake = make_reader("RedFern2")
    kept = [
        entry_of(namesake, operator),
        entry_of(post("Mine.", author=namesake), operator),
        entry_of(article, operator, "RedFern writes a letter"),
        entry_of(article, operator, message=json.dumps([{"added": {"name": "slide", "object": "RedFern2"}}])),
    ]
    before = list(LogEntry.objects.values("object_repr", "change_message"))
    reader.erase()
    assert list(LogEntry.objects.values("object_repr", "change_message")) == before and kept


def in_sessions():
    return json.dumps([session.get_decoded() for session in Session.objects.all()])


@pytest.mark.django_db(transaction=True)
def test_sessions_keep_neither_their_name_nor_what_waits_under_it(reader, article, other_reader):
    sign_in(Client(), "RedFern")
    sign_in(Client(), reader.email)
    sign_in(Client(), "Northwind")
    draft = f"{article.get_absolute_url()}comment/"
    stranger = Client()
    stranger.post(draft, {"text": "Unsent.", "writer": "RedFern"})
    stranger.post(draft, {"text": "Another’s.", "writer": "Northwind"})
    assert in_sessions().count("RedFern") == 2 and reader.email in in_sessions()
    reader.erase()
    said = in_sessions()
    assert "RedFern" not in said and "redfern" not in said and "Unsent" not in said
    assert "Another" in said and said.count("Northwind") == 2


@pytest.mark.django_db(transaction=True)
def test_nor_what_was_begun_in_other_browsers(reader, register, code, client, article):
    for door in ("login/code", "password/reset"):
        Client().post(f"/accounts/{door}/", {"email": reader.email})
    Client().post(f"{article.get_absolute_url()}comment/", {"text": "Unsent.", "writer": "redfern"})
    register()
    elsewhere = Client()
    sign_in(elsewhere, "QuietHeron")
    elsewhere.post("/accounts/confirm-email/", {"code": code()})
    assert reader.email in in_sessions() and "QuietHeron" in in_sessions()
    reader.erase()
    User.objects.get(username="QuietHeron").erase()
    said = in_sessions().lower()
    assert not [each for each in ("redfern", "quietheron", "heron@", "unsent") if each in said]


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_waits_elsewhere_about_the_account_is_not_sent(reader, other_reader, settings):
    client = Client()
    sign_in(client, "RedFern")
    client.post("/accounts/reauthenticate/", {"password": "harbour-light-9", "next": "/accounts/"})
    put_off(settings)
    client.post("/accounts/email/", {"email": "new@readers.example", "action_add": ""})
    Client().post("/accounts/login/code/", {"email": other_reader.email})
    reader.refresh_from_db()
    waiting = DBTaskResult.objects.filter(queue_name="mail")
    assert waiting.count() == 2
    reader.erase()
    assert other_reader.email in json.dumps(waiting.get().args_kwargs)


def test_an_address_in_the_log_is_forgotten(reader, operator):
    """An older version's admin had a list of them."""
    entry = entry_of(reader.emailaddress_set.create(email="x@readers.example"), operator, reader.email)
    reader.erase()
    entry.refresh_from_db()
    assert entry.object_repr == reader.username


@pytest.mark.django_db(transaction=True)
def test_mails_that_wait_are_not_sent(reader, other_reader, settings):
    put_off(settings)
    for person in (reader, other_reader):
        EmailMessage("Your code", "12", to=[person.email]).send()
    reader.erase()
    waiting = json.dumps(list(DBTaskResult.objects.values_list("args_kwargs", flat=True)))
    assert reader.email is None and "redfern" not in waiting.lower() and other_reader.email in waiting


def test_no_table_keeps_the_name(reader, operator, erased, post, client):
    sign_in(Client(), "RedFern")
    post("A letter.", author=reader)
    entry_of(reader, operator)
    erased()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                values = model.objects.values_list(field.name, flat=True)
                found = [value for value in values if "redfern" in str(value).lower()]
                assert not found, f"{model._meta.label}.{field.name}: {found}"


def test_who_was_erased_by_an_older_version_is_forgotten_too(reader, operator):
    entry = entry_of(reader, operator)
    reader.erase()
    LogEntry.objects.filter(pk=entry.pk).update(object_repr="RedFern")
    migration = import_module("accounts.migrations.0006_names_of_erased_readers")
    migration.forget(apps, mock.Mock(connection=mock.Mock(alias="default")))
    entry.refresh_from_db()
    assert entry.object_repr == f"Former-reader-{reader.pk}"
