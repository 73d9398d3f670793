"""Whoever shows somebody's name hears of a new one within the change: what fails there undoes it."""

import pytest

from accounts.models import User
from accounts.names import UNNAMED_READER
from accounts.signals import user_renamed


@pytest.fixture
def told():
    heard = []

    def hear(user, **kwargs):
        heard.append(user.username)
        if user.username == "Unheard":
            raise RuntimeError("not heard")

    user_renamed.connect(hear)
    yield heard
    user_renamed.disconnect(hear)


@pytest.fixture
def unnamed(make_reader):
    user = make_reader("Somebody")
    user.username = f"{UNNAMED_READER}{user.pk}"
    user.save()
    return user


def test_a_name_that_is_chosen_is_told(unnamed, told):
    unnamed.choose_name("Heard")
    assert told == ["Heard"]


def test_a_receiver_that_fails_undoes_the_name(unnamed, told):
    with pytest.raises(RuntimeError):
        unnamed.choose_name("Unheard")
    assert told == ["Unheard"] and User.objects.get(pk=unnamed.pk).is_unnamed
