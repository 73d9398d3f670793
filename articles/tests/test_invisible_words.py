"""Words that show nothing are none: a headline, a credit, a note of characters that nobody sees."""

import pytest

from articles.models import Article, Photo, Section, Slide
from articles.models.problems import NotPublishable
from core.rich_text.words import has_words

NOTHING = "\u200b\u2800\u3164 \u00ad\ufe0f"


def problems(story, editor):
    with pytest.raises(NotPublishable) as refusal:
        story.publish(editor)
    return refusal.value.problems


def test_a_headline_of_them_is_no_headline(make_article, editor):
    assert problems(make_article(headline=NOTHING), editor) == ["It has no headline."]


def test_nor_one_that_was_stored_before(make_article, editor, monkeypatch):
    monkeypatch.setattr("core.fields.is_blank", lambda text: False)
    assert problems(make_article(headline=NOTHING), editor) == ["It has no headline."]


@pytest.mark.parametrize(
    "body", [f"<p>{NOTHING}</p>", NOTHING, f"<ul><li>{NOTHING}</li></ul><h2>&#8203;</h2>"]
)
def test_a_text_of_them_is_no_text(body, make_article, editor):
    assert not has_words(body)
    story = make_article(body=body)
    assert problems(story, editor) == ["It has no text."]
    assert story.body == ""


def test_nor_is_a_credit_or_a_description_of_a_photo(make_article, make_photo, add_slide, editor):
    story = make_article()
    add_slide(story, make_photo(credit_line=NOTHING, alt="Boats"), alt=NOTHING, caption=NOTHING)
    add_slide(story, make_photo(alt=NOTHING))
    assert problems(story, editor) == ["Photo 1 has no credit line.", "Photo 2 has no alternative text."]
    slide = Slide.objects.first()
    assert (slide.caption, slide.shown_caption, slide.shown_alt) == ("", "The harbour.", "Boats")


def test_nor_is_a_note(article, editor):
    with pytest.raises(NotPublishable, match="A correction says in a public note"):
        article.publish_correction(editor, NOTHING)
    article.headline = "Another"
    article.save()
    article.publish_update(editor, NOTHING)
    assert article.notes == []
    article.kill(editor, NOTHING)
    assert Article.objects.get().kill_note == ""


@pytest.mark.parametrize("door", ["form", "save", "update", "bulk_create"])
def test_at_every_door(door, send, make_article, section):
    fields = dict.fromkeys(("headline", "standfirst", "place", "source"), NOTHING)
    if door == "form":
        send(**fields, _save="")
    elif door == "save":
        make_article(**fields)
    elif door == "update":
        make_article()
        Article.objects.update(**fields)
    else:
        Article.objects.bulk_create([Article(section=section, **fields)])
    assert Article.objects.filter(**dict.fromkeys(fields, "")).count() == 1


def test_a_section_has_a_name_that_shows(client, make_reader):
    client.force_login(make_reader("TheOwner", is_staff=True, is_superuser=True))
    before = Section.objects.count()
    page = client.post("/admin/articles/section/add/", {"name": NOTHING, "slug": "x", "position": 1})
    assert page.context["adminform"].form.errors["name"] == ["A name has letters."]
    assert Section.objects.count() == before


def test_what_has_a_letter_among_them_stays_as_typed(make_article):
    assert Article.objects.get(pk=make_article(headline=f"{NOTHING}A").pk).headline == f"{NOTHING}A"


def test_a_photos_own_words(make_photo):
    photo = Photo.objects.get(pk=make_photo(creator=NOTHING, caption=NOTHING).pk)
    assert (photo.creator, str(photo)) == ("", f"Photo {photo.pk}")
