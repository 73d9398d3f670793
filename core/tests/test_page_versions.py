"""Subjects: what their versions may be asked by, and how they are asked where PostgreSQL prepares it."""

import contextlib

import pytest
from django.db import Error, connection, transaction

from articles.models import Article
from core.models import Edition
from core.page_versions import Subject


def edition():
    return Edition.objects.order_by("-version").values("version")[:1]


def numbers(versions):
    """PostgreSQL answers bytes."""
    return [each if each is None else int(each) for each in versions]


def test_a_version_is_asked_for_by_its_subjects_key_alone(db):
    """What else its query says would be lost: it would be asked with the key in its place."""
    killed = Subject(story=lambda story: Article.objects.filter(pk=story, slug="ferry").values("version"))
    with pytest.raises(ValueError, match="ferry"):
        killed.read(7)


def test_what_another_app_adds_is_read_with_what_was_asked_for_before(db):
    Edition.objects.create(version=3, removals=5)
    paper = Subject(edition=edition)
    assert numbers(paper.read()) == [3]
    paper.also(removals=lambda: Edition.objects.order_by("-removals").values("removals")[:1])
    assert numbers(paper.read()) == [3, 5]


def test_what_was_first_asked_in_a_transaction_that_had_failed_is_asked_anew(db):
    Edition.objects.create(version=3)
    paper = Subject(edition=edition)
    with transaction.atomic():
        for ask in (lambda: connection.cursor().execute("SELECT nothing FROM nowhere"), paper.read):
            with contextlib.suppress(Error):
                ask()
        transaction.set_rollback(True)
    assert numbers(paper.read()) == [3]
