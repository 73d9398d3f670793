"""What everybody reads: the front page, stories, and the lists of them."""

import datetime
import re

from django.test import Client

from articles.models import Contribution, Contributor, Photo, Topic
from newsroom.tests.support.every_page.cast import ARABIC, LINES, LONG_HEADLINE


def make(cast, pages):
    def keep(name, address):
        return pages.save("reading", name, Client().get(address))

    for number in range(8):
        cast.story(f"Story {number} of the winter")
        cast.later(minutes=1)
    mixed = cast.story(
        "Ferry link to the outer islands reopens after a winter of repairs",
        photos=[(900, 600), (600, 900), (800, 500)],
        publish=False,
    )
    for position, (name, role) in enumerate(
        [("Ines Calloway", "byline"), ("Meridian TV", "reporting"), ("Jo Strand", "editing")], start=1
    ):
        Contribution.objects.create(
            article=mixed, contributor=Contributor.named(name), role=role, position=position
        )
    cast.topics(mixed, "Ferries", "ميناء القصر", LONG_HEADLINE[:100])
    ines = Contributor.objects.get(name="Ines Calloway")
    ines.change(
        cast.editor,
        photo=cast.photo(600, 900),
        title="Shipping correspondent",
        biography=f"{LINES}\n\n{LINES}",
        email="ines.calloway@meridian.example",
        profiles="https://social.example/@inescalloway\nhttps://photos.example/inescalloway",
    )
    mixed.publish(cast.editor, at=cast.time)
    cast.mixed = mixed
    keep("story, photos mixed, no comment", mixed.get_absolute_url())
    plain = cast.story("Nothing to see at the pier", standfirst="", place="", source="", section=cast.harbor)
    keep("story without a photo", plain.get_absolute_url())
    cast.arabic = cast.story(
        "ترميم السوق القديم في الميناء",
        photos=[(900, 600), (600, 900)],
        language="ar",
        standfirst=ARABIC,
        place="القصر",
        source="",
        body=f"<p>{ARABIC}</p><h2>السوق</h2><p>{ARABIC}</p>",
        section=cast.harbor,
        comments=1,
    )
    keep("story, right to left", cast.arabic.get_absolute_url())
    text = {"language": "ar", "standfirst": ARABIC, "body": f"<p>{ARABIC}</p>", "place": "", "source": ""}
    old = cast.story("السوق القديم قبل الترميم", publish=False, **text)
    old.publish(cast.editor, at=cast.time - datetime.timedelta(days=800))
    keep("story older than two years", old.get_absolute_url())
    japanese = cast.story("港の古い市場", language="ja", body="<p>市場は春に開く。</p>", section=cast.harbor)
    keep("story in Japanese", japanese.get_absolute_url())
    waiting = cast.story("A photo that is not ready", photos=[(901, 600)], section=cast.harbor)
    Photo.objects.filter(slides__article=waiting).update(renditions_key="", renditions_made={})
    keep("story whose photo is being prepared", waiting.get_absolute_url())
    withdrawn = cast.story("A photo that was withdrawn", photos=[(902, 600), (903, 600)], section=cast.harbor)
    withdrawn.slides.first().photo.withdraw(cast.editor, "A court forbade it.")
    keep("story whose photo was withdrawn", withdrawn.get_absolute_url())
    one_word = cast.story("Adjourned", standfirst="", section=cast.sport)
    keep("section with one story", "/section/sport/")
    keep("story with a headline of one word", one_word.get_absolute_url())
    longest = cast.story(LONG_HEADLINE, standfirst=LONG_HEADLINE, photos=[(500, 1500)], section=cast.harbor)
    keep("story with the longest headline", longest.get_absolute_url())
    killed = cast.story("A story that was wrong", section=cast.harbor)
    killed.kill(cast.editor, "It was about another harbor.")
    cast.killed = killed.get_absolute_url()

    keep("front", "/")
    newest = keep("section", "/section/world/")
    older = re.search(r'href="(\?before=\d+)"', newest.html)[1]
    keep("section, older page", f"/section/world/{older}")
    keep("section, empty", "/section/weather/")
    # On as many as make a second page.
    for number in range(9):
        story = cast.story(f"Ferry {number}", section=cast.harbor, publish=False)
        cast.topics(story, "Ferries")
        story.publish(cast.editor, at=cast.later(minutes=1))
    Topic.objects.filter(slug="ferries").update(description=LINES)
    keep("topic", "/topic/ferries/")
    keep("topic, older page", f"/topic/ferries/?before={story.pk}")
    keep("topic, right to left", Topic.named("ميناء القصر").get_absolute_url())
    keep("topic with the longest name", Topic.named(LONG_HEADLINE[:100]).get_absolute_url())
    keep("contributor, with a picture", ines.get_absolute_url())
    Contributor.objects.get(name="Meridian TV").change(cast.editor, biography=ARABIC, has_left=True)
    keep("contributor who has left", "/by/meridian-tv/")
    story_by(cast, ines, 8)
    older = re.search(r'href="(\?before=\d+)"', Client().get(ines.get_absolute_url()).content.decode())[1]
    keep("contributor, older page", f"{ines.get_absolute_url()}{older}")
    day = f"/{one_word.url_date:%Y/%m/%d}/"
    keep("archive", "/archive/")
    keep("archive, a year", day[:6])
    keep("archive, a month", day[:9])
    archived = keep("archive, a day", day)
    keep("archive, a day, older page", day + re.search(r'href="(\?before=\d+)"', archived.html)[1])
    keep("comment policy", "/comment-policy/")
    keep("page of the paper’s own", cast.own_page("How we work").get_absolute_url())
    keep(
        "page of the paper’s own, right to left",
        cast.own_page("من نحن", f"<p>{ARABIC}</p>").get_absolute_url(),
    )
    pages.save("reading", "front, signed in", cast.client(cast.editor).get("/"))


def story_by(cast, one, number):
    for each in range(number):
        story = cast.story(f"Report {each} from the harbor", section=cast.sport, publish=False)
        Contribution.objects.create(article=story, contributor=one)
        story.publish(cast.editor, at=cast.later(minutes=1))
