"""What a headline or a name becomes in an address: no letter lost, no words joined."""

import unicodedata
from urllib.parse import quote

import pytest
import regex
from anyascii import anyascii
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from core.slugs import SLUG_LENGTH, slugify, spellings, truncate, unique_slug, validate_slug

EVERYTHING = st.text(max_size=60)
# As headlines are: words of a few scripts, with all that stands between and above letters.
LETTERS = "abzABZ0159łŁßÆæøıİñéÉ\u0301\u0323жЙйщЪьαΩςا٣هל\u05c1ह\u093f\u094d\u200d漢字がｶﾞ３𝐇ﬁ²½Ⅷกำ"
BETWEEN = " -–—/.,:;&'’“”…\u00a0\u200b\u00ad👩\u200d👧🇩🇪#?%_"
HEADLINES = st.text(LETTERS + BETWEEN, max_size=60)


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Łódź opens its trams", "lodz-opens-its-trams"),
        ("Gießen and Æsir", "giessen-and-aesir"),
        ("Senate votes 51–49", "senate-votes-51-49"),
        ("Prices up 3.5%—or 10⁄3", "prices-up-3-5-or-10-3"),
        ("Don’t stop, L'Aquila: it's 5'11", "dont-stop-laquila-its-5-11"),
        ("U.S. and J.R.R. Tolkien", "us-and-jrr-tolkien"),
        ("He left.It was late/early", "he-left-it-was-late-early"),
        ("R&D at M&S", "r-d-at-m-s"),
        ("300² tonnes of CO₂, 3½ years", "300-2-tonnes-of-co2-3-1-2-years"),
        ("İstanbul’da ısı", "istanbulda-isi"),
        ("Паром объявил", "parom-obyavil"),
        ("Ελλάδα", "ellada"),
        ("हिन्दी में समाचार", "हिन्दी-में-समाचार"),
        ("กำลังมา", "กำลังมา"),
        ("ترميم السوق ٣٠", "ترميم-السوق-٣٠"),
        ("ﻣﺮﺣﺒﺎ", "مرحبا"),
        ('צה"ל', "צהל"),
        ("東京で地震、Tokyo", "東京で地震-tokyo"),
        ("ｶﾞﾗｽ３０", "ガラス30"),
        ("𝐁𝐨𝐥𝐝 mar\u00adket", "bold-market"),
        ("👨‍👩‍👧 1️⃣ win 🇩🇪", "1-win"),
        ("snake_case", "snake-case"),
        ("?!", ""),
    ],
)
def test_each_letter_is_written_a_to_z_or_kept_and_words_stay_apart(headline, slug):
    assert slugify(headline) == slug


def _is_in(letter, slug):
    """Whether an address has this letter in one of the ways in which it can be written."""
    read = "".join(filter(str.isalnum, anyascii(unicodedata.normalize("NFKC", letter)))).lower()
    spelt = slugify(letter)
    return spelt in slug if spelt else not read


@settings(max_examples=300, deadline=None)
@given(HEADLINES | EVERYTHING)
def test_every_letter_and_digit_of_a_headline_is_in_its_address(headline):
    slug = slugify(headline, 10_000)
    assert slugify(slug, 10_000) == slug
    assert slug == unicodedata.normalize("NFC", slug)
    assert regex.fullmatch(r"(?:[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:-[\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*)?", slug)
    # A narrow letter and its mark are one letter.
    narrow = regex.sub(r"[ｦ-ﾟ]+", lambda found: unicodedata.normalize("NFKC", found[0]), headline)
    whole = regex.sub(r"\p{Default_Ignorable_Code_Point}", "", narrow)
    for letter in regex.findall(r"[\p{L}\p{N}]", unicodedata.normalize("NFC", whole)):
        assert _is_in(letter, slug), letter
    apart = "".join(slugify(word, 10_000) for word in headline.split())
    assert slug.replace("-", "") == apart.replace("-", "")


@settings(max_examples=200, deadline=None)
@given(HEADLINES, st.integers(1, 40))
def test_what_is_cut_is_a_beginning_and_ends_with_a_whole_letter(headline, length):
    whole, short = slugify(headline, 10_000), slugify(headline, length)
    assert len(short) <= length
    assert whole.startswith(short)
    rest = whole[len(short) :]
    assert not regex.match(r"\p{M}", rest)
    assert len(regex.findall(r"\X", short)) + len(regex.findall(r"\X", rest)) == len(
        regex.findall(r"\X", whole)
    )


@settings(max_examples=200, deadline=None)
@given(HEADLINES)
def test_an_address_is_understood_in_every_spelling_of_it(headline):
    slug = slugify(headline)
    for form in ("NFC", "NFD"):
        typed = unicodedata.normalize(form, slug)
        for spelling in (
            typed,
            quote(typed),
            quote(quote(typed)),
            f"{typed}?utm_source=x",
            f"{quote(typed)}%23top",
        ):
            assert not slug or slug in spellings(spelling)


def test_a_cut_leaves_whole_words_where_they_are_more_than_half():
    assert slugify("harbour " * 24) == "-".join(["harbour"] * 10)
    assert slugify("A " + "漢" * 100) == "a-" + "漢" * (SLUG_LENGTH - 2)
    assert truncate("हि" * 10, 5) == "हिहि"


def test_a_number_behind_it_never_cuts_a_letter_from_its_marks():
    taken = {"हि" * 5}
    assert unique_slug("हि" * 5, 10, taken.__contains__) == "हि" * 4 + "-2"


@pytest.mark.parametrize(
    "typed", ["My Slug", "Łódź", "a/b", "a--b", "https://news.example/x", "a_b", "-a", "A"]
)
def test_one_typed_by_hand_is_refused_with_how_it_would_be_right(typed):
    with pytest.raises(ValidationError, match=f"“{slugify(typed)}”"):
        validate_slug(typed)


def test_one_typed_by_hand_in_another_script_is_taken():
    validate_slug("हिन्दी-समाचार")
    with pytest.raises(ValidationError, match="letters or digits"):
        validate_slug("?!")


def test_nothing_of_no_end_and_no_nul_is_looked_up():
    assert spellings("x" * 10_000) == []
    assert all("\0" not in each for each in spellings("ferry%2500link"))
