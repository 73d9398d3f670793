"""`manage.py mend_photographs`: what earlier releases misread of photographs' files."""

import datetime
import io

import pytest
from django.core.management import call_command

from articles.models import Photo

TIME = datetime.datetime(2013, 7, 6, 10, 11, tzinfo=datetime.UTC)


@pytest.fixture
def make(jpeg, db):
    def make(number, **described):
        photo = Photo.objects.ingest(jpeg(30 + number, 20), make_renditions=False).photo
        Photo.objects.filter(pk=photo.pk).update(**described)
        photo.refresh_from_db()
        return photo

    return make


def run():
    out = io.StringIO()
    call_command("mend_photographs", stdout=out)
    return out.getvalue()


def test_what_was_misread_is_mended_and_named_and_all_else_stays(make, monkeypatch):
    monkeypatch.setattr("articles.photographs.misread.BATCH", 2)
    wrong = make(1, caption="\x93Caf\xe9\x94 \x96 \x80 5", credit_line="Agence, Agence", creator="Ines, Ines")
    stock = make(2, caption="OLYMPUS DIGITAL CAMERA")
    typed = make(4, caption="Samsung")
    right = make(3, caption="A, B", credit_line="Agence, Agency", source="x", taken_at=TIME)
    said = run()
    for photo in (wrong, stock, right, typed):
        photo.refresh_from_db()
    assert (wrong.caption, wrong.credit_line, wrong.creator) == ("“Café” – € 5", "Agence", "Ines, Ines")
    assert typed.caption == "Samsung", "one word somebody can have typed"
    assert stock.caption == ""
    assert (right.caption, right.credit_line, right.source, right.taken_at) == (
        "A, B",
        "Agence, Agency",
        "x",
        TIME,
    )
    assert f"photo {wrong.pk}: " in said and "credit_line, which was “Agence, Agence”" in said
    assert "caption, which was “OLYMPUS DIGITAL CAMERA”" in said
    assert "2 photos were mended.\n" in said
    assert "0 photos were mended.\n" in run()


def test_the_stories_that_show_one_are_told(make, make_article, editor):
    from articles.models import Slide

    photo, story = make(1, caption="Caf\xe9 \x96 open", credit_line="C", alt="A"), make_article()
    Slide.objects.create(article=story, photo=photo, position=1)
    story.publish(editor)
    version = story.version
    run()
    story.refresh_from_db()
    assert story.version > version


def test_renditions_that_were_given_up_are_tried_again(make):
    photo = make(1, renditions_problem="The file is broken")
    assert f"photo {photo.pk}: renditions, tried again" in run()
    photo.refresh_from_db()
    assert photo.has_all_renditions and not photo.renditions_problem


def test_what_public_pages_showed_before_and_show_no_more_goes_offline(make, make_article, editor):
    from articles.models import GoneKey, Slide

    killed, taken_out, shown, never = (
        make(number, renditions_key=f"{number:020}", renditions_made={"jpg": [30]}, credit_line="C", alt="A")
        for number in range(1, 5)
    )
    stories = {}
    for photo in (killed, taken_out, shown):
        story = stories[photo] = make_article()
        Slide.objects.create(article=story, photo=photo, position=1)
        story.publish(editor)
    # As the release before left them.
    Slide.objects.filter(article=stories[taken_out], revision=None).delete()
    stories[taken_out].publish_update(editor)
    stories[killed].kill(editor)
    GoneKey.objects.all().delete()
    for number, photo in enumerate((killed, taken_out), start=1):
        Photo.objects.filter(pk=photo.pk).update(
            renditions_key=f"{number:020}", renditions_made={"jpg": [30]}, renditions_round=0
        )
    assert "Taking offline" in run()
    assert set(GoneKey.objects.values_list("photo", flat=True)) == {killed.pk, taken_out.pk}
    run()
    assert GoneKey.objects.count() == 2
