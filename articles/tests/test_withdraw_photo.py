"""A photo that must not be shown any more: gone from pages, servers and uploads; the record stays."""

import datetime
import io

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image, ImageDraw

from articles import tasks
from articles.models import GoneKey, Photo, Slide
from articles.models.article import NotPublishable
from articles.photographs import renditions
from newsroom.tests.tasks import put_off, work

WITHDRAWN = "This photograph was withdrawn."
REASON = "A court forbade it."
# A camera that was held upright: orientation 6.
LAID = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"


def picture(seed=0):
    """A picture with something in it."""
    image = Image.effect_mandelbrot((900, 600), (-2 + seed, -1.2, 0.6, 1.2), 60).convert("RGB")
    ImageDraw.Draw(image).ellipse((100 + 300 * seed, 100, 400, 500), fill=(200, 120, 40))
    return image


def saved(image, format="JPEG", **options):
    out = io.BytesIO()
    image.save(out, format, **options)
    return ContentFile(out.getvalue(), name=f"picture.{format.lower()}")


@pytest.fixture
def other_editor(make_staff):
    return make_staff("JonasWick", "Editors")


@pytest.fixture
def photo(make_photo):
    return make_photo(caption="Who sat where", alt="Two at a table")


@pytest.fixture
def story(make_article, add_slide, make_photo, photo, editor):
    story = make_article(headline="The pier")
    add_slide(story, photo, caption="Who stood at the pier")
    add_slide(story, make_photo(caption="The second"))
    story.publish(editor)
    return story


@pytest.fixture
def withdraw(photo, editor, django_capture_on_commit_callbacks):
    def withdraw(by=editor, **options):
        with django_capture_on_commit_callbacks(execute=True):
            photo.withdraw(by, REASON, **options)

    return withdraw


def files_of(photo):
    """The addresses of all its renditions."""
    return [each.url for made in photo.renditions_of.values() for each in made]


def status(client, addresses):
    return {client.get(each).status_code for each in addresses}


def page_of(client, story):
    return client.get(story.get_absolute_url()).content.decode()


# From view


def test_its_place_says_that_it_was_withdrawn_and_nothing_of_what_it_showed(client, story, photo, withdraw):
    key = photo.renditions_key
    before = page_of(client, story)
    assert (
        key in before
        and "Two at a table" in before
        and "Who stood at the pier" in before
        and WITHDRAWN not in before
    )
    withdraw()
    page = page_of(client, story)
    assert WITHDRAWN in page and "1 of 2" in page
    for gone in (key, "Who stood at the pier", "Who sat where", "Two at a table"):
        assert gone not in page
    assert page.count("Credit:") == 1, "only of the other photo"


def test_lists_and_what_other_sites_are_told_name_it_no_more(client, story, photo, withdraw):
    key = photo.renditions_key
    addresses = ["/", "/section/world/", story.get_absolute_url()]
    assert all(key in client.get(each).content.decode() for each in addresses)
    withdraw()
    assert not any(key in client.get(each).content.decode() for each in addresses)


def test_every_story_that_shows_it_is_told(story, photo, withdraw, make_article, add_slide, editor):
    other, without = make_article(headline="Another"), make_article(headline="Without")
    add_slide(other, photo)
    for each in (other, without):
        each.publish(editor)
    versions = {each.pk: each.version for each in (story, other, without)}
    withdraw()
    for each in (story, other, without):
        each.refresh_from_db()
    assert story.version > versions[story.pk] and other.version > versions[other.pk]
    assert without.version == versions[without.pk]


