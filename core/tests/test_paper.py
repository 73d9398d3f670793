"""What the paper says of itself: where it begins, what a change reaches, and which stories new rules are for."""

import datetime
import logging

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from core import on_every_page
from core.models import Edition, Paper
from core.models.paper import validate_profiles, validate_year

DAY = datetime.timedelta(days=1)


@pytest.fixture
def chief(db, django_user_model):
    return django_user_model.objects.create_superuser("chief", "chief@example.org", "harbour-light-9")


def test_until_somebody_saves_it_the_settings_speak(settings, db):
    settings.SITE_NAME, settings.COMMENTS_OPEN_DAYS = "The Harbour Times", 3
    paper = Paper.current()
    assert (paper.pk, paper.name, paper.open_days) == (None, "The Harbour Times", 3)
    assert paper.open_days_for(timezone.now()) == 3


def test_once_saved_the_settings_speak_no_more(settings, chief):
    Paper.change(chief, motto="All the tides")
    settings.SITE_NAME, settings.COMMENTS_OPEN_DAYS = "Another", 1
    assert (Paper.current().name, Paper.current().open_days) == ("The Meridian", 14)


def test_there_is_one(chief):
    Paper.change(chief, motto="All the tides")
    Paper.change(chief, founded=1887)
    paper = Paper.objects.get()
    assert (paper.motto, paper.founded) == ("All the tides", 1887)


def test_each_change_makes_all_pages_old_and_a_repetition_none(chief):
    Edition.bump()
    before = Edition.objects.get().version
    Paper.change(chief, name="The Harbour Times")
    Paper.change(chief, name="The Harbour Times")
    assert Edition.objects.get().version == before + 1


def test_the_log_says_who_changed_what(chief, caplog):
    with caplog.at_level(logging.INFO):
        Paper.change(chief, name="The Harbour Times", motto="")
    assert "the paper: name changed by chief" in caplog.text


def test_a_new_number_of_days_is_for_stories_first_published_from_then_on(chief):
    then = timezone.now()
    Paper.change(chief, open_days=7)
    Paper.change(chief, open_days=None)
    paper = Paper.current()
    assert paper.open_days_for(then - DAY) == 14
    assert paper.open_days_for(then + DAY) is None
    (first, fourteen), (second, seven) = paper.earlier_open_days
    assert (fourteen, seven) == (14, 7)
    assert paper.open_days_for(datetime.datetime.fromisoformat(first)) == 7
    # The instant itself has the new number.
    assert paper.open_days_for(datetime.datetime.fromisoformat(second)) is None


def test_a_change_of_something_else_leaves_the_days(chief):
    Paper.change(chief, motto="All the tides", open_days=14)
    assert Paper.current().earlier_open_days == []


def test_a_page_without_the_database_has_the_name_that_was_read_last(chief, django_assert_num_queries):
    Paper.change(chief, name="The Harbour Times")
    on_every_page.read()
    with django_assert_num_queries(0):
        assert on_every_page.last_known().row.name == "The Harbour Times"


def test_it_is_read_once_until_it_changes(chief, django_assert_num_queries):
    on_every_page.read()
    with django_assert_num_queries(0):
        on_every_page.read()
    Paper.change(chief, name="The Harbour Times")
    assert on_every_page.read().row.name == "The Harbour Times"


@pytest.mark.parametrize("year", [1599, timezone.localdate().year + 1])
def test_a_year_in_which_no_paper_was_founded_is_refused(year):
    with pytest.raises(ValidationError):
        validate_year(year)
    validate_year(1605)
    validate_year(timezone.localdate().year)


@pytest.mark.parametrize(
    "text", ["http://social.example/a", "@meridian", "https://", "https://a.example https://b"]
)
def test_a_profile_that_is_no_address_is_refused_by_its_line(text):
    validate_profiles("https://social.example/@meridian\n\nhttps://video.example/meridian\n")
    with pytest.raises(ValidationError, match=text.split(":")[0]):
        validate_profiles(f"https://social.example/@meridian\n{text}")
