"""A picture that was withdrawn is refused at every door, in whatever file it comes."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from PIL import Image, ImageDraw

from articles.models import Photo
from articles.models.problems import NotPublishable
from articles.photographs import tasks
from articles.tests.photographs.withdrawal.looking import (
    LAID,
    REASON,
    WITHDRAWN,
    address,
    page_of,
    picture,
    saved,
)


@pytest.mark.parametrize(
    "again",
    [
        saved(picture()),
        saved(picture(), quality=30),
        saved(picture(), "PNG"),
        saved(picture(), "WEBP", quality=60),
        saved(picture().resize((450, 300))),
        saved(picture().convert("RGBA"), "PNG"),
        saved(picture().transpose(Image.Transpose.ROTATE_90), exif=LAID),
    ],
    ids=["the same file", "compressed", "PNG", "WebP", "smaller", "with transparency", "laid on its side"],
)
def test_the_same_picture_is_not_taken_in_again_in_whatever_file(again, db, editor):
    photo = Photo.objects.ingest(saved(picture()), make_renditions=False).photo
    photo.withdraw(editor, REASON)
    with pytest.raises(ValidationError, match=f"photo {photo.pk}.*{REASON}"):
        Photo.objects.ingest(again)


@pytest.mark.parametrize(
    "other",
    [
        saved(picture(seed=0.3)),
        saved(picture().transpose(Image.Transpose.FLIP_LEFT_RIGHT)),
        saved(picture().crop((0, 0, 500, 600))),
        saved(Image.new("RGB", (900, 600), "steelblue")),
    ],
    ids=["another", "turned over", "a part of it", "of one color"],
)
def test_another_picture_is_taken_in(other, db, editor):
    photo = Photo.objects.ingest(saved(picture()), make_renditions=False).photo
    photo.withdraw(editor, REASON)
    assert Photo.objects.ingest(other, make_renditions=False).photo.pk != photo.pk


def test_the_desk_is_refused_it_with_the_reason(db, desk, editor):
    photo = Photo.objects.ingest(saved(picture()), make_renditions=False).photo
    photo.withdraw(editor, REASON)
    for form in ("/admin/articles/photo/add/", "/admin/articles/photo/add/?_popup=1"):
        file = saved(picture(), quality=50)
        answer = desk.post(
            form, {"original": file, "credit_line": "Meridian", "caption": "An hour of thought"}
        )
        page = answer.content.decode()
        assert REASON in page and "An hour of thought" in page
    assert Photo.objects.count() == 1


TICK = '<input type="checkbox" name="is_another"'


def covered():
    """The same picture with a bar over a face."""
    image = picture()
    ImageDraw.Draw(image).rectangle((300, 250, 360, 280), fill="black")
    return image


def test_what_only_looks_the_same_an_editor_can_tell_from_it_and_that_is_noted(db, desk, editor, make_staff):
    photo = Photo.objects.ingest(saved(picture()), make_renditions=False).photo
    photo.withdraw(editor, REASON)
    add, typed = "/admin/articles/photo/add/", {"credit_line": "Meridian", "alt": "A face, covered"}
    asked = desk.post(add, typed | {"original": saved(covered())}).content.decode()
    assert REASON in asked and TICK in asked
    desk.post(add, typed | {"original": saved(covered()), "is_another": "on"})
    other = Photo.objects.get(alt="A face, covered")
    assert f"another picture than photo {photo.pk}" in str(
        [each.change_message for each in LogEntry.objects.filter(object_id=other.pk)]
    )
    refused = desk.post(add, typed | {"original": saved(picture()), "is_another": "on"}).content.decode()
    assert REASON in refused and TICK not in refused, "it is the very file"


def test_who_may_not_withdraw_may_not_tell_them_apart(db, make_staff, editor):
    photo = Photo.objects.ingest(saved(picture()), make_renditions=False).photo
    photo.withdraw(editor, REASON)
    reporter = make_staff("AdaMeer", "Editors")
    reporter.groups.clear()
    reporter.user_permissions.set(Permission.objects.filter(codename__in=["add_photo", "view_photo"]))
    client = Client()
    client.force_login(reporter)
    typed = {"credit_line": "Meridian", "original": saved(covered()), "is_another": "on"}
    page = client.post("/admin/articles/photo/add/", typed).content.decode()
    assert REASON in page and TICK not in page and Photo.objects.count() == 1


def test_the_page_names_the_same_picture_in_other_files(db, desk):
    photo, twin, other = (
        Photo.objects.ingest(file, make_renditions=False, caption=caption).photo
        for file, caption in (
            (saved(picture()), "One"),
            (saved(picture(), quality=30), "Twin"),
            (saved(picture(seed=0.3)), "Other"),
        )
    )
    page = desk.get(address(photo)).content.decode()
    assert address(twin) in page and address(other) not in page


def test_photos_from_before_pictures_were_known_again_are_learned(db, monkeypatch):
    monkeypatch.setattr(tasks, "A_FEW", 1)
    photos = [
        Photo.objects.ingest(saved(picture(seed=seed)), make_renditions=False).photo for seed in (0, 0.3)
    ]
    known = [photo.fingerprint for photo in photos]
    Photo.objects.update(fingerprint="")
    tasks.take_missing_fingerprints.func()
    assert list(Photo.objects.order_by("pk").values_list("fingerprint", flat=True)) == known


def test_nobody_is_offered_it_for_a_story_or_publishes_one_with_it(
    desk, photo, withdraw, make_article, add_slide, editor
):
    asked = {"app_label": "articles", "model_name": "slide", "field_name": "photo", "term": "sat where"}
    offered = lambda: desk.get("/admin/autocomplete/", asked).json()["results"]  # noqa: E731
    assert len(offered()) == 1
    story = make_article()
    add_slide(story, photo)
    withdraw()
    assert not offered()
    with pytest.raises(NotPublishable, match="Photo 1 was withdrawn"):
        story.publish(editor)


def test_a_story_still_to_come_does_not_come_out_with_it(make_article, add_slide, photo, editor, withdraw):
    story = make_article()
    add_slide(story, photo)
    later = timezone.now() + datetime.timedelta(hours=1)
    story.publish(editor, at=later)
    withdraw()
    with pytest.raises(NotPublishable, match="Photo 1 was withdrawn"):
        story.publish(editor, at=later)


def test_a_story_that_showed_it_can_be_corrected_without_another_change(story, withdraw, editor, client):
    withdraw()
    story.refresh_from_db()
    story.publish_correction(editor, "The pier is older.")
    assert WITHDRAWN in page_of(client, story)
