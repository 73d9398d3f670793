import datetime
import re

import pytest

from articles.models import Contribution, Contributor, Photo, Slide
from comments.models import Discussion

# 1:12am in New York
FIRST = datetime.datetime(2013, 7, 6, 5, 12, tzinfo=datetime.UTC)


@pytest.fixture
def reference(make_article, editor, make_reader, jpeg, django_capture_on_commit_callbacks):
    """A story of every part: five photos, three contributors, two comments, updated after them."""
    story = make_article(
        headline="Officials meet to reopen a harbour",
        standfirst="For the first time since spring.",
        place="PORT ALDEN",
    )
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(1, 6):
            photo = Photo.objects.ingest(
                jpeg(900, 600, colour=(number * 40, 90, 120)),
                credit_line="Meridian/Strait Pool",
                alt=f"What photo {number} shows",
                caption=f"Caption {number}",
            ).photo
            Slide.objects.create(article=story, photo=photo, position=number)
    for position, (role, name) in enumerate(
        [("reporting", "Ines Calloway"), ("reporting", "Meridian TV"), ("editing", "Tomas Brandt")]
    ):
        Contribution.objects.create(
            article=story, contributor=Contributor.named(name), role=role, position=position
        )
    story.publish(editor, at=FIRST)
    talk = Discussion.of(story)
    talk.post(make_reader("RedKen"), "The first.", at=FIRST + datetime.timedelta(hours=3, minutes=31))
    talk.post(make_reader("Antonia"), "The second.", at=FIRST + datetime.timedelta(hours=8, minutes=36))
    story.body += "<p>More talks later.</p>"
    story.save()
    story.publish_update(editor, at=FIRST + datetime.timedelta(hours=13, minutes=43))
    return story


