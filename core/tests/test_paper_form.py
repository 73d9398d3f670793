"""The form of the paper: one row, whoever else has it open, and a nameplate that is a picture."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.models import Nameplate, Paper

FIELDS = {
    "name": "The Meridian",
    "motto": "",
    "founded": "",
    "publisher": "",
    "publisher_address": "",
    "register": "",
    "editor_in_chief": "",
    "ownership": "",
    "desk_email": "",
    "corrections_email": "",
    "legal_email": "",
    "security_email": "",
    "phone": "",
    "profiles": "",
    "open_days": "14",
}
ADD = "/admin/core/paper/add/"


def address():
    return f"/admin/core/paper/{Paper.objects.get().pk}/change/"


def opened(response):
    """What a browser sends of a form as it was opened."""
    form = response.context["adminform"].form
    sent = {}
    for bound in form:
        value = bound.value()
        if bound.name not in ("new_nameplate", "no_nameplate"):
            sent[bound.html_name] = "" if value is None else str(value)
            sent[bound.html_initial_name] = "" if bound.initial is None else str(bound.initial)
    return sent


def picture(kind="PNG", size=(600, 100), **options):
    file = io.BytesIO()
    Image.new("RGBA", size, (20, 20, 20, 255)).save(file, kind, **options)
    return SimpleUploadedFile(f"plate.{kind.lower()}", file.getvalue())


def test_the_list_leads_to_the_one_form(admin_client):
    assert admin_client.get("/admin/core/paper/").url == ADD
    page = admin_client.get(ADD)
    assert opened(page)["name"] == "The Meridian" and opened(page)["open_days"] == "14"
    assert admin_client.post(ADD, FIELDS | {"motto": "All the tides"}).status_code == 302
    assert admin_client.get("/admin/core/paper/").url == address()
    assert admin_client.get(ADD).url == address()


def test_a_form_that_two_opened_before_there_was_a_row_makes_one(admin_client):
    first, second = opened(admin_client.get(ADD)), opened(admin_client.get(ADD))
    admin_client.post(ADD, first | {"motto": "All the tides"})
    admin_client.post(ADD, second | {"publisher": "Meridian Press"})
    paper = Paper.objects.get()
    assert (paper.motto, paper.publisher) == ("All the tides", "Meridian Press")


def test_two_who_change_different_fields_both_change_them(admin_client):
    admin_client.post(ADD, FIELDS)
    mine, theirs = opened(admin_client.get(address())), opened(admin_client.get(address()))
    admin_client.post(address(), theirs | {"publisher": "Meridian Press"})
    admin_client.post(address(), mine | {"motto": "All the tides"})
    paper = Paper.objects.get()
    assert (paper.publisher, paper.motto) == ("Meridian Press", "All the tides")


def test_who_changes_what_somebody_has_just_changed_is_told_and_can_save_it_again(admin_client):
    admin_client.post(ADD, FIELDS)
    mine, theirs = opened(admin_client.get(address())), opened(admin_client.get(address()))
    admin_client.post(address(), theirs | {"motto": "Theirs"})
    refused = admin_client.post(address(), mine | {"motto": "Mine"})
    assert "Somebody changed this meanwhile to “Theirs”." in refused.content.decode()
    assert Paper.objects.get().motto == "Theirs"
    again = opened(refused)
    assert again["motto"] == "Mine"
    form = refused.context["adminform"].form
    again[form.add_initial_prefix("motto")] = form.data[form.add_initial_prefix("motto")]
    assert admin_client.post(address(), again).status_code == 302
    assert Paper.objects.get().motto == "Mine"


def test_both_who_type_the_same_are_told_nothing(admin_client):
    admin_client.post(ADD, FIELDS)
    mine = opened(admin_client.get(address()))
    admin_client.post(address(), mine | {"motto": "Both"})
    assert admin_client.post(address(), mine | {"motto": "Both"}).status_code == 302


def test_a_name_that_shows_nothing_is_refused(admin_client):
    refused = admin_client.post(ADD, FIELDS | {"name": "\u200b"})
    assert refused.status_code == 200 and not Paper.objects.exists()


def test_a_line_stays_one_whatever_a_program_sends_in_it(admin_client):
    admin_client.post(ADD, FIELDS | {"name": "The\r\nHarbour  Times", "ownership": "Ines\nLena"})
    paper = Paper.objects.get()
    assert (paper.name, paper.ownership) == ("The Harbour Times", "Ines\nLena")


def test_nobody_deletes_the_paper(admin_client):
    admin_client.post(ADD, FIELDS)
    assert admin_client.post(address().replace("change", "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_nameplate_stands_over_every_page_and_is_served_for_ever(admin_client, client, kind):
    admin_client.post(ADD, FIELDS | {"new_nameplate": picture(kind)})
    plate = Nameplate.objects.get()
    assert (plate.width, plate.height, plate.kind) == (600, 100, kind.lower())
    page = client.get("/").content.decode()
    assert f'src="{plate.get_absolute_url()}" width="600" height="100" alt="The Meridian"' in page
    served = client.get(plate.get_absolute_url())
    assert served.headers["Content-Type"] == f"image/{kind.lower()}"
    assert "immutable" in served.headers["Cache-Control"]
    assert Image.open(io.BytesIO(served.content)).size == (600, 100)


def test_a_nameplate_that_another_replaces_is_gone_with_its_file(admin_client, client):
    admin_client.post(ADD, FIELDS | {"new_nameplate": picture()})
    old = Nameplate.objects.get().get_absolute_url()
    admin_client.post(
        address(), opened(admin_client.get(address())) | {"new_nameplate": picture(size=(300, 80))}
    )
    assert client.get(old).status_code == 404
    assert Nameplate.objects.get().width == 300
    admin_client.post(address(), opened(admin_client.get(address())) | {"no_nameplate": "on"})
    assert not Nameplate.objects.exists()
    assert "nameplate/" not in client.get("/").content.decode()


def test_what_a_file_has_beside_its_picture_is_not_stored(admin_client):
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", "taken by Ines at home")
    admin_client.post(ADD, FIELDS | {"new_nameplate": picture(pnginfo=info)})
    assert b"Ines" not in bytes(Nameplate.objects.get().data)


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile(
            "a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
        ),
        SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + b"0" * 200),
        SimpleUploadedFile("a.png", picture().read()[:-40]),
        SimpleUploadedFile("a.png", b"\x89PNG" * 200_000),
        picture("GIF"),
        picture(size=(2481, 10)),
        picture(size=(10, 601)),
    ],
    ids=["svg", "damaged", "broken off", "too many bytes", "gif", "too wide", "too high"],
)
def test_what_is_no_small_picture_is_refused_in_words_and_nothing_typed_is_lost(admin_client, file):
    file.seek(0)
    refused = admin_client.post(ADD, FIELDS | {"motto": "All the tides", "new_nameplate": file})
    assert refused.status_code == 200 and not Nameplate.objects.exists() and not Paper.objects.exists()
    assert refused.context["adminform"].form.errors.keys() == {"new_nameplate"}
    assert 'value="All the tides"' in refused.content.decode()


def test_a_picture_that_moves_is_refused(admin_client):
    file = io.BytesIO()
    frames = [Image.new("RGB", (60, 20), color) for color in ("red", "blue")]
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:])
    refused = admin_client.post(
        ADD, FIELDS | {"new_nameplate": SimpleUploadedFile("a.webp", file.getvalue())}
    )
    assert "does not move" in refused.content.decode()
