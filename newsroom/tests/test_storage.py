"""Photographs in an S3-style storage, by settings alone."""

import urllib.request
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import override_settings

from articles.models import Photo
from newsroom.backends import service_urls

FOR_EVER = "public, max-age=31536000, s-maxage=60, immutable"


@pytest.fixture
def keep_in(storage, settings):
    """keep_in("&public_url=…") has photographs kept in the storage."""

    def keep(more=""):
        named, _ = service_urls.storages(storage.url + more, None, settings.MEDIA_URL)
        settings.STORAGES = {**settings.STORAGES, **named}

    keep()
    return keep


@pytest.fixture
def photo(keep_in, db, jpeg, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        photo = Photo.objects.ingest(jpeg(900, 600), credit_line="Meridian", alt="A quay.").photo
    photo.refresh_from_db()
    return photo


def keys(storage):
    return {
        each["Key"] for each in storage.client().list_objects_v2(Bucket=storage.bucket).get("Contents", [])
    }


def test_originals_and_renditions_lie_in_folders_of_one_bucket(photo, storage):
    names = {
        f"renditions{urlsplit(each.url).path.removeprefix('/media')}" for each in photo.renditions_of["avif"]
    }
    assert {f"originals/{photo.original.name}", *names} <= keys(storage)
    assert photo.has_all_renditions


def test_a_rendition_says_what_it_is_and_that_it_stays(photo, storage):
    key = f"renditions/{photo.renditions_of['avif'][0].url.removeprefix('/media/')}"
    head = storage.client().head_object(Bucket=storage.bucket, Key=key)
    assert (head["ContentType"], head["CacheControl"]) == ("image/avif", FOR_EVER)


def test_no_file_is_made_public(photo, storage):
    client = storage.client()
    for key in keys(storage):
        grants = client.get_object_acl(Bucket=storage.bucket, Key=key)["Grants"]
        assert all("URI" not in grant["Grantee"] for grant in grants), key


def test_an_original_is_read_by_a_signed_address_alone(photo):
    asked = parse_qs(urlsplit(photo.original.url).query)
    assert {"X-Amz-Signature", "X-Amz-Expires"} <= set(asked)
    with urllib.request.urlopen(photo.original.url) as answer, photo.original.open("rb") as original:
        assert answer.read() == original.read()


def test_without_an_address_elsewhere_the_site_hands_them_on(photo, client):
    address = photo.renditions_of["jpg"][0].url
    assert address.startswith("/media/")
    answer = client.get(address)
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", FOR_EVER)
    assert client.get(address, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
    assert client.head(address)["Content-Length"] == answer["Content-Length"]
    assert client.get(f"/media/ab/{'ab' * 10}-400.avif").status_code == 404


def test_a_withdrawn_photo_leaves_nothing_in_the_bucket_and_the_site_says_so(
    photo, storage, client, editor, django_capture_on_commit_callbacks
):
    address, name = photo.renditions_of["jpg"][0].url, photo.original.name
    shown = photo.renditions_key
    with django_capture_on_commit_callbacks(execute=True):
        photo.withdraw(editor, "A court forbade it.", delete_original=True)
    assert not [key for key in keys(storage) if shown in key or name in key]
    assert client.get(address).status_code == 410


def test_handing_one_on_asks_the_storage_once(photo, client, monkeypatch):
    asked = []
    bucket = storages["renditions"].connection.meta.client
    bucket.meta.events.register("before-send.s3", lambda request, **_: asked.append(request.method))
    b"".join(client.get(photo.renditions_of["jpg"][0].url).streaming_content)
    assert asked == ["GET"]


def test_with_an_address_elsewhere_pages_and_other_sites_are_told_that(
    photo, keep_in, client, make_article, editor
):
    keep_in("&public_url=https://cdn.example/renditions/")
    story = make_article()
    story.all_slides.create(photo=photo, position=1)
    story.publish(editor)
    page = client.get(story.get_absolute_url()).content.decode()
    elsewhere = f"https://cdn.example/renditions/{photo.renditions_key[:2]}/{photo.renditions_key}"
    assert f'property="og:image" content="{elsewhere}-' in page
    assert f'srcset="{elsewhere}-' in page
    assert "/media/" not in page


def test_other_sites_are_told_a_whole_address_of_ours(photo, settings):
    settings.SITE_URL = "https://news.example"
    assert photo.middling.absolute_url.startswith("https://news.example/media/")


def test_all_threads_share_one_connection(keep_in):
    from concurrent.futures import ThreadPoolExecutor

    storage = storages["renditions"]
    first = storage.connection
    with ThreadPoolExecutor(3) as threads:
        assert set(threads.map(lambda _: id(storage.connection), range(3))) == {id(first)}


def test_a_name_out_of_its_folder_is_refused(keep_in, client):
    storages["default"].save("cd/secret.jpg", ContentFile(b"original"))
    with pytest.raises(Exception, match="denied"):
        storages["renditions"].open("../originals/cd/secret.jpg")


@pytest.mark.parametrize("url", ["s3://k:s@127.0.0.1:1/bucket?tls=off", None])
def test_a_storage_that_is_not_there_is_an_error_and_no_missing_file(client, settings, storage, url):
    url = url or storage.in_bucket("nowhere")
    elsewhere, _ = service_urls.storages(url, None, "/media/")
    with (
        override_settings(STORAGES={**settings.STORAGES, **elsewhere}),
        pytest.raises(Exception, match="connect|NoSuchBucket"),
    ):
        client.get(f"/media/ab/{'ab' * 10}-400.avif")
