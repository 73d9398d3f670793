from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from django.contrib.staticfiles.management.commands.runserver import Command as RunServer
from django.utils.autoreload import file_changed

from core.fragment_cache import fragment_cache
from newsroom.page_cache import shared
from newsroom.server import bind
from newsroom.server.supervisor import end_with_parent

if TYPE_CHECKING:
    from typing import Any


class Command(RunServer):
    help = "The reloading server for development, under the same rules as the real one."
    addr: str
    port: str
    default_port = os.environ.get("PORT", "8000")

    def handle(self, *args: Any, **options: Any) -> None:
        # Of the two processes of a reloading server, the one that serves must not outlive the other.
        end_with_parent()
        super().handle(*args, **options)

    def inner_run(self, *args: Any, **options: Any) -> None:
        if refusal := bind.refusal([(self.addr, int(self.port))]):
            sys.exit(refusal)
        file_changed.connect(clear_caches)
        super().inner_run(*args, **options)

    def on_bind(self, server_port: int) -> None:
        self.stdout.write(bind.welcome([(self.addr, server_port)]))
        # Else a pipe would get it only when the server ends.
        self.stdout.flush()


def clear_caches(**changed: object) -> None:
    """Pages are cached here too; clear them, so that the next request shows a template that was edited."""
    from newsroom.wsgi import page_cache

    page_cache.pages.clear()
    # The digest is of the code as it was. Under a new one, shared pages from before are not looked for.
    shared.release.cache_clear()
    fragment_cache.clear()
