"""What the paper says is marked as a message, and what a catalog says of it is sound."""

import polib
import pytest

from newsroom.tests.support import messages, words

ARABIC = "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;"


def catalog(*entries, plurals="nplurals=2; plural=(n != 1);"):
    made = polib.POFile()
    made.metadata = {"Plural-Forms": plurals}
    made.extend(polib.POEntry(**entry) for entry in entries)
    return made


@pytest.mark.parametrize(
    ("message", "translated", "is_sound"),
    [
        ("%(name)s wrote:", "%(name)s schrieb:", True),
        ("%(name)s wrote:", "%(nme)s schrieb:", False),
        ("%(name)s wrote:", "Jemand schrieb:", False),
        ("In <a>{story}</a>", "<a>{story}</a>: darin", True),
        ("In <a>{story}</a>", "In {story}", False),
        ("50% of it", "50% davon", True),
        ("Reply", "Antworten ", False),
    ],
)
def test_a_catalog_has_the_slots_tags_and_blanks_of_each_message(message, translated, is_sound):
    assert ([*messages.faults(catalog({"msgid": message, "msgstr": translated}))] == []) == is_sound


@pytest.mark.parametrize(
    ("forms", "is_sound"),
    [
        (["لا ردود", "رد واحد", "ردان", "%(n)s ردود", "%(n)s ردًا", "%(n)s رد"], True),
        (["لا ردود", "رد واحد", "ردان", "%(n)s ردود", "%(n)s ردًا", ""], False),
        (["%(n)s ردود"], False),
        (["%(m)s ردود"] * 6, False),
    ],
)
def test_arabic_has_all_six_plurals_and_some_may_do_without_their_number(forms, is_sound):
    entry = {"msgid": "%(n)s reply", "msgid_plural": "%(n)s replies", "msgstr_plural": dict(enumerate(forms))}
    assert ([*messages.faults(catalog(entry, plurals=ARABIC))] == []) == is_sound


def test_what_is_only_guessed_is_lacking():
    entries = {"msgid": "A", "msgstr": "B", "flags": ["fuzzy"]}, {"msgid": "C"}, {"msgid": "D", "msgstr": "E"}
    assert [each.msgid for each in messages.lacking(catalog(*entries))] == ["A", "C"]


@pytest.mark.parametrize("name, text", words.templates())
def test_no_word_of_a_template_is_unmarked(name, text):
    assert not words.unmarked_in_template(text, name.endswith(".html"))


@pytest.mark.parametrize("name, text", words.modules())
def test_no_sentence_and_no_label_in_the_code_is_unmarked(name, text):
    assert not words.unmarked_in_python(text)


@pytest.mark.parametrize("name, text", words.scripts())
def test_scripts_have_no_words(name, text):
    assert not words.unmarked_in_script(text)


@pytest.mark.parametrize(
    "template",
    [
        "<p>Reply</p>",
        '<a href="{% url "front" %}" title="The front page">{{ name }}</a>',
        "{% blocktranslate %}Marked{% endblocktranslate %} and not",
        '{% include "x.html" with title="Not marked" %}',
        "{{ n }} {{ n|pluralize }}",
        '{{ name|default:"Nobody" }}',
    ],
)
def test_an_unmarked_word_is_found_in_a_template(template):
    assert words.unmarked_in_template(template)
    assert not words.unmarked_in_template('<p class="a">{% translate "Reply" %} {{ name }}</p>{# A note #}')


@pytest.mark.parametrize(
    "code",
    [
        'raise ValidationError("There is no day.")',
        'help_text = f"It is the site’s time, {zone}."',
        'field = models.CharField(verbose_name="headline")',
        'class State(models.TextChoices):\n    DRAFT = "draft", "Draft"',
        'field.short_description = "state"',
    ],
)
def test_unmarked_words_are_found_in_code(code):
    assert words.unmarked_in_python(code)
    marked = 'raise ValidationError(_("No day here."))\nlogger.info("A story was killed")\n"""A sentence in here."""'
    assert not words.unmarked_in_python(marked)


def test_unmarked_words_are_found_in_a_script():
    assert words.unmarked_in_script('say("This discussion has just closed.");')
    assert words.unmarked_in_script("`<button>Close</button>`")
    assert not words.unmarked_in_script('key === "Escape"; // A note. "In quotes."\nquery("[data-closes]")')
