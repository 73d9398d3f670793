import json

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from articles.models import Photo
from articles.photographs import metadata
from articles.photographs.metadata.containers import take_apart

ADD = "/admin/articles/photo/add/"
NOTHING = dict.fromkeys(
    ["credit_line", "creator", "source", "copyright_notice", "caption", "alt", "taken_at_0", "taken_at_1"], ""
)


@pytest.fixture
def described_jpeg(jpeg):
    def make(**fields):
        tags = "".join(f"<photoshop:{name}>{value}</photoshop:{name}>" for name, value in fields.items())
        return jpeg(
            xmp=(
                '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
                f'<rdf:Description rdf:about="" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">{tags}'
                "</rdf:Description></rdf:RDF></x:xmpmeta>"
            ).encode()
        )

    return make


def test_an_upload_fills_the_empty_fields_and_overwrites_none(
    desk, described_jpeg, django_capture_on_commit_callbacks
):
    file = described_jpeg(Credit="From the file", Source="The file's source")
    with django_capture_on_commit_callbacks(execute=True):
        response = desk.post(ADD, NOTHING | {"original": file, "credit_line": "Typed"})
    photo = Photo.objects.get()
    assert (photo.credit_line, photo.source) == ("Typed", "The file's source")
    assert photo.renditions_key
    page = desk.get(response.url).content.decode()
    assert "Read from the file: source. Please check." in page
    assert photo.small.url in page
    assert "900 × 600, JPG" in page


def test_until_all_renditions_are_made_list_and_form_say_how_many_are_and_show_them(desk, jpeg):
    # Of a test's own transaction nothing is committed, so nothing is made.
    photo = Photo.objects.ingest(jpeg()).photo
    addresses = ["/admin/articles/photo/", f"/admin/articles/photo/{photo.pk}/change/"]
    for address in addresses:
        page = desk.get(address).content.decode()
        assert "0 of 9 made" in page
        assert "being prepared" in page
    photo.write_renditions(["jpg"])
    for address in addresses:
        page = desk.get(address).content.decode()
        assert "3 of 9 made" in page
        assert f'<img class="thumbnail" src="{photo.small.url}"' in page
    for made in photo.renditions_of["jpg"]:
        assert f'<a href="{made.url}">{made.width} × {made.height}</a>' in page
    photo.write_renditions(["avif", "webp"])
    photo.credit_line = "Mended"
    photo.save()
    for address in addresses:
        page = desk.get(address).content.decode()
        assert "being made anew" in page
        assert photo.small.url in page


@pytest.mark.parametrize(
    "content, reason",
    [
        (b"<svg/>", "This is not a photograph that can be used."),
        (b"", "The submitted file is empty."),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "The file is broken"),
    ],
)
def test_a_refusal_stands_at_the_field_and_what_was_typed_stays(desk, content, reason):
    file = SimpleUploadedFile("photo.jpg", content, "image/jpeg")
    response = desk.post(ADD, NOTHING | {"original": file, "caption": "Typed before"})
    (error,) = response.context["adminform"].form.errors["original"]
    assert reason in error
    assert "Typed before</textarea>" in response.content.decode()
    assert not Photo.objects.exists()


def test_no_file_is_said_at_the_field(desk):
    response = desk.post(ADD, NOTHING)
    assert response.context["adminform"].form.errors["original"] == ["This field is required."]


def test_the_same_file_twice_names_the_photo_that_it_is(desk, jpeg, make_photo):
    desk.post(ADD, NOTHING | {"original": jpeg(), "caption": "At dawn"})
    photo = Photo.objects.get()
    page = desk.post(ADD, NOTHING | {"original": jpeg()}).content.decode()
    assert (
        f'is here already: <a href="/admin/articles/photo/{photo.pk}/change/" target="_blank">At dawn</a>'
        in page
    )
    assert Photo.objects.count() == 1


WINDOW = {"_popup": "1"}


