"""Which browser and which system somebody has, in a few words, by its User-Agent: anybody can say anything there."""

import re

from django.http import HttpRequest
from django.utils.translation import gettext

# The first that is found counts: most claim to be an older one as well.
_BROWSERS = [
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|OPiOS/|Opera"),
    ("Samsung", r"SamsungBrowser/"),
    ("Vivaldi", r"Vivaldi/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Version/[\d.]+ .*Safari/"),
]
_SYSTEMS = [
    ("Android", r"Android"),
    ("iPhone", r"iPhone|iPod"),
    ("iPad", r"iPad"),
    ("Windows", r"Windows"),
    ("ChromeOS", r"CrOS"),
    ("Mac", r"Macintosh|Mac OS X"),
    ("Linux", r"Linux|X11"),
]
# What is read, and with the stroke between its two names what is stored.
LONGEST_AGENT, LONGEST = 400, 40


def read(request: HttpRequest) -> str:
    """Firefox/Windows; either half is empty where it isn't known."""
    agent = request.headers.get("User-Agent", "")[:LONGEST_AGENT]
    return f"{_first(_BROWSERS, agent)}/{_first(_SYSTEMS, agent)}"


def _first(names: list[tuple[str, str]], agent: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, agent)), "")


def in_words(stored: str) -> str:
    """Firefox on Windows"""
    browser, _stroke, system = stored.partition("/")
    if browser and system:
        # Translators: “Firefox on Windows”; both are names
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext("A browser that does not say which it is")
