"""A wrong file is refused with its name, the place and the reason, and nothing of it is loaded."""

import datetime

import pytest
import time_machine

from articles.models import Article
from newsroom.tests.support.seeds import STORY, everything, load

NOW = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)

# (what is written instead of what) -> the place, and some words of the reason
REFUSALS = {
    "not TOML": (('key = "ferry"', "key = ferry"), "line 2, column 7", "This is not TOML"),
    "an unknown field": (('text = "At last."', 'txt = "At last."'), "comments[0].t", ""),
    "an unknown field of the story": (
        ('key = "ferry"', 'key = "ferry"\nkicker = "x"'),
        "kicker",
        "no field of this name",
    ),
    "a missing field": (('by = "Wren"\ntime = "-1h"\n', 'by = "Wren"\n'), "comments[2].time", "missing"),
    "a wrong type": (
        ('text = "At last."', "text = 3"),
        "comments[0].text",
        "must stand text in quotes, not a number",
    ),
    "a wrong word": (
        ('kind = "correction"', 'kind = "mend"'),
        "revisions[1].kind",
        "first, update, correction",
    ),
    "no revision": ((STORY, 'key = "ferry"\nsection = "City"\nrevisions = []'), "revisions", "at least one"),
    "too long": (("Ferry to sail again", "x" * 201), "revisions[0].headline", "at most 200 characters"),
    "too deep": (
        ("<p>It will sail in March.</p>", "<ul><li>" * 31),
        "revisions[0].body",
        "more than 30 deep",
    ),
    "too long a body": (("It will sail in April.", "x" * 250_000), "revisions[1].body", "At most 250,000"),
    "a topic without letters": (
        ('photos = ["quay"]', 'topics = ["Ports", "?!"]\nphotos = ["quay"]'),
        "revisions[0].topics[1]",
        "needs a letter or a digit",
    ),
    "an empty topic": (
        ('photos = ["quay"]', 'topics = [""]\nphotos = ["quay"]'),
        "revisions[0].topics[0]",
        "empty",
    ),
    "a line break": (("Ferry to sail again", r"Ferry\nto sail"), "revisions[0].headline", "line breaks"),
    "a bad key": (('key = "ferry"', 'key = "a ferry"'), "key", "A key has"),
    "no time": (('time = "-1h"', 'time = "yesterday"'), "comments[2].time", "“yesterday” is no time"),
    "no offset": (('time = "-5h"', 'time = "2026-01-01T00:00:00"'), "revisions[0].time", "no offset"),
    "a day only": (('time = "-5h"', "time = 2026-01-01"), "revisions[0].time", "no time"),
    "in the first year": (
        ('time = "-5h"', 'time = "0001-01-01T00:00:00Z"'),
        "revisions[0].time",
        "beyond the years",
    ),
    "in the last year": (
        ('time = "-5h"', "time = 9999-12-31T23:00:00-05:00"),
        "revisions[0].time",
        "beyond the years",
    ),
    "beyond all years": (('time = "-5h"', 'time = "-999999d"'), "revisions[0].time", "beyond the years"),
    "an unknown photo": (('photos = ["quay"]', 'photos = ["gate"]'), "revisions[0].photos[0]", "the id gate"),
    "a photo twice": (
        ('photos = ["quay"]', 'photos = ["quay", "quay"]'),
        "revisions[0].photos[1]",
        "shown already",
    ),
    "no photo file": (('file = "quay.jpg"', 'file = "gone.jpg"'), "photos[0].file", "No such file"),
    "a photo elsewhere": (
        ('file = "quay.jpg"', 'file = "../quay.jpg"'),
        "photos[0].file",
        "beside the story's file",
    ),
    "no photograph": (('file = "quay.jpg"', 'file = "ferry.toml"'), "photos[0].file", "not a photograph"),
    "no credit": (('credit_line = "Meridian"\n', ""), "photos[0].credit_line", "names a credit line"),
    "no alt": (('alt = "A quay."\n', ""), "photos[0].alt", "missing"),
    "an empty alt": (('alt = "A quay."', 'alt = ""'), "photos[0].alt", "empty"),
    "a blank alt": (('alt = "A quay."', 'alt = " "'), "revisions[0]", "Photo 1 has no alternative text."),
    "an update first": (('kind = "first"', 'kind = "update"'), "revisions[0].kind", "of the kind first"),
    "two first": (('kind = "correction"', 'kind = "first"'), "revisions[1].kind", "Only one"),
    "no headline": (('headline = "Ferry to sail again"\n', ""), "revisions[0].headline", "missing"),
    "a blank headline": (("Ferry to sail again", "  "), "revisions[0]", "It has no headline."),
    "no words": (("<p>It will sail in March.</p>", "<p></p>"), "revisions[0]", "It has no text."),
    "a correction without note": (
        ('note = "The month was wrong."\n', ""),
        "revisions[1].note",
        "what was wrong",
    ),
    "revisions out of order": (
        ('time = "-2h"', 'time = "-6h"'),
        "revisions[1].time",
        "not after the revision before",
    ),
    "an update to come": (('time = "-2h"', 'time = "+2h"'), "revisions[1].time", "still to come"),
    "nothing changed": (
        (
            'kind = "correction"',
            'kind = "update"',
            'note = "The month was wrong."\n',
            "",
            "April.</p>",
            "March.</p>",
        ),
        "revisions[1]",
        "changes nothing",
    ),
    "a stranger on the staff": (
        ('kind = "first"', 'kind = "first"\nby = "Nobody"'),
        "revisions[0].by",
        "Nobody",
    ),
    "staff without the right": (
        ('kind = "first"', 'kind = "first"\nby = "moderator"'),
        "revisions[0].by",
        "articles.publish_article",
    ),
    "a section without an address": (
        ('section = "City"', 'section = "?!"'),
        "section",
        "a letter or a digit",
    ),
    "comments out of order": (
        ('time = "-3h"', 'time = "-4h"'),
        "comments[1].time",
        "not after the comment before",
    ),
    "a comment before publication": (
        ('time = "-4h"', 'time = "-6h"'),
        "comments[0].time",
        "before the first",
    ),
    "a comment to come": (
        ('by = "Wren"\ntime = "-1h"', 'by = "Wren"\ntime = "+1h"'),
        "comments[2].time",
        "still to come",
    ),
    "an unknown comment": (('reply_to = "a1"', 'reply_to = "b1"'), "comments[1].reply_to", "the id b1"),
    "an answer to a later one": (
        ('text = "At last."', 'text = "Yes."\nreply_to = "a2"'),
        "comments[0].reply_to",
        "later",
    ),
    "an id twice": (('id = "a2"', 'id = "a1"'), "comments[1].id", "given twice"),
    "an empty comment": (
        ('text = "At last."', 'text = " \\n "'),
        "comments[0].text",
        "at least one character",
    ),
    "a comment too long": (
        ('text = "At last."', f'text = "{"x" * 5001}"'),
        "comments[0].text",
        "at most 5,000",
    ),
    "too soon": (
        ('by = "HalyardJim"\ntime = "-3h"', 'by = "Saltcote"\ntime = "-3h59m50s"'),
        "comments[1].time",
        "5 s later",
    ),
    "the same again": (
        (
            'by = "HalyardJim"\ntime = "-3h"\nreply_to = "a1"\ntext = "We shall see."',
            'by = "Saltcote"\ntime = "-235m"\ntext = "At last."',
        ),
        "comments[1].text",
        "less than ten minutes before",
    ),
    "after the end": (
        ("[[comments]]", '[discussion]\nmode = "until"\nuntil = "-90m"\n\n[[comments]]'),
        "comments[2].time",
        "not open at this time",
    ),
    "no discussion": (("[[comments]]", '[discussion]\nmode = "off"\n\n[[comments]]'), "comments[0]", "off"),
    "until when?": (
        ("[[comments]]", '[discussion]\nmode = "until"\n\n[[comments]]'),
        "discussion.until",
        "missing",
    ),
    "until for nothing": (
        ("[[comments]]", '[discussion]\nuntil = "+1h"\n\n[[comments]]'),
        "discussion.until",
        "only with",
    ),
    "a pen name too short": (('by = "Saltcote"', 'by = "Al"'), "comments[0].by", "3 to 30"),
    "a pen name with a blank": (('by = "Saltcote"', 'by = "Salt Cote"'), "comments[0].by", "Use only"),
    "a reserved pen name": (
        ('by = "Saltcote"', 'by = "Newsroom"'),
        "comments[0].by",
        "the paper's own people",
    ),
    "a contributor's name": (
        ('by = "Saltcote"', 'by = "InesCalloway"'),
        "comments[0].by",
        "the paper's own people",
    ),
    "a look-alike": (
        ('by = "HalyardJim"', 'by = "Sa1tcote"'),
        "comments[1].by",
        "can't be told from Saltcote",
    ),
    "a report of nothing": (('comment = "a2"\nby', 'comment = "b2"\nby'), "reports[0].comment", "the id b2"),
    "a report too early": (('time = "-50m"', 'time = "-3h"'), "reports[0].time", "not after the comment"),
    "a report without words": (
        ('reason = "off_topic"', 'reason = "other"'),
        "reports[0].words",
        "needs words",
    ),
    "a report twice": (
        (
            "[[decisions]]",
            '[[reports]]\ncomment = "a2"\nby = "Wren"\nreason = "off_topic"\ntime = "-45m"\n\n[[decisions]]',
        ),
        "reports[1].by",
        "reported this comment already",
    ),
    "a decision about nothing": (
        ('comment = "a2"\naction', 'comment = "b2"\naction'),
        "decisions[0].comment",
        "the id b2",
    ),
    "a removal without reason": (('action = "dismiss"', 'action = "remove"'), "decisions[0].reason", "why"),
    "a reason for nothing": (
        ('action = "dismiss"', 'action = "dismiss"\nreason = "spam"'),
        "decisions[0].reason",
        "Only",
    ),
    "the same decision twice": (
        (
            'time = "-40m"\n',
            'time = "-40m"\n[[decisions]]\ncomment = "a2"\naction = "dismiss"\ntime = "-30m"\n',
        ),
        "decisions[1]",
        "same was decided",
    ),
    "a moderator who is none": (
        ('action = "dismiss"', 'action = "dismiss"\nby = "editor"'),
        "decisions[0].by",
        "moderate",
    ),
    "an answer to what is hidden": (
        (
            "[[reports]]",
            '[[comments]]\nby = "Wren"\ntime = "-10m"\nreply_to = "a2"\ntext = "No."\n\n[[reports]]',
            'action = "dismiss"',
            'action = "remove"\nreason = "spam"',
        ),
        "comments[3].reply_to",
        "not shown at this time",
    ),
    "a comment after the kill": (
        ("[[comments]]", '[kill]\ntime = "-2h"\n\n[[comments]]'),
        "comments[2].time",
        "not open",
    ),
    "an update after the kill": (
        ("[[comments]]", '[kill]\ntime = "-150m"\n\n[[comments]]'),
        "revisions[1]",
        "It is killed",
    ),
    "killed before it was out": (
        ("[[comments]]", '[kill]\ntime = "-6h"\n\n[[comments]]'),
        "kill.time",
        "before the first",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_wrong_file_is_refused_with_its_place_and_reason_and_nothing_of_it_is_loaded(seed, name):
    changes, place, reason = REFUSALS[name]
    before = everything()
    with time_machine.travel(NOW, tick=False):
        said = seed(*changes)
    assert seed.failed
    line = next(line for line in said.splitlines() if line.startswith("/"))
    file, found, why = line.split(": ", 2)
    assert file.endswith("/ferry.toml")
    assert found.startswith(place), line
    assert reason in why, line
    assert everything() == before


def test_a_refused_storys_pictures_go_with_it(transactional_db, seed, folder, jpeg):
    """Outside a test's own transaction the renditions are there before the story is refused."""
    (folder / "gate.jpg").write_bytes(jpeg(colour="olive").read())
    gate = (
        '[[photos]]\nid = "gate"\nfile = "gate.jpg"\nalt = "A gate."\ncredit_line = "Meridian"\n\n[[photos]]'
    )
    seed()
    before = everything()
    assert before["renditions"]
    seed('key = "ferry"', 'key = "gate"', "[[photos]]", gate, 'by = "Saltcote"', 'by = "Al"')
    assert seed.failed
    assert everything() == before


def test_a_file_that_is_not_there_is_refused(db, tmp_path):
    said, failed = load(tmp_path / "gone.toml")
    assert failed
    assert "gone.toml: The file can't be read: No such file" in said


def test_a_file_that_is_not_utf_8_is_refused(db, tmp_path):
    (tmp_path / "old.toml").write_bytes('key = "fähre"'.encode("latin-1"))
    assert "byte 8: The file is not in UTF-8." in load(tmp_path / "old.toml")[0]


def test_one_wrong_file_keeps_no_other_out(folder, db):
    (folder / "a.toml").write_text(STORY.replace("At last.", " "))
    (folder / "b.toml").write_text(STORY)
    said, failed = load(folder / "a.toml", folder / "b.toml")
    assert failed
    assert said.endswith(f"Nothing was loaded of: {folder / 'a.toml'}")
    assert Article.objects.get().seed == "ferry"
