"""The one door for photographs: what it refuses, what it fills and what it says of that, whoever comes through it."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image

from articles.models import Photo
from articles.photographs.ingest import NoCreditLine, PhotoManager, ShowsWithdrawn
from articles.photographs.inspection import inspect
from articles.tests.photographs.test_photographs import written
from articles.tests.photographs.withdrawal.looking import REASON, picture, saved


def test_it_says_what_was_read_from_the_file_and_never_of_what_was_typed(db):
    ingested = Photo.objects.ingest(written("xmp"), caption="As typed")
    assert ingested.is_new and ingested.photo.caption == "As typed"
    assert {"creator", "credit_line", "alt"} <= set(ingested.filled) and "caption" not in ingested.filled
    again = Photo.objects.ingest(written("xmp"))
    assert (again.photo, again.is_new, again.filled) == (ingested.photo, False, [])


def test_where_a_credit_line_is_needed_nothing_without_one_is_stored(db, jpeg):
    for typed in ({}, {"credit_line": " \u200b"}):
        with pytest.raises(NoCreditLine):
            Photo.objects.ingest(jpeg(), needs_credit=True, **typed)
    assert not Photo.objects.exists() and not [*Path(storages["default"].location).rglob("*.*")]
    known = Photo.objects.ingest(jpeg()).photo
    with pytest.raises(NoCreditLine):
        Photo.objects.ingest(jpeg(), needs_credit=True, credit_line="Typed too late")
    assert Photo.objects.get() == known


def test_what_was_inspected_before_is_not_decoded_again(db, jpeg, monkeypatch):
    file = jpeg()
    inspection = inspect(file)
    monkeypatch.setattr("articles.photographs.sandbox.ask", None)
    photo = Photo.objects.ingest(file, inspection, make_renditions=False).photo
    assert (photo.width, photo.digest) == (inspection.width, inspection.digest)


def test_the_very_file_is_refused_though_another_withdrawn_photo_only_looks_like_it(db, editor, jpeg):
    first = Photo.objects.ingest(saved(picture()), make_renditions=False).photo
    twin = Photo.objects.ingest(saved(picture(), quality=40), make_renditions=False).photo
    for photo in (first, twin):
        photo.withdraw(editor, REASON)
    with pytest.raises(ShowsWithdrawn) as refusal:
        Photo.objects.ingest(saved(picture()), is_another=True)
    assert refusal.value.is_file and refusal.value.photo == first
    other = Photo.objects.ingest(saved(picture(), quality=60), is_another=True, make_renditions=False)
    assert other.is_new and other.looks_like == twin


def test_withdrawn_while_the_desks_form_is_judged_it_is_refused_like_any_other(db, desk, editor, monkeypatch):
    photo = Photo.objects.ingest(saved(picture()), make_renditions=False).photo
    judge, judged = PhotoManager.refuse_withdrawn, []

    def refuse_withdrawn(manager, *args):
        if judged:
            # By somebody else, whom this request's own transaction takes nothing back of.
            photo.withdraw(editor, REASON)
        judged.append(args)
        return judge(manager, *args)

    monkeypatch.setattr(PhotoManager, "refuse_withdrawn", refuse_withdrawn)
    typed = {
        "original": saved(picture(), quality=50),
        "credit_line": "Meridian",
        "caption": "An hour of thought",
    }
    page = desk.post("/admin/articles/photo/add/", typed).content.decode()
    assert REASON in page and "An hour of thought" in page
    assert Photo.objects.get() == photo


def test_a_file_that_two_editors_send_at_once_is_one_photo(db, desk, monkeypatch):
    content = ContentFile(b"", name="a.jpg")
    Image.new("RGB", (90, 60), "navy").save(content, "JPEG")
    known = Photo.objects.ingest(content, credit_line="First").photo
    of_file, asked = PhotoManager.of_file, []

    def not_yet(manager, inspection):
        asked.append(inspection)
        return None if len(asked) == 1 else of_file(manager, inspection)

    monkeypatch.setattr(PhotoManager, "of_file", not_yet)
    content.seek(0)
    answer = desk.post("/admin/articles/photo/add/", {"original": content, "credit_line": "Second"})
    assert answer.status_code == 302 and str(known.pk) in answer["Location"]
    assert Photo.objects.get().credit_line == "First"
