"""Marks heaped on a letter would paint over what others wrote: few are shown, and words of every script stay whole."""

import unicodedata

import pytest

from comments.tests.typed import text_of
from comments.text import clean, to_html


def shown(text):
    return text_of(to_html(clean(text)))


WORDS = {
    "emoji": "👨‍👩‍👧‍👦 👩🏽‍❤️‍💋‍👨🏻 🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇺🇳 1️⃣ #️⃣ ❤️‍🔥",
    "Arabic": "مُحَمَّدٌ بِسْمِ ٱللَّهِ ٱلرَّحْمَـٰنِ ٱلرَّحِيمِ",
    "Hebrew": "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים אֵ֥ת הַשָּׁמַ֖יִם וְאֵ֥ת הָאָֽרֶץ׃",
    "Devanagari": "क्षत्रिय स्त्रियाँ कर्त्तव्यों ज़्यादा",
    "Thai": "ที่นี่ น้ำ ผู้ใหญ่ เก็บ กรุ๊ป",
    "Vietnamese": unicodedata.normalize("NFD", "Việt Nam đẹp lắm, ngữ nghĩa, những khuya khoắt"),
    "Tibetan": "བསྒྲུབས་ ཧྐྵྨླྺྼྻྂ ༀམཎིཔདྨེཧཱུྃ",
    "Burmese": "ညွှို့ ကျွန်ုပ် မြန်မာ",
    "Khmer": "ស្ត្រី ក្រុង",
    "Tamil": "ஸ்ரீ கொள்ளுங்கள்",
    "Hangul of single letters": unicodedata.normalize("NFD", "대한민국"),
    "Greek with breathings": unicodedata.normalize("NFD", "ᾧ ἄνθρωπος"),
}


@pytest.mark.parametrize("script", WORDS)
def test_words_stay_whole(script):
    assert shown(WORDS[script]) == WORDS[script]


@pytest.mark.parametrize("between", ["", "\u200d", "\u034f", "\ufe0f", "\u200b", "\U000e0020"])
@pytest.mark.parametrize(
    "letter, mark", [("a", "\u0301"), ("H", "\u0336"), ("ก", "\u0e47"), ("क", "\u0941"), ("e", "\u20e3")]
)
def test_at_most_four_are_shown_on_a_letter_and_all_are_kept(post, letter, mark, between):
    text = (letter + f"{mark}{between}" * 300 + letter).strip("\u200b")
    comment = post(text)
    assert comment.text == text
    assert text_of(comment.html).count(mark) == 4
    assert text_of(comment.html).count(letter) == 2


def test_letters_that_carry_few_are_none_of_its_business():
    text = "é" * 2000 + "e\u0301\u0323" * 900
    assert shown(text) == text
