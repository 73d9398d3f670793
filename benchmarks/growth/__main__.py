"""`python -m benchmarks.growth`: what each page costs in a small paper and in a large one, side by side.

Both are generated where they are not there yet, which takes some minutes and, for the large one, gigabytes of disk.
"""

import argparse
import json
import logging
import sys
from pathlib import Path

from benchmarks.growth import compare


def answer():
    """The process of one paper: it reads a request from each line, and answers it with a line."""
    import django
    from django.conf import settings

    django.setup()
    logging.disable(logging.WARNING)
    from benchmarks.dataset.generator import analyze

    # A password's hash takes longer than any page, and a mail would be printed where the answers are.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    # An index may be newer than the paper.
    analyze()
    from benchmarks.growth.pages import Pages
    from newsroom.tests.support.statements import watched

    pages = Pages()
    tell(list(pages))
    for line in sys.stdin:
        name, look = json.loads(line)
        if not look:
            tell(pages.ask(name))
            continue
        # The first time fills caches.
        pages.ask(name)
        with watched() as statements:
            pages.ask(name)
        names = ("sql", "steps", "plan", "scans", "sorts")
        tell([{name: getattr(each, name) for name in names} for each in statements])


def tell(something):
    sys.stdout.write(json.dumps(something) + "\n")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=compare.FOLDER)
    parser.add_argument("--only", default="", help="pages whose name has this in it")
    parser.add_argument("--plans", action="store_true", help="with every statement and its plan")
    parser.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    compare.add_sizes(parser)
    chosen = parser.parse_args()
    if chosen.answer:
        answer()
        return
    rows = compare.measure(chosen.folder, compare.large(chosen), chosen.only, chosen.plans)
    sys.exit(any(row.faults for row in rows))


if __name__ == "__main__":
    main()
