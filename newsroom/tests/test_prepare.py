"""What `make run` does before it serves, and that doing it again changes nothing."""

import io
import re
import runpy

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

from accounts.models import User
from articles.models import Article
from newsroom.imports import loader
from newsroom.management.commands import prepare as command
from newsroom.tests.support.seeds import STORY, everything


@pytest.fixture
def two_seeds(tmp_path, jpeg, monkeypatch, settings):
    """A folder with two stories in place of the demonstration's, and no static files to collect."""
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "quay.jpg").write_bytes(jpeg().read())
    (folder / "a.toml").write_text(STORY)
    other_readers = re.sub(r'by = "(Saltcote|HalyardJim|Wren)"', r'by = "\1Too"', STORY)
    (folder / "b.toml").write_text(other_readers.replace('key = "ferry"', 'key = "second"'))
    monkeypatch.setattr(loader, "stories", lambda: sorted(folder.glob("*.toml")))
    settings.DEMO_PASSWORD = "harbour-light-9"
    settings.DEBUG = True
    return folder


def prepare():
    out = io.StringIO()
    call_command("prepare", stdout=out, stderr=out)
    return out.getvalue()


def test_an_empty_database_gets_the_demonstration(db, two_seeds):
    said = prepare()
    assert "[1/2] a.toml: 1 photo" in said
    assert Article.objects.count() == 2
    assert User.objects.demo_accounts().count() == 7


def test_a_second_time_touches_no_data_and_says_nothing(db, two_seeds):
    prepare()
    before = everything()
    assert prepare() == ""
    assert everything() == before


def test_what_was_cut_short_is_loaded_to_its_end(db, two_seeds):
    call_command("seed", str(two_seeds / "a.toml"), stdout=io.StringIO())
    prepare()
    assert Article.objects.count() == 2


def test_where_somebody_has_an_account_nothing_is_loaded(db, two_seeds, make_reader):
    make_reader("Owner")
    assert prepare() == ""
    assert not Article.objects.exists()


def test_where_somebody_wrote_a_story_nothing_is_loaded(db, two_seeds, section):
    Article.objects.create(section=section, headline="My own")
    assert prepare() == ""
    assert not User.objects.exists()


def test_a_closed_demonstration_stays_closed(db, two_seeds, capsys):
    prepare()
    call_command("close_demonstration")
    prepare()
    assert not User.objects.demo_accounts().exists()


def test_a_seed_that_is_wrong_does_not_keep_the_site_from_starting(db, two_seeds):
    (two_seeds / "a.toml").write_text("key = 3")
    said = prepare()
    assert "a.toml: key: Here must stand text in quotes, not a number." in said
    assert Article.objects.get().seed == "second"


def test_ctrl_c_ends_any_command_without_a_traceback(monkeypatch):
    def interrupted(arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("django.core.management.execute_from_command_line", interrupted)
    with pytest.raises(SystemExit) as end:
        runpy.run_path(settings.BASE_DIR / "manage.py", run_name="__main__")
    assert end.value.code == 130


@pytest.fixture
def collected(settings, tmp_path, monkeypatch):
    """The times that static files were collected, of a site with one such file."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "one.css").write_text("p { color: red }")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    finders.get_finder.cache_clear()
    times = []
    real = call_command
    monkeypatch.setattr(
        command,
        "call_command",
        lambda name, **options: times.append(name) if name == "collectstatic" else real(name, **options),
    )
    yield times
    finders.get_finder.cache_clear()


def test_static_files_are_collected_again_only_where_one_changed(
    db, two_seeds, make_reader, settings, collected
):
    make_reader("Owner")
    settings.DEBUG = False
    prepare()
    prepare()
    assert collected == ["collectstatic"]
    (settings.STATICFILES_DIRS[0] / "one.css").write_text("p { color: blue; }")
    prepare()
    assert collected == ["collectstatic"] * 2


def test_an_operator_can_begin_with_an_empty_paper(db, two_seeds, settings):
    settings.DEMONSTRATION = False
    assert prepare() == ""
    assert not Article.objects.exists()
