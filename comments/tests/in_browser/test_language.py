"""What a script writes, numbers and times, is in the language of the page and in the paper's digits."""

import json
import re

import pytest
from playwright.sync_api import expect

HOUR = 3600_000


@pytest.fixture
def page(desktop, signed_in, reader, article, settings):
    settings.LANGUAGE_CODE, settings.DIGITS = "de", "٠١٢٣٤٥٦٧٨٩"
    signed_in(desktop, reader).goto(f"{article.get_absolute_url()}comment/")
    return desktop


def test_the_counter(page):
    page.locator("#id_text").fill("x" * 5001)
    expect(page.locator(".counter")).to_contain_text(re.compile("٥٬٠٠١ .*٥٬٠٠٠ .*١ "))


def test_the_time_of_a_text_that_was_kept(page, article):
    key = f"draft RedFern {article.get_absolute_url()}comment/"
    entry = {"text": "Old.", "at": page.evaluate("Date.now()") - 100 * HOUR}
    page.evaluate("([key, entry]) => localStorage.setItem(key, entry)", [key, json.dumps(entry)])
    page.reload()
    expect(page.locator("#kept")).to_contain_text(
        re.compile(r"[٠-٩]{2}\.[٠-٩]{2}\.[٠-٩]{4}, [٠-٩]{2}:[٠-٩]{2}")
    )
