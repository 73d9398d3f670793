"""The cast that all tests share: who publishes, who writes, one story that is out, and a browser that reads it."""

import contextlib
import io
import os
import re
import shutil
import tempfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from newsroom.tests.support import decoded, units
from newsroom.tests.support.browser import FLAGS, find

ROOT = Path(__file__).resolve().parent
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
# Milliseconds for what a page does: a busy machine is waited for, and a fault is seen a little later.
PATIENCE = 30_000


def _leave_the_developers_settings():
    """Tests read no .env and no variable of the site's, and keep what they write in a folder of their own."""
    for name in re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE):
        os.environ.pop(name, None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "tests only, and long enough for every check that is made of it",
        "DATA_DIR": tempfile.mkdtemp(prefix="newsroom-tests-"),
        # Browser tests run Playwright's event loop beside the ORM.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        # Of a PostgreSQL server, to run them there.
        "DATABASE_URL": os.environ.get("TEST_DATABASE_URL", ""),
    }


if not IS_WORKER:
    _leave_the_developers_settings()


def pytest_configure():
    from django.conf import settings
    from django_tasks import task_backends
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE)

    # In a file, for live servers and threads have connections of their own; each worker's name gets a suffix.
    folder = Path(os.environ["DATA_DIR"])
    if not os.environ["DATABASE_URL"]:
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(folder / "tests.sqlite3")
    # What is done in the background is done at once; tests of the worker put it off.
    settings.TASKS["default"]["BACKEND"] = "newsroom.tests.support.tasks.AtOnce"
    # In a process of several, Django was set up before this file was read, and the other backend made.
    with contextlib.suppress(AttributeError):
        del task_backends["default"]
    settings.STATICFILES_FINDERS = [
        "newsroom.tests.support.whole_sheets.Finder",
        *settings.STATICFILES_FINDERS,
    ]
    (folder / "static").mkdir(exist_ok=True)
    units.watch()


def pytest_unconfigure():
    if not IS_WORKER:
        shutil.rmtree(os.environ["DATA_DIR"], ignore_errors=True)


def pytest_collection_modifyitems(items):
    for item in items:
        units.mark(item)


def pytest_fixture_setup(fixturedef, request):
    units.refuse_unseen(request.node, fixturedef.argname)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    units.running = item if item.get_closest_marker("unit") else None
    try:
        return (yield)
    finally:
        units.running = None


def _empties_the_tables(item):
    marker = item.get_closest_marker("django_db")
    return {"live_server", "transactional_db"} & set(item.fixturenames) or (
        marker and marker.kwargs.get("transaction")
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, request):
    """Remembers what migrations wrote into our own tables, for a test that empties them."""
    from django.apps import apps
    from django.conf import settings
    from django.core import serializers

    with django_db_blocker.unblock():
        models = [model for app in settings.OWN_APPS for model in apps.get_app_config(app).get_models()]
        rows = [row for model in models for row in model.objects.all()]
        request.config.written_by_migrations = serializers.serialize("json", rows)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    result = yield
    # After the last test the database itself is gone.
    if nextitem and _empties_the_tables(item) and hasattr(item.config, "written_by_migrations"):
        from django.core import serializers
        from django.core.cache import cache
        from pytest_django.plugin import blocking_manager_key

        with item.config.stash[blocking_manager_key].unblock():
            # No model's, and so not emptied with the others.
            cache.clear()
            for row in serializers.deserialize("json", item.config.written_by_migrations):
                row.save()
    return result


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    """Each test stores its photographs in a folder of its own, hashes quickly, and needs no collectstatic."""
    settings.STORAGES = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "originals"},
        },
        "renditions": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "renditions", "base_url": "/media/"},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # With its locks: tests in other processes decode at the same time.
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SECURE_SSL_REDIRECT = False
    # By the way that it really goes, into mail.outbox.
    settings.EMAIL_BACKEND = "newsroom.backends.mail.EmailBackend"
    settings.MAIL_SENT_BY = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(scope="session")
def starts_programs():
    """Named by whatever starts a program or a server: what needs it is no unit test."""


@pytest.fixture(scope="session", autouse=True)
def _decoded_once():
    from articles.photographs import sandbox

    kept = Path(os.environ["DATA_DIR"]) / "decoded"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "_run", decoded.once(sandbox._run, kept))
        yield


@pytest.fixture(autouse=True)
def _empty_fragment_cache():
    """Without fragments of another test's stories, or of another module's, which may have had the same numbers."""
    from core.fragment_cache import fragment_cache

    fragment_cache.clear()
    yield
    fragment_cache.clear()


@pytest.fixture
def section(db):
    from articles.models import Section

    return Section.objects.create(name="World", slug="world", position=1)


@pytest.fixture
def make_reader(db):
    """make_reader("RedFern") -> a reader whose address is confirmed; confirmed=False for one whose is not."""
    from accounts.models import User

    def make(name, confirmed=True, **fields):
        user = User.objects.create_user(name, f"{name.lower()}@readers.example", "harbour-light-9", **fields)
        user.emailaddress_set.create(email=user.email, verified=confirmed, primary=True)
        return user

    return make


