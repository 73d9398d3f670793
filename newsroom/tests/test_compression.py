"""In which coding a client is answered: as it asks, wherever the answer comes from (RFC 9110, 12.5.3)."""

import gzip

import brotli
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from newsroom.page_cache.compression import accepted_codings
from newsroom.tests.test_page_cache import Process, _one_connection  # noqa: F401 for pages without a reader's session

# What a client says, and what it is given of a page that is there as br, as gzip and as it is.
WISHES = {
    "br, gzip": "br",
    "gzip, deflate, br, zstd": "br",
    "BR": "br",
    "  br  ;  q=1.0  ": "br",
    "br;q=0.001": "br",
    "gzip;q=0.5, br;q=1.0": "br",
    "br;q=0.5, gzip;q=0.5": "br",
    "*": "br",
    "gzip;q=0, *": "br",
    "identity;q=0, br;q=0.1": "br",
    "gzip": "gzip",
    "x-gzip": "gzip",
    "gzip;": "gzip",
    "GZIP;Q=1": "gzip",
    "br;q=0, gzip": "gzip",
    "br;q=0.5, gzip": "gzip",
    "br;q=0, *": "gzip",
    "br;q=0.000, gzip;q=0.1": "gzip",
    "br;q=nonsense, gzip;q=1.000": "gzip",
    "*;q=0, gzip": "gzip",
    "identity;q=0, *;q=0.5, br;q=0": "gzip",
    "": "",
    "br;q=0": "",
    "br;q=0.000": "",
    "br; q=0": "",
    "br;Q=0.0, gzip;q=0": "",
    "*;q=0": "",
    "identity;q=0": "",
    "identity": "",
    "identity;q=1, gzip;q=0.5, br;q=0.9": "",
    "deflate, zstd": "",
    "brotli, gzipped, abr": "",
    "br;q=-1, gzip;q=1.5": "",
    "br;q=, gzip;q": "",
    "br;q=nan, gzip;q=inf": "",
    ",;,q=1,;q=1": "",
}
wishes = pytest.mark.parametrize(("wish", "coding"), WISHES.items())


@wishes
def test_the_coding_that_is_wanted_most_comes_first(wish, coding):
    assert next(iter(accepted_codings(wish)), "") == coding


def test_where_brotli_is_wanted_more_gzip_is_known_to_be_taken_too():
    assert accepted_codings("br, gzip;q=0.5") == ("br", "gzip")


@given(st.text(max_size=60) | st.text("brgzip*;q=.01, \t", max_size=60))
def test_whatever_a_client_says_it_gets_one_of_few_answers(wish):
    assert accepted_codings(wish) in {(), ("br",), ("gzip",), ("br", "gzip")}


UNPACKED = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


def vary(headers):
    return {each.strip() for each in headers["Vary"].split(",")}


@wishes
def test_a_page_is_sent_so(db, article, wish, coding):
    process = Process()
    _, headers, body = process.get(article.get_absolute_url(), accept_encoding=wish)
    assert headers.get("Content-Encoding", "") == coding
    assert {"Cookie", "Accept-Encoding"} <= vary(headers)
    assert b"</html>" in UNPACKED[coding](body)


def test_what_strangers_say_makes_no_more_copies(db, article):
    process = Process()
    for wish in WISHES:
        process.get(article.get_absolute_url(), accept_encoding=wish)
    (key,) = process.cache.pages
    assert set(process.cache.pages.get(key)._encoded) == {"br", "gzip", ""}


@pytest.fixture
def static_files(tmp_path, settings):
    """A client of a site whose static files lie as they were collected: three codings of one file."""
    text = b"main { color: rebeccapurple }\n" * 400
    (tmp_path / "x.css").write_bytes(text)
    (tmp_path / "x.css.gz").write_bytes(gzip.compress(text))
    (tmp_path / "x.css.br").write_bytes(brotli.compress(text))
    settings.STATIC_ROOT, settings.DEBUG = tmp_path, False
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = False
    client = Client()
    client.handler.load_middleware()
    return client


@wishes
def test_a_static_file_is_sent_so(static_files, wish, coding):
    answer = static_files.get("/static/x.css", HTTP_ACCEPT_ENCODING=wish)
    assert answer.status_code == 200
    assert answer.get("Content-Encoding", "") == coding
    assert "Accept-Encoding" in vary(answer)
    assert UNPACKED[coding](b"".join(answer)).startswith(b"main {")


@wishes
def test_so_is_a_readers_own_page_which_is_made_in_gzip_alone(client, reader, article, wish, coding):
    client.force_login(reader)
    answer = client.get(article.get_absolute_url(), HTTP_ACCEPT_ENCODING=wish)
    is_packed = "gzip" in accepted_codings(wish)
    assert answer.get("Content-Encoding", "") == ("gzip" if is_packed else "")
    assert {"Cookie", "Accept-Encoding"} <= vary(answer)
