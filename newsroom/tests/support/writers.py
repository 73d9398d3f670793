"""A program: make a paper with one story and so many readers who are signed in.

    python -m newsroom.tests.support.writers 200

Prints {"story": its address, "sessions": [a cookie of each]}.
"""

import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
django.setup()

from allauth.account.models import EmailAddress  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.sessions import SessionStore  # noqa: E402
from articles.models import Article, Section  # noqa: E402


def session_of(user):
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


call_command("prepare", stdout=sys.stderr)
with transaction.atomic():
    readers = []
    for number in range(int(sys.argv[1])):
        reader = User(username=f"Writer-{number}", email=f"{number}@readers.example")
        reader.set_unusable_password()
        reader.save()
        EmailAddress.objects.create(user=reader, email=reader.email, verified=True, primary=True)
        readers.append(reader)
    story = Article.objects.create(
        section=Section.objects.create(name="World", slug="world"),
        headline="Ferry link to reopen in spring",
        body="<p>The ferry will sail again.</p>",
    )
    story.publish(None)
    sessions = [session_of(reader) for reader in readers]
json.dump({"story": story.get_absolute_url(), "sessions": sessions}, sys.stdout)
