"""The files of photographs, where the site itself serves them."""

import pytest

from articles.models import Photo

FOR_EVER = ["immutable", "max-age=31536000", "public", "s-maxage=60"]


@pytest.fixture
def photo(db, jpeg, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        photo = Photo.objects.ingest(jpeg(900, 600)).photo
    photo.refresh_from_db()
    return photo


@pytest.fixture(params=[("avif", "image/avif"), ("webp", "image/webp"), ("jpg", "image/jpeg")])
def address_and_type(photo, request):
    extension, type = request.param
    return photo.renditions_of[extension][0].url, type


def test_renditions_are_served_and_kept_for_ever(client, address_and_type):
    address, type = address_and_type
    response = client.get(address, HTTP_ACCEPT_ENCODING="gzip, br")
    content = b"".join(response.streaming_content)
    assert response.status_code == 200
    assert response["Content-Type"] == type
    assert sorted(response["Cache-Control"].split(", ")) == FOR_EVER
    assert not response.has_header("Content-Encoding"), "compressed already"
    assert int(response["Content-Length"]) == len(content) > 100


def test_head_answers_the_same_without_the_file(client, address_and_type):
    address, type = address_and_type
    whole, head = client.get(address), client.head(address)
    for name in ("Content-Type", "Content-Length", "Cache-Control", "ETag"):
        assert head[name] == whole[name]
    assert head.status_code == 200
    assert b"".join(head) == b""


@pytest.mark.parametrize("method", ["get", "head"])
def test_who_has_it_is_not_sent_it_again(client, address_and_type, method):
    address, _ = address_and_type
    etag = client.get(address)["ETag"]
    again = getattr(client, method)(address, HTTP_IF_NONE_MATCH=etag)
    assert again.status_code == 304
    # What is said with it goes for the file that is kept.
    assert sorted(again["Cache-Control"].split(", ")) == FOR_EVER
    assert client.get(address, HTTP_IF_NONE_MATCH='"another"').status_code == 200


def test_what_is_not_there_is_not_found_whatever_is_asked(client, db):
    address = f"/media/ab/{'ab' * 10}-400.avif"
    assert client.get(address).status_code == 404
    assert client.get(address, HTTP_IF_NONE_MATCH=f'"ab/{"ab" * 10}-400.avif"').status_code == 404


def test_a_rendition_takes_no_post(client, photo):
    assert client.post(photo.small.url).status_code == 405


def test_the_original_has_no_address(client, db, jpeg):
    photo = Photo.objects.ingest(jpeg()).photo
    for address in (f"/media/{photo.original.name}", f"/media/originals/{photo.original.name}"):
        assert client.get(address).status_code == 404
