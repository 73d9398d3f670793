"""Whoever looks at background work, and what fails there."""

import pytest
from django.core.mail.backends.locmem import EmailBackend

from newsroom.tests.support.tasks import put_off


@pytest.fixture(autouse=True)
def _put_off(settings):
    put_off(settings)


@pytest.fixture
def chief(client, make_staff):
    client.force_login(make_staff("AnnChief", "Chiefs"))
    return client


@pytest.fixture
def photo(db, jpeg):
    from articles.models import Photo

    photo = Photo.objects.ingest(jpeg(90, 60), caption="The ferry").photo
    photo.make_renditions()
    return photo


@pytest.fixture
def fails_of():
    """fails_of(error): what is made of photographs, and each mail, fails of it from now on."""
    from articles.photographs import renditions

    def fails_of(error):
        def fail(*args):
            raise error

        patch.setattr(renditions, "write", fail)
        patch.setattr(EmailBackend, "send_messages", fail)

    with pytest.MonkeyPatch.context() as patch:
        fails_of.undo = patch.undo
        yield fails_of
