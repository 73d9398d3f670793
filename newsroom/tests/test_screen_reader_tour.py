"""docs/screen-reader.md says what a screen reader announces on the page of a story: exactly this, in this order."""

import datetime
import difflib
import re
from pathlib import Path

import pytest
import time_machine
from django.conf import settings

from articles.models import Contribution, Contributor, Photo, Slide, StoredList, Tagging, Topic
from comments.models import Discussion, Policy, Report
from comments.models.discussion import MOST_DISCUSSED

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "screen-reader.md"
# A line of the tour: its number, the role in italics, and the words.
LINE = re.compile(r"^\d+\. \*(.+?)\*(?: (.+))?$", re.MULTILINE)
MORNING = datetime.datetime(2013, 7, 6, 12, 0, tzinfo=datetime.UTC)
READ = datetime.datetime(2015, 11, 29, 12, 0, tzinfo=datetime.UTC)

# What each role of Chromium's tree is called by screen readers; the rest says nothing of its own.
SPOKEN = {
    "banner": "banner",
    "navigation": "navigation",
    "main": "main",
    "complementary": "complementary",
    "region": "region",
    "contentinfo": "content information",
    "article": "article",
    "list": "list",
    "figure": "figure",
    "image": "image",
    "link": "link",
    "button": "button",
    "heading": "heading",
    "note": "note",
    "blockquote": "quotation",
}
# Their words are their name: what is below them is not read a second time.
READ_AT_ONCE = {"link", "button", "heading", "image"}
INLINE = {"none", "generic", "emphasis", "strong", "time"}


def later(**time):
    return MORNING + datetime.timedelta(**time)


@pytest.fixture
def story(make_article, make_reader, editor, jpeg):
    story = make_article(
        headline="Night ferry returns to Port Alden",
        standfirst="After nine years without one, a boat sails at eleven again.",
        body="<p>The first boat left the quay on Friday with forty people on board.</p>"
        '<h2>What it costs</h2><p>A passage is 12 dollars. See the <a href="https://ferry.example/">timetable</a>.</p>',
    )
    photos = [
        ("The Saint Brannoc at the quay.", "A white ferry at a quay at night, its windows lit"),
        ("The first passengers on deck.", "Six people in coats at a railing, laughing"),
    ]
    for position, (caption, alt) in enumerate(photos, start=1):
        photo = Photo.objects.ingest(
            jpeg(colour=(position * 60, 90, 120)),
            caption=caption,
            alt=alt,
            credit_line="Meridian/Ines Calloway",
        ).photo
        photo.make_renditions()
        Slide.objects.create(article=story, photo=photo, position=position)
    for position, (name, role) in enumerate([("Ines Calloway", "byline"), ("Jo Strand", "editing")], start=1):
        contributor = Contributor.named(name)
        Contribution.objects.create(article=story, contributor=contributor, role=role, position=position)
    ferries = Topic.named("Night ferries")
    Tagging.objects.create(article=story, topic=ferries, position=1)
    story.publish(editor, at=MORNING)
    Policy.objects.create(
        short="Tell us what you know, and stay with the story.", whole="<p>In short: so.</p>"
    )
    discussion = Discussion.of(story)
    discussion.set_window(editor, Discussion.Mode.OPEN)
    first = discussion.post(make_reader("SaltWren"), "Does it take bicycles?", at=later(minutes=40))
    discussion.post(make_reader("HalyardJim"), "It does, six of them.", parent=first, at=later(minutes=55))
    story.body = story.body.replace("forty", "sixty")
    story.save()
    story.publish_correction(editor, "Sixty people were on board, not forty.", at=later(hours=2))
    spam = discussion.post(make_reader("CheapBoats"), "Buy my boats!", at=later(hours=3))
    discussion.post(make_reader("Northwind"), "Not here, please.", parent=spam, at=later(hours=4))
    spam.remove(editor, Report.Reason.SPAM)
    story.standfirst += " On Sundays, too."
    story.save()
    story.publish_update(editor, "The boat also sails on Sundays.", at=later(hours=5))
    lamps = make_article(headline="Harbor lamps dimmed for migrating birds")
    Tagging.objects.create(article=lamps, topic=ferries, position=1)
    lamps.publish(editor, at=later(hours=-1))
    bells = make_article(headline="Tram bells to fall silent at night")
    bells.publish(editor, at=later(hours=-2))
    Discussion.of(bells).post(make_reader("Lamplighter"), "At last.", at=later(hours=1))
    StoredList.remake(MOST_DISCUSSED, later(hours=6))
    return story


def tour(page):
    """[(role, words)] in the order of reading, of what Chromium tells assistive technology."""
    client = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in client.send("Accessibility.getFullAXTree")["nodes"]}
    root = next(node for node in nodes.values() if "parentId" not in node)
    lines = [(role, " ".join(words.split())) for role, words in announced(nodes, root)]
    return [(role, words) for role, words in lines if words or role != "text"]


def announced(nodes, node):
    role, name = node["role"]["value"], node.get("name", {}).get("value", "")
    children = [nodes[child] for child in node["childIds"] if child in nodes]
    if role in SPOKEN and not node["ignored"]:
        yield SPOKEN[role] + detail(node, children), name
        if role in READ_AT_ONCE:
            return
    texts = []
    for child in children:
        if words := text_of(nodes, child):
            texts.append(words)
            continue
        yield "text", "".join(texts)
        texts = []
        yield from announced(nodes, child)
    yield "text", "".join(texts)


def text_of(nodes, node):
    """The words of what stands in a line with others and says nothing but words; else nothing."""
    if node["role"]["value"] == "StaticText":
        return node["name"]["value"]
    if node["role"]["value"] not in INLINE:
        return ""
    parts = [text_of(nodes, nodes[child]) for child in node["childIds"] if child in nodes]
    return "".join(parts) if all(parts) else ""


def detail(node, children):
    """A heading's level, a list's number of entries."""
    if node["role"]["value"] == "heading":
        level = next(each for each in node["properties"] if each["name"] == "level")
        return f" level {level['value']['value']}"
    if node["role"]["value"] == "list":
        return f" of {sum(child['role']['value'] == 'listitem' for child in children)}"
    return ""


def test_the_tour_is_what_is_announced(desktop, story):
    # The same on every system: some browsers have a sheet of their own.
    desktop.add_init_script("delete Navigator.prototype.share")
    with time_machine.travel(READ):
        desktop.goto(story.get_absolute_url())
    heard = [f"*{role}* {words}".strip() for role, words in tour(desktop)]
    told = [f"*{role}* {words}".strip() for role, words in LINE.findall(DOCUMENT.read_text())]
    difference = difflib.unified_diff(told, heard, "docs/screen-reader.md", "the page", lineterm="")
    assert heard == told, "\n".join(difference)