@pytest.fixture
def reader(make_reader):
    return make_reader("RedFern")


@pytest.fixture
def other_reader(make_reader):
    return make_reader("Northwind")


@pytest.fixture
def make_staff(make_reader):
    def make(name, group):
        from django.contrib.auth.models import Group

        user = make_reader(name, is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        return user

    return make


@pytest.fixture
def editor(make_staff):
    return make_staff("IrisVale", "Editors")


@pytest.fixture
def moderator(make_staff):
    return make_staff("OttoLind", "Moderators")


@pytest.fixture
def other_moderator(make_staff):
    return make_staff("AdaMeer", "Moderators")


@pytest.fixture
def make_article(section):
    """make_article(headline=…) -> a draft that could be published."""
    from articles.models import Article

    def make(**text):
        complete = {
            "section": section,
            "headline": "Ferry link to reopen in spring",
            "place": "PORT ALDEN",
            "source": "Meridian",
            "body": "<p>The ferry will sail again.</p><p>It stopped in autumn.</p>",
        }
        return Article.objects.create(**complete | text)

    return make


@pytest.fixture
def article(make_article, editor):
    """A story that is out since this moment."""
    story = make_article()
    story.publish(editor)
    return story


@pytest.fixture
def post(article, make_reader):
    """post("text", parent=…, author=…, on=…) -> a comment by a new reader each time, unless told whose."""
    from comments.models import Discussion

    count = iter(range(10_000))

    def post(text=None, parent=None, author=None, on=None, at=None):
        number = next(count)
        author = author or make_reader(f"Reader{number:04}".translate(str.maketrans("01", "xz")))
        text = text if text is not None else f"What comment {number} has to say."
        return Discussion.of(on or article).post(author, text, parent=parent, at=at)

    return post


@pytest.fixture
def own_page(editor):
    """A page of the paper's own that is public, and at the foot of every page."""
    from core.models import Page

    page = Page.objects.create(
        title="How we work", slug="how-we-work", text="<p>We ask first.</p>", position=1
    )
    page.publish(editor)
    return page


@pytest.fixture
def jpeg():
    """jpeg(width, height, **save options) -> an uploaded JPEG of one colour."""

    def make(width=900, height=600, name="harbour.jpg", colour="steelblue", **options):
        out = io.BytesIO()
        Image.new("RGB", (width, height), colour).save(out, "JPEG", **options)
        return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")

    return make


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The machine's own Chromium where there is one, else the test tool's."""
    found = find()
    return browser_type_launch_args | {"args": FLAGS} | ({"executable_path": found} if found else {})


@pytest.fixture
def _known_before_the_browser(request):
    # Playwright's loop gives the thread another database connection: begun before it, a test's own
    # transaction would never end, and the live server would wait for its lock.
    assert "live_server" in request.node.fixturenames, (
        "Name the page's fixture among the test's own arguments."
    )


@pytest.fixture
def open_page(_known_before_the_browser, browser, live_server, settings):
    """open_page(**context options) -> a page of a browser that knows nothing yet; addresses begin at the site.

    Whatever its console or its scripts complain of fails the test, unless the test has looked at
    `page.complaints` and cleared it. That a page was itself answered with 404 or 422 is no complaint.
    """
    settings.SITE_URL = live_server.url
    settings.WHITENOISE_AUTOREFRESH = True
    pages, visited = [], set()

    def heard(page, said):
        if said.type == "error":
            page.complaints.append(f"{said.text} {said.location.get('url', '')}".strip())

    def open_page(**options):
        context = browser.new_context(base_url=live_server.url, reduced_motion="reduce", **options)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: heard(page, said))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: request.is_navigation_request() and visited.add(request.url))
        pages.append(page)
        return page

    yield open_page
    complaints = [complaint for page in pages for complaint in page.complaints]
    for page in pages:
        page.context.close()
    status = "Failed to load resource: the server responded with a status of"
    own = {
        complaint
        for complaint in complaints
        if complaint.startswith(status) and complaint.split()[-1] in visited
    }
    assert not [complaint for complaint in complaints if complaint not in own]


@pytest.fixture
def phone(open_page):
    return open_page(**PHONE)


@pytest.fixture
def desktop(open_page):
    return open_page(**DESKTOP)


@pytest.fixture
def without_javascript(open_page):
    return open_page(**DESKTOP, java_script_enabled=False)


@pytest.fixture
def signed_in(live_server):
    """signed_in(page, user) -> the page, whose reader has a session; nothing is typed, no password hashed."""
    from django.conf import settings
    from django.test import Client

    def sign_in(page, user):
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        return page

    return sign_in


@pytest.fixture
def axe():
    """axe(page) fails with every accessibility fault that axe-core finds on it."""
    from axe_playwright_python.sync_playwright import Axe

    def check(page, **options):
        # It would fetch style sheets anew and write what they import into the page, which its policy forbids.
        options["options"] = {"preload": False} | options.get("options", {})
        found = Axe().run(page, **options)
        assert found.violations_count == 0, found.generate_report()

    return check
