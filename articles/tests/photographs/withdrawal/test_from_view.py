"""A photo that must not be shown any more: gone from pages and servers."""

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django_tasks_db.models import DBTaskResult

from articles.models import Photo
from articles.photographs import renditions, tasks
from articles.tests.photographs.withdrawal.looking import REASON, WITHDRAWN, files_of, page_of, status
from newsroom.tests.support.tasks import put_off, work


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
    photo = Photo.objects.ingest(jpeg(), credit_line="Meridian").photo
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
