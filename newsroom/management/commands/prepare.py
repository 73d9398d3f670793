import hashlib
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accounts.models import User
from accounts.one_mailbox import mailboxes
from articles.models import Article, StoredList
from comments.models import Comment, HtmlRules
from core.database import unapplied_migrations
from newsroom.imports import loader
from newsroom.imports.formats.seed import read
from newsroom.imports.refusal import ImportRefused
from newsroom.server.privacy import tighten


class Command(BaseCommand):
    help = "Make ready to start: the database, the static files, and stories where there are none. Safe to repeat."

    def handle(self, **options: object) -> None:
        self._keep_others_out()
        self._prepare_database()
        self._make_html()
        if not settings.DEBUG:
            self._collect_static_files()
        if settings.DEMONSTRATION and is_demonstration_due():
            self._load_demonstration()
        # A paper that is new, or was of an older release, has them with its first page.
        StoredList.remake_all()

    def _keep_others_out(self) -> None:
        """Correct files of an earlier version, which set permissions by the shell's umask."""
        at = connection.settings_dict
        is_a_file = connection.vendor == "sqlite" and not connection.is_in_memory_db()  # type: ignore[attr-defined] # SQLite’s
        tighten(settings.DATA_DIR, Path(at["NAME"]) if is_a_file else None)

    def _prepare_database(self) -> None:
        unapplied = unapplied_migrations()
        if unapplied:
            self.stdout.write("Setting up the database …")
            self.stdout.flush()
        # Even with nothing to migrate, this gives the groups the permissions that are new since the last start.
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        if unapplied and any(mailbox.losers for mailbox in mailboxes(User, EmailAddress)):
            self.stdout.write("Some accounts have one email address in two spellings: manage.py one_mailbox")

    def _make_html(self) -> None:
        """Make comments' HTML again where its rules have changed. If this is interrupted, the next start does it."""
        if HtmlRules.are_current():
            return
        if Comment.objects.exists():
            call_command("make_html", stdout=self.stdout)
        else:
            HtmlRules.note()

    def _collect_static_files(self) -> None:
        """Only where a file changed: compressing them all takes seconds."""
        now, stamp = static_fingerprint(), settings.STATIC_ROOT / ".fingerprint"
        if stamp.exists() and stamp.read_text() == now:
            return
        self.stdout.write("Collecting static files …")
        self.stdout.flush()
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(now)

    def _load_demonstration(self) -> None:
        self.stdout.write("Loading the demonstration …")
        try:
            call_command("seed", stdout=self.stdout, stderr=self.stderr)
        except CommandError as error:
            # The site runs without it, and whoever changed a seed file reads what is wrong with it.
            self.stderr.write(str(error))


def static_fingerprint() -> str:
    """A digest of every static file that could be collected: its path, its size, and when it changed."""
    found = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            # To the second: a container image that is copied keeps no fractions.
            changed = storage.get_modified_time(name).replace(microsecond=0)
            found.update(f"{storage.path(name)} {storage.size(name)} {changed}\n".encode())
    return found.hexdigest()


def is_demonstration_due() -> bool:
    """Whether the database is empty, or loading was interrupted before anybody else wrote into it."""
    if Article.objects.filter(seed=None).exists() or User.objects.filter(seeded=False).exists():
        return False
    try:
        keys: set[str] = {read(path).key for path in loader.stories()}
    except ImportRefused:
        return True
    return Article.objects.filter(seed__in=keys).count() < len(keys)