def test_a_story_that_comes_out_while_it_is_withdrawn_is_told_once_that_is_certain(
    photo, editor, make_article, add_slide, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        photo.withdraw(editor, REASON)
    story = make_article(headline="Just out")
    add_slide(story, photo)
    # As if it had been checked before the photo was withdrawn.
    Photo.objects.filter(pk=photo.pk).update(withdrawn_at=None)
    story.publish(editor)
    before = story.version
    for each in callbacks:
        each()
    story.refresh_from_db()
    assert story.version > before


# From the servers


def test_its_files_are_gone_and_their_addresses_say_so(client, story, photo, withdraw):
    addresses = files_of(photo)
    assert len(addresses) == photo.renditions_count and status(client, addresses) == {200}
    withdraw()
    assert status(client, addresses) == {410}
    assert not any(storages["renditions"].exists(each.removeprefix("/media/")) for each in addresses)
    others = files_of(story.photos[1].photo)
    assert status(client, others) == {200}
    assert status(client, ["/media/ab/" + "ab" * 10 + "-400.jpg"]) == {404}


def test_what_was_replaced_and_waits_to_be_forgotten_goes_at_once(client, photo, withdraw, settings):
    put_off(settings)
    addresses = files_of(photo)
    photo.credit_line = "Mended"
    photo.save()
    photo.make_renditions()
    work()
    photo.refresh_from_db()
    assert status(client, addresses) == {200}, "a page in somebody's cache may name them"
    addresses += files_of(photo)
    withdraw()
    work()
    assert status(client, addresses) == {410}


def test_what_a_worker_makes_at_that_moment_goes_too(db, jpeg, editor, client, monkeypatch):
    photo = Photo.objects.take_in(jpeg(), credit_line="Meridian")
    real = renditions.write
    written = []

    def write(original, key, *rest):
        real(original, key, *rest)
        written.append(key)
        Photo.objects.get().withdraw(editor, REASON)

    monkeypatch.setattr(renditions, "write", write)
    tasks.make_renditions.func(photo.pk)
    photo.refresh_from_db()
    assert written and photo.renditions_key == ""
    assert not storages["renditions"].exists(renditions.name(written[0], 400, "jpg"))


def test_what_a_worker_left_that_was_killed_in_the_middle_goes_too(client, photo, withdraw):
    """It had written files that the photo did not know of yet."""
    key = photo.renditions_key
    addresses = files_of(photo)
    Photo.objects.filter(pk=photo.pk).update(renditions_made={"jpg": photo.renditions_made["jpg"]})
    photo.refresh_from_db()
    withdraw()
    assert status(client, addresses) == {410}
    # And one that goes on where it was, on another machine.
    name = renditions.name(key, 400, "avif")
    storages["renditions"].save(name, ContentFile(b"late"))
    tasks.make_renditions.func(photo.pk, 1)
    assert status(client, addresses) == {410}


def test_where_the_storage_was_away_for_long_files_are_deleted_when_the_worker_starts_again(
    client, photo, editor, settings, monkeypatch
):
    addresses = files_of(photo)
    put_off(settings)
    photo.withdraw(editor, REASON)
    # Given up, and tidied away.
    DBTaskResult.objects.all().delete()
    assert status(client, addresses) == {200}
    tasks.make_missing_renditions.func()
    work()
    assert status(client, addresses) == {410}


def test_no_worker_makes_its_files_again(photo, withdraw):
    withdraw()
    photo.make_renditions()
    tasks.make_missing_renditions.func()
    assert photo.pk not in Photo.objects.lacking_renditions()
    for step in range(len(renditions.STEPS)):
        tasks.make_renditions.func(photo.pk, step)
    photo.credit_line = "Another"
    photo.save()
    photo.make_renditions()
    photo.refresh_from_db()
    assert (photo.renditions_key, photo.renditions_made) == ("", {})


def test_files_are_deleted_before_all_that_waits(photo, editor, settings, make_photo):
    put_off(settings)
    make_photo()
    photo.withdraw(editor, REASON)
    first = DBTaskResult.objects.ready().first()
    assert first.task_path == tasks.delete_files.module_path


def test_a_cache_in_front_asks_again_within_a_minute(client, photo):
    (address, *_) = files_of(photo)
    answer = client.get(address)
    assert answer["X-Accel-Expires"] == "60"
    again = client.get(address, HTTP_IF_NONE_MATCH=answer["ETag"])
    assert (again.status_code, again["X-Accel-Expires"]) == (304, "60")
    assert "s-maxage=60" in answer["Cache-Control"]


# The original


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


def test_one_taken_in_before_pictures_were_known_again_is_learned_before_it_is_deleted(editor, db, settings):
    put_off(settings)
    photo = Photo.objects.take_in(saved(picture()), make_renditions=False)
    Photo.objects.update(fingerprint="")
    photo.refresh_from_db()
    photo.withdraw(editor, REASON, delete_original=True)
    work()
    assert not storages["default"].exists(photo.original.name)
    with pytest.raises(ValidationError, match=REASON):
        Photo.objects.take_in(saved(picture(), quality=40))


# The record


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


# Back again


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
    assert Photo.objects.take_in(photo.original.file) == photo


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


# Uploaded again


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
    photo = Photo.objects.take_in(saved(picture()), make_renditions=False)
    photo.withdraw(editor, REASON)
    with pytest.raises(ValidationError, match=f"photo {photo.pk}.*{REASON}"):
        Photo.objects.take_in(again)


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
    photo = Photo.objects.take_in(saved(picture()), make_renditions=False)
    photo.withdraw(editor, REASON)
    assert Photo.objects.take_in(other, make_renditions=False).pk != photo.pk


def test_the_desk_is_refused_it_with_the_reason(db, desk, editor):
    photo = Photo.objects.take_in(saved(picture()), make_renditions=False)
    photo.withdraw(editor, REASON)
    for address in ("/admin/articles/photo/add/", "/admin/articles/photo/add/?_popup=1"):
        file = saved(picture(), quality=50)
        answer = desk.post(
            address, {"original": file, "credit_line": "Meridian", "caption": "An hour of thought"}
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
    photo = Photo.objects.take_in(saved(picture()), make_renditions=False)
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
    photo = Photo.objects.take_in(saved(picture()), make_renditions=False)
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
        Photo.objects.take_in(file, make_renditions=False, caption=caption)
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
    photos = [Photo.objects.take_in(saved(picture(seed=seed)), make_renditions=False) for seed in (0, 0.3)]
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


# Taken from a story


def remove_first_slide(story, by):
    story.slides.first().delete()
    story.publish_update(by)


def test_a_photo_taken_from_its_only_story_goes_offline_and_stays_for_the_desk(
    client, story, photo, editor, django_capture_on_commit_callbacks
):
    addresses = files_of(photo)
    with django_capture_on_commit_callbacks(execute=True):
        remove_first_slide(story, editor)
    assert status(client, addresses) == {410}
    photo.refresh_from_db()
    assert photo.withdrawn_at is None
    assert status(client, files_of(photo)) == {200}, "for the desk, under names that no page has shown"
    assert not set(files_of(photo)) & set(addresses)


def test_a_photo_that_is_made_anew_when_it_is_taken_out_leaves_nothing_of_before(
    client, story, photo, editor, settings
):
    addresses = files_of(photo)
    put_off(settings)
    photo.credit_line = "Mended"
    photo.save()
    key = photo.renditions_key
    for step in range(len(renditions.STEPS)):
        tasks.make_renditions.func(photo.pk, step)
    photo.refresh_from_db()
    assert photo.renditions_key != key and status(client, addresses) == {200}
    story.slides.first().delete()
    story.publish_update(editor)
    # As it was when the story was published a moment before the worker was ready.
    tasks.take_offline.func({str(photo.pk): key})
    work()
    assert status(client, addresses) == {410}


def test_a_photo_that_another_story_shows_stays(client, story, photo, editor, make_article, add_slide):
    other = make_article(headline="Another")
    add_slide(other, photo)
    other.publish(editor)
    remove_first_slide(story, editor)
    assert status(client, files_of(photo)) == {200}
    photo.refresh_from_db()
    assert photo.renditions_round == 0


def test_with_a_killed_story_its_photos_go_offline(
    client, story, photo, editor, django_capture_on_commit_callbacks
):
    addresses = files_of(photo)
    with django_capture_on_commit_callbacks(execute=True):
        story.kill(editor)
    assert status(client, addresses) == {410}
    story.bring_back(editor)
    photo.refresh_from_db()
    assert photo.renditions_key in page_of(client, story)
    assert status(client, files_of(photo)) == {200}


def test_a_photo_that_stays_in_the_story_keeps_its_addresses(client, story, photo, editor):
    story.slides.last().delete()
    story.publish_update(editor)
    photo.refresh_from_db()
    assert photo.renditions_round == 0 and status(client, files_of(photo)) == {200}


def test_taken_offline_twice_is_once(photo, django_capture_on_commit_callbacks):
    key = photo.renditions_key
    with django_capture_on_commit_callbacks(execute=True):
        photo.take_offline(key)
    photo.refresh_from_db()
    photo.take_offline(key)
    photo.refresh_from_db()
    assert photo.renditions_round == 1 and photo.renditions_key
    assert GoneKey.objects.filter(key=key).exists()


# The page at the desk


def address(photo):
    return f"/admin/articles/photo/{photo.pk}/withdrawal/"


def test_an_editor_withdraws_and_another_brings_back(client, desk, story, photo, other_editor):
    assert address(photo) in desk.get(f"/admin/articles/photo/{photo.pk}/change/").content.decode()
    page = desk.get(address(photo)).content.decode()
    assert f"/admin/articles/article/{story.pk}/change/" in page and "bring_back" not in page
    answer = desk.post(address(photo), {"action": "seal", "words": REASON}, follow=True)
    page = answer.content.decode()
    assert "Withdrawn: no page shows it any more" in page and REASON in page and "IrisVale" in page
    assert WITHDRAWN in page_of(client, story)
    desk.force_login(other_editor)
    desk.post(address(photo), {"action": "bring_back", "words": ""})
    photo.refresh_from_db()
    assert photo.withdrawn_at is None


def test_what_is_refused_comes_back_with_its_words(desk, photo, editor):
    answer = desk.post(address(photo), {"action": "seal", "words": " "})
    assert answer.status_code == 422 and "Say why" in answer.content.decode()
    photo.withdraw(editor, REASON)
    answer = desk.post(address(photo), {"action": "bring_back", "words": "An hour of thought"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Another editor can bring it back" in page and "An hour of thought" in page


def test_a_double_click_withdraws_once_and_is_told_so(desk, photo):
    for _ in range(2):
        answer = desk.post(address(photo), {"action": "seal", "words": REASON}, follow=True)
    assert photo.withdrawals.count() == 1
    assert "Withdrawn: no page shows it any more" in answer.content.decode()


def test_who_comes_second_is_told_how_things_stand(desk, photo, withdraw, other_editor):
    withdraw(by=other_editor)
    answer = desk.post(address(photo), {"action": "seal", "words": "An hour of thought"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Somebody has decided about it meanwhile" in page
    assert "An hour of thought" in page and "JonasWick" in page and photo.withdrawals.count() == 1


def test_to_who_withdrew_it_the_page_says_that_another_can_bring_it_back(desk, photo, withdraw):
    withdraw()
    page = desk.get(address(photo)).content.decode()
    assert "Another editor than you" in page and "bring_back" not in page


def test_who_may_not_withdraw_is_refused_and_not_led_there(moderator, reader, make_staff, photo):
    for user, expected in ((moderator, 403), (reader, 302)):
        client = Client()
        client.force_login(user)
        assert client.get(address(photo)).status_code == expected
        client.post(address(photo), {"action": "seal", "words": REASON})
    photo.refresh_from_db()
    assert photo.withdrawn_at is None


def test_the_list_shows_what_was_withdrawn(desk, photo, withdraw, make_photo):
    make_photo(caption="The other")
    withdraw()
    page = desk.get("/admin/articles/photo/", {"withdrawn": "yes"}).content.decode()
    assert "Who sat where" in page and "The other" not in page
    assert page.count(">withdrawn<") >= 2, "in the place of its picture, and of how much is made"


def test_a_slide_of_it_says_so_in_the_story_s_form(desk, story, withdraw):
    withdraw()
    assert Slide.objects.filter(article=story, revision=None).count() == 2
    page = desk.get(f"/admin/articles/article/{story.pk}/change/").content.decode()
    assert ">withdrawn<" in page
