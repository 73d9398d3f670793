"""A site with the paper of paper.py in it: its servers, and what there is to ask them for."""

import json
import subprocess
import sys

from benchmarks.bench.servers import ROOT, SITE, UNCACHED, Gunicorn, environment

FILL = "import django; django.setup(); from benchmarks.bench import paper; paper.main()"
CSRF = "c" * 32


class Site:
    """On SQLite, or on `database`: a Postgres."""

    def __init__(self, name, folder, database=None):
        self.name, self.folder, self.database = name, folder, database
        folder.mkdir()
        self.environment = environment(folder, database and database.new_database("bench"))

    def fill(self, now):
        command = [sys.executable, "-c", FILL, str(now)]
        filled = subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        )
        paper = json.loads(filled.stdout.splitlines()[-1])
        self.pages, self.form, self.many = paper["pages"], paper["form"], paper["many"]
        self._sessions = iter(paper["sessions"])

    def server(self, application=SITE):
        return Gunicorn(self.folder / application, application, self.environment)

    def start(self, stack):
        """Both servers, until the stack ends."""
        self.cached = stack.enter_context(self.server())
        self.uncached = stack.enter_context(self.server(UNCACHED))

    def somebody(self):
        """The cookies of a reader who is signed in, another one each time."""
        return [("Cookie", f"sessionid={next(self._sessions)}; csrftoken={CSRF}")]

    def count_comments(self):
        """From the database, not from a page."""
        words = "from comments.models import Comment; print(Comment.objects.count())"
        counted = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v0", "-c", words],
            cwd=ROOT,
            env=self.environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return int(counted.stdout)
