"""Imported by a process of its own: a database with nothing but the demonstration's sign-ins."""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
django.setup()

from django.core.management import call_command  # noqa: E402

from newsroom.imports.people import open_demonstration  # noqa: E402

call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
open_demonstration()
