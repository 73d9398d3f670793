"""What is said about a comment, by who reports it and who decides: kept and counted as comments are."""

import pytest

from comments.forms import ReportForm
from comments.moderation.admin.decisions import DecisionForm
from comments.text import to_lines

FORMS = {
    ReportForm: {"reason": "other"},
    DecisionForm: {"decision": "0", "report": "0", "action": "remove", "reason": "other"},
}


def said(form, words):
    return form(FORMS[form] | {"words": words})


@pytest.mark.parametrize("form", FORMS)
def test_a_line_end_is_one_character_however_the_browser_sends_it(form):
    filled = said(form, "x\r\n" * 499 + "xy")
    assert filled.is_valid()
    assert filled.cleaned_data["words"] == "x\n" * 499 + "xy"
    assert not said(form, "x\r\n" * 500 + "x").is_valid()


@pytest.mark.parametrize("form", FORMS)
def test_a_control_character_is_left_out_and_joins_no_words(form):
    filled = said(form, "one\x00\x0btwo\x0cthree\x85four")
    assert filled.is_valid()
    assert filled.cleaned_data["words"] == "one\ntwo\nthree\nfour"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("words", ["\u2800", "\u3164\n\uffa0", "\u200b\u202e", "\ufe0f"])
def test_what_shows_nothing_is_no_word(form, words):
    assert "words" in said(form, words).errors


def test_on_a_page_marks_and_line_ends_of_any_kind_are_as_in_a_comment():
    assert to_lines("a" + "\u0301" * 90 + "\v<b>\r\n\u2029c") == "a" + "\u0301" * 4 + "<br>&lt;b&gt;<br><br>c"
