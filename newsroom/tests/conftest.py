import contextlib
import time

import pytest
from django.db import transaction
from django.test import Client, override_settings

from newsroom.tests.support import services
from newsroom.tests.support.made_once import made_once
from newsroom.tests.support.seeds import STORY, load


@pytest.fixture
def folder(tmp_path, jpeg):
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "quay.jpg").write_bytes(jpeg().read())
    return tmp_path / "seeds"


@pytest.fixture
def seed(folder, db):
    """seed(what, instead, …) -> what the command says of the story so changed; seed.failed: whether it failed."""

    def seed(*changes, story=STORY):
        for what, instead in zip(changes[::2], changes[1::2], strict=True):
            assert what in story, what
            story = story.replace(what, instead, 1)
        file = folder / "ferry.toml"
        file.write_text(story)
        said, seed.failed = load(file)
        return said

    return seed


@pytest.fixture(scope="session")
def passing_paper(django_db_setup, django_db_blocker, tmp_path_factory):
    """with passing_paper(): …: a paper of its own, whose database forgets it at the end of the block."""
    files = "django.core.files.storage.FileSystemStorage"
    folders = {
        "default": {"BACKEND": files, "OPTIONS": {"location": tmp_path_factory.mktemp("originals")}},
        "renditions": {
            "BACKEND": files,
            "OPTIONS": {"location": tmp_path_factory.mktemp("renditions"), "base_url": "/media/"},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    own = {
        "STORAGES": folders,
        # With its locks: other processes decode at the same time.
        "FILE_UPLOAD_TEMP_DIR": tmp_path_factory.mktemp("uploads"),
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "SECURE_SSL_REDIRECT": False,
    }

    @contextlib.contextmanager
    def passing_paper(**changed):
        with override_settings(**own | changed), django_db_blocker.unblock(), transaction.atomic():
            yield
            transaction.set_rollback(True)

    return passing_paper


@pytest.fixture(scope="session")
def pages_in(passing_paper):
    """pages_in("de", setting=…) -> all pages of every_page in an edition, made once for all processes of a run."""

    def make(**edition):
        from newsroom.tests.support.every_page import every_page

        with passing_paper(**edition):
            return every_page()

    return lambda language, **edition: made_once(f"pages-{language}", lambda: make(**edition))


@pytest.fixture(scope="session")
def every_page(pages_in):
    return pages_in("en")


@pytest.fixture
def tab(browser, every_page):
    """A tab in which every_page.show(tab, page) shows the saved pages, with axe at hand.

    Whatever its console or its scripts complain of fails the test; that a page answers 404 is no complaint.
    """
    from axe_playwright_python.base import AXE_SCRIPT

    complaints = []
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    context.add_init_script(AXE_SCRIPT)
    every_page.serve(context)
    tab = context.new_page()
    tab.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    context.close()
    status = "Failed to load resource: the server responded with a status of"
    assert not [complaint for complaint in complaints if not complaint.startswith(status)]


def _served(make):
    """A service for all tests."""
    with services.folder() as folder:
        try:
            service = make(folder / make.__name__)
        except services.NotInstalled as lacking:
            services.skip_or_fail(lacking)
        with service:
            yield service


@pytest.fixture(scope="session")
def postgres(starts_programs):
    yield from _served(services.postgres)


@pytest.fixture(scope="session")
def redis(starts_programs):
    yield from _served(services.redis)


@pytest.fixture(scope="session")
def storage(starts_programs):
    yield from _served(services.storage)


class Stopwatch:
    """The clock that nobody sets back, as this test sets it."""

    def __init__(self):
        self.now = time.monotonic()

    def shift(self, seconds):
        self.now += seconds


@pytest.fixture
def stopwatch(monkeypatch):
    watch = Stopwatch()
    monkeypatch.setattr(time, "monotonic", lambda: watch.now)
    return watch


@pytest.fixture
def as_role(request, db):
    """as_role("editor") -> a client that answers with a 500 where something fails."""

    def client(role):
        client = Client(raise_request_exception=False)
        if role == "superuser":
            client.force_login(
                request.getfixturevalue("make_reader")("Keeper", is_staff=True, is_superuser=True)
            )
        elif role != "anonymous":
            client.force_login(request.getfixturevalue(role))
        return client

    return client


@pytest.fixture
def keeper(as_role):
    return as_role("superuser")


@pytest.fixture
def draft(make_article, jpeg):
    """With a row of each kind."""
    from articles.models import Contribution, Contributor, Photo, Slide

    story = make_article(headline="Nobody knows yet")
    photo = Photo.objects.ingest(jpeg(), caption="The harbor", alt="Boats", credit_line="Meridian").photo
    Slide.objects.create(article=story, photo=photo, position=1)
    contributor = Contributor.named("Ines Calloway")
    Contribution.objects.create(article=story, contributor=contributor, role="byline", position=1)
    return story