def test_in_the_window_beside_a_story_one_that_is_here_already_can_be_chosen(desk, jpeg, moderator, client):
    desk.post(ADD, NOTHING | {"original": jpeg(), "caption": "At dawn"})
    photo = Photo.objects.get()
    page = desk.post(f"{ADD}?_popup=1", NOTHING | WINDOW | {"original": jpeg()}).content.decode()
    button = f'<button class="button" name="_use" value="{photo.pk}" formnovalidate>Use that photo</button>'
    assert button in page
    chosen = desk.post(f"{ADD}?_popup=1", NOTHING | WINDOW | {"_use": photo.pk})
    assert json.loads(chosen.context["popup_response_data"]) == {"value": str(photo.pk), "obj": "At dawn"}
    assert "popup_response.js" in chosen.content.decode()
    assert Photo.objects.count() == 1
    # One that is gone meanwhile, or that nobody named, is the form's to answer; and who may see none chooses none.
    for number in (photo.pk + 1, "x", ""):
        answer = desk.post(f"{ADD}?_popup=1", NOTHING | WINDOW | {"_use": number})
        assert answer.context["adminform"].form.errors["original"] == ["This field is required."]
    client.force_login(moderator)
    assert client.post(f"{ADD}?_popup=1", NOTHING | WINDOW | {"_use": photo.pk}).status_code == 403


def test_elsewhere_there_is_nothing_to_choose_it_for(desk, jpeg):
    desk.post(ADD, NOTHING | {"original": jpeg(), "caption": "At dawn"})
    page = desk.post(ADD, NOTHING | {"original": jpeg()}).content.decode()
    assert "At dawn</a>. Use that photo." in page
    assert "_use" not in page


def test_what_is_cut_for_length_is_said_at_the_desk(desk, described_jpeg):
    file = described_jpeg(Credit="Strait Pool", Source="A long name, " * 30)
    answer = desk.post(ADD, NOTHING | {"original": file}, follow=True)
    said = [str(message) for message in answer.context["messages"]]
    assert (
        "Cut, for the file says more than the field holds: source (the first 200 of its 389 letters)." in said
    )
    assert len(Photo.objects.get().source) == 200


def test_nothing_is_said_of_what_is_not_taken_from_the_file(desk, described_jpeg):
    file = described_jpeg(Credit="Strait Pool", Source="A long name, " * 30)
    answer = desk.post(ADD, NOTHING | {"original": file, "source": "Typed"}, follow=True)
    assert not [message for message in answer.context["messages"] if "Cut" in str(message)]


def test_what_is_cut_is_said_in_the_log_of_who_loads_a_file(db, described_jpeg, caplog):
    photo = Photo.objects.ingest(described_jpeg(Source="A long name, " * 30), credit_line="Meridian").photo
    assert f"photo {photo.pk}: Cut, for the file says more than the field holds: source" in caplog.text


def test_rows_of_a_story_ask_what_to_say_of_their_photos(desk, client, make_photo, moderator):
    plain, bare = make_photo(caption="<At dawn>"), make_photo(credit_line="", alt="")
    address = "/admin/articles/photo/rows/"
    asked = {"photo": [bare.pk, plain.pk, bare.pk], "alt": ["1", "", ""]}
    rows = desk.get(address, asked).content.decode().split("<div><")[1:]
    assert [row.count("none yet") for row in rows] == [1, 0, 2]
    assert "see at the side" in rows[0]
    assert "&lt;At dawn&gt;" in rows[1] and plain.small.url in rows[1]
    assert desk.get(address).content == b""
    for wrong in (
        {"photo": [bare.pk]},
        {"photo": [10**18], "alt": [""]},
        {"photo": ["9" * 99, "x"], "alt": [""] * 2},
    ):
        assert desk.get(address, wrong).status_code == 404
    client.force_login(moderator)
    assert client.get(address, asked).status_code == 403
    client.logout()
    assert client.get(address, asked).status_code == 302


def test_so_many_rows_cost_one_query(desk, make_photo, django_assert_max_num_queries):
    photos = [make_photo() for _ in range(4)]
    counts = []
    for some in (photos[:1], photos):
        with django_assert_max_num_queries(50) as asked:
            desk.get(
                "/admin/articles/photo/rows/", {"photo": [each.pk for each in some], "alt": [""] * len(some)}
            )
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_the_file_is_looked_at_before_the_transaction_begins(editor, client, jpeg, monkeypatch):
    from articles.photographs.admin import photos

    inside = []
    inspect = photos.inspect

    def spy(*args):
        inside.append(transaction.get_connection().in_atomic_block)
        return inspect(*args)

    monkeypatch.setattr(photos, "inspect", spy)
    client.force_login(editor)
    client.post(ADD, NOTHING | {"original": jpeg()})
    assert inside == [False]
    assert Photo.objects.get().renditions_key


