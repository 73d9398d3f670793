"""What people read of a file that was refused, whatever process refused it."""

import ast
from pathlib import Path

import pytest

from articles.photographs import refusals
from articles.photographs.bounds import Refused
from articles.photographs.refusals import in_words

RAISE = {"Refused", "Busy"}


def codes():
    """Each code with which the code refuses a file."""
    for path in Path(refusals.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in RAISE:
                yield from (each.value for each in node.args if isinstance(each, ast.Constant))


def test_each_code_has_words():
    assert set(codes()) <= set(refusals._WORDS) and len(set(codes())) > 5


@pytest.mark.parametrize(
    "refused, words",
    [
        (
            Refused("too_many_parts", most=1000),
            "The file is made of more than 1,000 parts, or of very long ones. ",
        ),
        (
            Refused("too_many_pixels", megapixels=62, most=60),
            "The picture has 62 megapixels. At most 60 can be",
        ),
        (Refused("too_heavy"), "The picture takes more time or memory than a photograph needs."),
    ],
)
def test_the_words_have_the_numbers(refused, words):
    assert in_words(str(refused)).startswith(words)


def test_words_that_an_earlier_release_stored_stay():
    stored = "The file is broken: the picture can't be read to its end. Export it again."
    assert in_words(stored) == stored
