"""The original of a withdrawn photo, the record of who withdrew it and why, and how it is brought back."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db.models import ProtectedError
from django_tasks_db.models import DBTaskResult

from articles.models import Photo
from articles.photographs import tasks
from articles.tests.photographs.withdrawal.looking import (
    REASON,
    WITHDRAWN,
    files_of,
    page_of,
    picture,
    saved,
    status,
)
from newsroom.tests.support.tasks import put_off, work


def test_a_sealed_original_stays_and_has_no_address(client, photo, withdraw):
    withdraw()
    assert storages["default"].exists(photo.original.name)
    assert client.get(f"/media/{photo.original.name}").status_code == 404


def test_a_deleted_original_is_gone(photo, withdraw):
    withdraw(delete_original=True)
    assert not storages["default"].exists(photo.original.name)
    assert not photo.has_original


def test_a_sealed_original_can_be_deleted_later(photo, withdraw, other_editor):
    withdraw()
    withdraw(by=other_editor, delete_original=True)
    assert not storages["default"].exists(photo.original.name)
    assert [each.action for each in photo.withdrawals.all()] == ["seal", "delete"]
    withdraw(delete_original=True)
    assert photo.withdrawals.count() == 2


def test_where_the_storage_was_away_for_long_it_is_deleted_when_the_worker_starts_again(
    photo, editor, settings
):
    put_off(settings)
    photo.withdraw(editor, REASON, delete_original=True)
    # Given up, and tidied away.
    DBTaskResult.objects.all().delete()
    assert storages["default"].exists(photo.original.name)
    tasks.make_missing_renditions.func()
    work()
    assert not storages["default"].exists(photo.original.name)


def test_one_taken_in_before_pictures_were_known_again_is_learned_before_it_is_deleted(editor, db, settings):
    put_off(settings)
    photo = Photo.objects.ingest(saved(picture()), make_renditions=False).photo
    Photo.objects.update(fingerprint="")
    photo.refresh_from_db()
    photo.withdraw(editor, REASON, delete_original=True)
    work()
    assert not storages["default"].exists(photo.original.name)
    with pytest.raises(ValidationError, match=REASON):
        Photo.objects.ingest(saved(picture(), quality=40))


def test_who_why_and_when_is_kept_when_it_is_brought_back_and_when_they_leave(
    photo, withdraw, editor, other_editor
):
    withdraw()
    photo.bring_back(other_editor, "The court changed its mind.")
    first, second = photo.withdrawals.all()
    assert (first.by, first.reason, first.action) == (editor, REASON, "seal")
    assert (second.by, second.reason) == (other_editor, "The court changed its mind.")
    editor.delete()
    first.refresh_from_db()
    assert (first.by, first.reason) == (None, REASON)
    with pytest.raises(ProtectedError):
        photo.remove()


def test_twice_is_once(photo, withdraw):
    withdraw()
    withdraw()
    assert photo.withdrawals.count() == 1


@pytest.mark.parametrize("reason", ["", "  \n", "\u200b\u3164"])
def test_without_a_reason_nothing_is_withdrawn(photo, editor, reason):
    with pytest.raises(ValidationError, match="Say why"):
        photo.withdraw(editor, reason)
    photo.refresh_from_db()
    assert photo.withdrawn_at is None


def test_another_editor_brings_it_back_under_new_addresses(
    client, story, photo, withdraw, other_editor, django_capture_on_commit_callbacks
):
    before = files_of(photo)
    withdraw()
    with django_capture_on_commit_callbacks(execute=True):
        photo.bring_back(other_editor)
    photo.refresh_from_db()
    assert status(client, files_of(photo)) == {200}
    assert status(client, before) == {410}, "a cache may have noted that they are gone"
    page = page_of(client, story)
    assert photo.renditions_key in page and "Who stood at the pier" in page and WITHDRAWN not in page
    assert Photo.objects.ingest(photo.original.file).photo == photo


def test_who_withdrew_it_does_not_bring_it_back(photo, withdraw, editor):
    withdraw()
    with pytest.raises(ValidationError, match="Another editor"):
        photo.bring_back(editor)
    photo.refresh_from_db()
    assert photo.withdrawn_at


def test_without_its_original_nobody_brings_it_back(photo, withdraw, other_editor):
    withdraw(delete_original=True)
    with pytest.raises(ValidationError, match="original was deleted"):
        photo.bring_back(other_editor)


def test_to_bring_back_what_is_there_changes_nothing(photo, other_editor):
    photo.bring_back(other_editor)
    assert not photo.withdrawals.exists()
