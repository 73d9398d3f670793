"""A photo that no public page shows any more goes offline, and stays for the desk."""

from articles.models import GoneKey
from articles.photographs import renditions, tasks
from articles.tests.photographs.withdrawal.looking import files_of, page_of, status
from newsroom.tests.support.tasks import put_off, work


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
