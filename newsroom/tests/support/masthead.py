"""The sections that a page's masthead names."""

import re


def sections_named(answer):
    """Their names, in order, of an answer of Django's or of a page's text."""
    page = answer if isinstance(answer, str) else answer.content.decode()
    nav = page.partition('<nav class="sections"')[2].partition("</nav>")[0]
    return re.findall(r">([^<]+)</a>", nav)
