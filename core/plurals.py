"""Sentences with a number whose form a script chooses, in whatever language the page is."""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# Between them, they take every form that a language of CLDR has for whole numbers below a million.
SAMPLES = (0, 1, 2, 3, 5, 11, 21, 100)


def forms(words: "StrPromise") -> str:
    """{sample: the form that it takes} in JSON, for core/js/admin/counted.js.

    `words` come from ngettext_lazy, with {count} where the number stands.
    """
    return json.dumps({sample: words % sample for sample in SAMPLES}, ensure_ascii=False)