def test_in_the_window_beside_a_story_the_photo_is_handed_over(desk, jpeg):
    response = desk.post(
        ADD + "?_popup=1", NOTHING | {"original": jpeg(), "_popup": "1", "caption": "At dawn"}
    )
    assert "popup_response.js" in response.content.decode()
    assert "At dawn" in response.content.decode()


def test_who_may_add_no_photo_makes_the_server_decode_none(client, moderator, jpeg, monkeypatch):
    from articles.photographs.admin import photos

    monkeypatch.setattr(photos, "inspect", lambda *args: pytest.fail("decoded"))
    client.force_login(moderator)
    assert client.post(ADD, NOTHING | {"original": jpeg()}).status_code == 403


def test_a_credit_that_is_mended_is_mended_on_every_page_and_in_every_file(
    desk, client, make_article, make_photo, add_slide, editor, django_capture_on_commit_callbacks
):
    photo, story = make_photo(credit_line="Wrong"), make_article()
    add_slide(story, photo)
    story.publish(editor)
    version = story.version
    typed = NOTHING | {"credit_line": "Right", "caption": photo.caption, "alt": photo.alt}
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(f"/admin/articles/photo/{photo.pk}/change/", typed).status_code == 302
    story.refresh_from_db()
    assert story.version > version
    page = client.get(story.get_absolute_url()).content.decode()
    assert "Credit: Right" in page
    photo.refresh_from_db()
    with storages["renditions"].open(photo.small.url.removeprefix("/media/")) as file:
        assert metadata.read(take_apart(file.read())).fields["credit_line"] == "Right"
    assert photo.small.url in page


def test_who_saves_a_photo_without_a_change_raises_no_version(
    desk, make_article, make_photo, add_slide, editor
):
    photo, story = make_photo(), make_article()
    add_slide(story, photo)
    story.publish(editor)
    version = story.version
    typed = NOTHING | {name: getattr(photo, name) for name in ("credit_line", "caption", "alt")}
    desk.post(f"/admin/articles/photo/{photo.pk}/change/", typed)
    story.refresh_from_db()
    assert story.version == version


def test_the_file_of_a_photo_is_never_replaced(desk, make_photo, jpeg):
    photo = make_photo()
    page = desk.get(f"/admin/articles/photo/{photo.pk}/change/").content.decode()
    assert 'type="file"' not in page
    typed = NOTHING | {"original": jpeg(30, 20), "alt": "Changed"}
    desk.post(f"/admin/articles/photo/{photo.pk}/change/", typed)
    before = photo.digest
    photo.refresh_from_db()
    assert (photo.alt, photo.digest) == ("Changed", before)
    with photo.original.open() as original, Image.open(original) as image:
        assert image.size == (900, 600)


def test_the_form_says_which_stories_use_it(desk, make_article, make_photo, add_slide):
    photo = make_photo()
    story = make_article(headline="It is in here")
    add_slide(story, photo)
    page = desk.get(f"/admin/articles/photo/{photo.pk}/change/").content.decode()
    assert (
        f'<a href="/admin/articles/article/{story.pk}/change/" dir="auto">It is in here</a> (draft)' in page
    )


@pytest.mark.parametrize("word", ["dawn", "strait", "calloway"])
def test_photos_are_found_by_caption_credit_and_creator(desk, make_photo, word):
    made = make_photo(caption="At dawn", credit_line="Strait Pool", creator="Ines Calloway")
    other = make_photo(caption="Noon", credit_line="Other")
    page = desk.get("/admin/articles/photo/", {"q": word}).content.decode()
    assert made.small.url in page
    assert other.small.url not in page


def test_date_and_time_are_described_by_the_help_below_both(desk):
    page = desk.get("/admin/articles/photo/add/").content.decode()
    assert '<span id="id_taken_at_helptext">Empty: as the camera wrote it down.</span>' in page
    assert page.count('aria-describedby="id_taken_at_helptext id_taken_at_error"') == 2
    assert 'aria-label="Date on which it was taken"' in page
