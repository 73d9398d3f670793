"""A photo says that it changed, and who hears of it belongs to the change: what fails there undoes it."""

import pytest

from articles.models import Photo
from articles.photographs.signals import photo_changed


@pytest.fixture
def failing():
    def fail(**kwargs):
        raise RuntimeError("not heard")

    photo_changed.connect(fail)
    yield
    photo_changed.disconnect(fail)


def test_a_receiver_that_fails_undoes_a_withdrawal(db, jpeg, editor, failing):
    photo = Photo.objects.ingest(jpeg(), make_renditions=False).photo
    with pytest.raises(RuntimeError):
        photo.withdraw(editor, "A court forbade it.")
    photo = Photo.objects.get()
    assert photo.withdrawn_at is None and not photo.withdrawals.exists()


def test_stories_hear_of_it_at_once_and_once_more_when_it_is_certain(
    db, jpeg, make_article, add_slide, editor, django_capture_on_commit_callbacks
):
    story, photo = (
        make_article(),
        Photo.objects.ingest(jpeg(), credit_line="C", alt="A", make_renditions=False).photo,
    )
    add_slide(story, photo)
    story.publish(editor)
    before = story.version
    with django_capture_on_commit_callbacks() as later:
        photo_changed.send(sender=Photo, photo=photo)
    story.refresh_from_db()
    assert story.version == before + 1
    (once_more,) = later
    once_more()
    story.refresh_from_db()
    assert story.version == before + 2