def page_of(client, article, query=""):
    response = client.get(article.get_absolute_url() + query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_parts_of_a_story_stand_in_their_order(client, reference):
    page = " ".join(page_of(client, reference).split())
    parts = [
        '<h1 id="headline">Officials meet to reopen a harbour</h1>',
        '<span class="place">PORT ALDEN</span>',
        "Sat Jul 6, 2013 2:55pm EDT</time>",
        "First published",
        "Sat Jul 6, 2013 1:12am EDT</time>",
        "1 of 5",
        "Caption 1",
        "Credit: Meridian/Strait Pool",
        "5 of 5",
        '<p><span class="lead-in"><span class="place">PORT ALDEN</span> (Meridian) –</span> The ferry will sail again.',
        "More talks later.",
        'Additional reporting by</span> <a href="/by/ines-calloway/" rel="author">Ines Calloway</a> and '
        '<a href="/by/meridian-tv/" rel="author">Meridian TV</a>; <span lang="en">Editing by</span> Tomas Brandt)',
        "Comments (2)",
        "comment policy</a>",
        "<b>RedKen</b> wrote:",
        "The first.",
        "Jul 06, 2013 4:43am EDT</time>",
        "Report as abuse",
        "<b>Antonia</b> wrote:",
        "Jul 06, 2013 9:48am EDT</time>",
        "Story updated <time",
        "2:55pm EDT</time>",
        "This discussion is now closed.",
    ]
    at = 0
    for part in parts:
        assert part in page[at:], f"{part!r} is missing or not in its place"
        at = page.index(part, at)


def test_the_address_has_the_day_in_the_sites_zone(reference):
    assert reference.get_absolute_url() == "/2013/07/06/officials-meet-to-reopen-a-harbour/"


def test_one_time_where_first_publication_and_latest_update_are_one(client, article):
    assert "First published" not in page_of(client, article)


def test_a_byline_stands_under_the_times_where_there_is_one(client, make_article, editor):
    story = make_article()
    for name in ("Ines Calloway", "Lena Hartvig"):
        Contribution.objects.create(article=story, contributor=Contributor.named(name))
    story.publish(editor)
    page = page_of(client, story)
    linked = [
        f'<a href="/by/{slug}/" rel="author">{name}</a>'
        for slug, name in (("ines-calloway", "Ines Calloway"), ("lena-hartvig", "Lena Hartvig"))
    ]
    assert f'<p class="byline"><span lang="en">By</span> {" and ".join(linked)}</p>' in page
    assert 'class="contributors"' not in page


@pytest.mark.parametrize(
    "body",
    ["<h2>A word first</h2><p>Text.</p>", "<blockquote><p>Said.</p></blockquote>", "<ul><li>One</li></ul>"],
)
def test_the_lead_in_stands_also_before_what_is_no_paragraph(client, make_article, editor, body):
    story = make_article(body=body)
    story.publish(editor)
    page = page_of(client, story)
    lead_in = '<p><span class="lead-in"><span class="place">PORT ALDEN</span> (Meridian) –</span> </p>\n'
    assert lead_in + body in page


@pytest.mark.parametrize(
    "place, source, lead_in",
    [
        ("SEOUL", "", "SEOUL</span> –"),
        ("", "Meridian", '<span class="lead-in">(Meridian) –'),
        ("A & B", "", "A &amp; B</span> –"),
    ],
)
def test_the_lead_in_is_made_of_what_there_is(client, make_article, editor, place, source, lead_in):
    story = make_article(place=place, source=source)
    story.publish(editor)
    assert lead_in in page_of(client, story)


def test_no_place_and_no_source_is_no_lead_in(client, make_article, editor):
    story = make_article(place="", source="")
    story.publish(editor)
    assert "lead-in" not in page_of(client, story)


def test_photos_have_what_keeps_the_page_from_jumping(client, reference):
    page = page_of(client, reference)
    assert page.count('<source type="image/webp" srcset="/media/') >= 5
    assert page.count('width="900" height="600"') >= 5
    # The first at once, the other four when they come near.
    slideshow = page[page.index('class="slideshow"') : page.index('class="body"')]
    assert slideshow.count('fetchpriority="high"') == 1
    assert slideshow.count('loading="lazy"') == 4
    assert slideshow.index('fetchpriority="high"') < slideshow.index('loading="lazy"')
    assert 'alt="What photo 3 shows"' in slideshow
    assert 'href="#photo-2"' in slideshow


def test_each_photo_leads_to_the_one_before_it_and_the_one_after_it(client, reference):
    links = re.findall(r'href="#photo-(\d)"', page_of(client, reference))
    assert links == ["2", "1", "3", "2", "4", "3", "5", "4"]


def test_photos_are_numbered_without_a_hole_where_a_row_was_deleted(article, make_photo, add_slide):
    rows = [add_slide(article, make_photo()) for _ in range(3)]
    rows[0].delete()
    found = [(slide.previous_number, slide.number, slide.next_number) for slide in article.photos]
    assert found == [(None, 1, 2), (1, 2, None)]


def test_corrections_stay_on_the_page_with_time_and_note_and_updates_where_they_have_one(
    client, article, editor
):
    article.publish_correction(editor, "The ferry sails from pier 4, not pier 3.")
    article.body += "<p>New.</p>"
    article.save()
    article.publish_update(editor, "Adds the timetable.")
    article.body += "<p>Newer.</p>"
    article.save()
    article.publish_update(editor)
    page = page_of(client, article)
    notes = page[page.index('class="notes"') : page.index('class="discussion"')]
    assert "The ferry sails from pier 4, not pier 3." in notes
    assert "Adds the timetable." in notes
    assert notes.count('class="note') - 1 == notes.count('class="note-time"') * 2
    assert notes.count("<h2>Correction</h2>") == 1
    assert notes.count("<h2>Update</h2>") == 1


def test_the_working_copy_is_not_the_page(client, article):
    article.headline, article.place = "Not yet for readers", "ELSEWHERE"
    article.save()
    page = page_of(client, article)
    assert "Not yet for readers" not in page
    assert "ELSEWHERE" not in page


def test_moving_the_working_copy_to_another_section_moves_nothing_in_public(client, article, editor):
    from articles.models import Section

    other = Section.objects.create(name="Sport", slug="sport")
    article.section = other
    article.save()
    assert article.headline not in client.get("/section/sport/").content.decode()
    assert article.headline in client.get("/section/world/").content.decode()
    article.publish_update(editor)
    assert article.headline in client.get("/section/sport/").content.decode()
    assert article.headline not in client.get("/section/world/").content.decode()


def test_a_story_in_arabic_is_set_from_right_to_left(client, make_article, editor):
    story = make_article(headline="ترميم السوق القديم", language="ar")
    story.publish(editor)
    page = page_of(client, story)
    assert 'lang="ar" dir="rtl"' in page
    assert story.slug == "ترميم-السوق-القديم"


def test_a_story_takes_as_many_queries_with_2_comments_as_with_200(
    client, article, post, make_reader, django_assert_num_queries
):
    def replies(thread, count):
        for _ in range(count):
            post(parent=thread)

    replies(post(), 1)
    # story, history, slides, contributions, topics; discussion, policy, comments; sections; and around it its topics,
    # the next that is scheduled in its section and of its topics, the section's next, stored lists
    with django_assert_num_queries(14):
        client.get(article.get_absolute_url())
    for number in range(30):
        replies(post(), number % 12)
    # what hangs on the story or the edition alone is kept
    with django_assert_num_queries(6):
        client.get(article.get_absolute_url())
    # and the thread before the page's first, for the mark of an update
    with django_assert_num_queries(7):
        client.get(article.get_absolute_url() + "?page=2")


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=-1", "?page=x", "?page=2", "?page=٣", "?page=99999999999999999999"]
)
def test_a_page_of_comments_that_does_not_exist_is_not_found(client, article, query):
    assert client.get(article.get_absolute_url() + query).status_code == 404


@pytest.mark.parametrize("address", ["/2013/02/30/x/", "/0000/01/01/x/", "/2013/07/06/never-written/"])
def test_an_address_of_no_story_is_not_found(client, db, address):
    assert client.get(address).status_code == 404


def test_a_story_without_a_standfirst_is_described_by_its_first_words(client, make_article, editor):
    words = "Fish &amp; chips are sold again, and nobody knows for how long. " * 6
    story = make_article(standfirst="", body=f"<p>The <em>old</em> pier</p><p>{words}</p>")
    story.publish(editor)
    page = page_of(client, story)
    said = page.partition('<meta name="description" content="')[2].partition('"')[0]
    assert said.startswith("The old pier Fish &amp; chips are sold again, and nobody")
    assert said.endswith(" …") and len(said) < 200
