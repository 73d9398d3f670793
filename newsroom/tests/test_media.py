from articles.models import Photo


def test_renditions_are_served_by_the_site_itself_and_kept_for_ever(
    client, db, jpeg, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        photo = Photo.objects.take_in(jpeg(900, 600))
    photo.refresh_from_db()
    for address, kind in [(photo.small.url, "image/jpeg"), (photo.webp_srcset.split()[0], "image/webp")]:
        response = client.get(address)
        assert response.status_code == 200
        assert response["Content-Type"] == kind
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert len(b"".join(response.streaming_content)) > 100


def test_the_original_has_no_address(client, db, jpeg):
    photo = Photo.objects.take_in(jpeg())
    for address in (f"/media/{photo.original.name}", f"/media/originals/{photo.original.name}"):
        assert client.get(address).status_code == 404
