"""The story's own part of its page, which is kept: never older than the story."""

import pytest
from django.db import transaction

from articles.models import Contributor
from articles.photographs.signals import photo_changed
from core import on_every_page
from core.fragment_cache import fragment_cache
from core.models import Edition
from core.subjects import EDITION


def page_of(client, article):
    response = client.get(article.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def update(article, editor):
    article.headline = "Ferry link reopens at last"
    article.save()
    article.publish_update(editor, "It is open.")


def rename_section(article, editor):
    with transaction.atomic():
        article.section.name = "Planet"
        article.section.save()
        Edition.bump()


def rename_contributor(article, editor):
    with transaction.atomic():
        Contributor.objects.update(name="Another Name")
        Edition.bump()


def mend_photo(article, editor):
    photo = article.revision.photos[0].photo
    photo.credit_line = "Another Desk"
    with transaction.atomic():
        photo.save()
        photo_changed.send(sender=type(photo), photo=photo)


@pytest.fixture
def full_story(make_article, editor, jpeg):
    from articles.models import Photo

    story = make_article()
    photo = Photo.objects.ingest(jpeg(), credit_line="Meridian", alt="A harbor").photo
    story.all_slides.create(photo=photo)
    story.all_contributions.create(contributor=Contributor.named("Alma Sorrell"))
    story.publish(editor)
    return story


@pytest.mark.parametrize("change", [update, rename_section, rename_contributor, mend_photo])
def test_a_change_shows_at_once(client, full_story, editor, change):
    before = page_of(client, full_story)
    change(full_story, editor)
    after = page_of(client, full_story)
    assert after != before
    fragment_cache.clear()
    assert after == page_of(client, full_story)


def test_a_section_renamed_just_before_its_edition_is_read_is_not_kept_under_its_old_name(
    client, full_story, editor, monkeypatch
):
    read, changes = EDITION.read, iter([rename_section])

    def rename_and_read():
        for change in changes:
            change(full_story, editor)
        return read()

    monkeypatch.setattr(EDITION, "read", rename_and_read)
    page_of(client, full_story)
    assert 'lang="en">Planet</a>' in page_of(client, full_story)


def test_a_preview_is_never_kept(send, make_article):
    story = make_article()
    on_every_page.read()
    before = fragment_cache.size
    page = send(story, headline="Only typed", _preview="").content.decode()
    assert '<h1 id="headline">Only typed</h1>' in page
    assert fragment_cache.size == before
