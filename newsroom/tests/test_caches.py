"""Redis, and what is done while it can't be reached: pages are made anew."""

import os
import pickle

import pytest
from django.core.cache import caches

from newsroom.backends import service_urls
from newsroom.backends.redis import RETRY_SECONDS, breaker_for
from newsroom.tests.support import services


@pytest.fixture
def own_redis(starts_programs):
    """One that can be stopped."""
    with services.folder() as folder:
        try:
            service = services.redis(folder)
        except services.NotInstalled as lacking:
            services.skip_or_fail(lacking)
        with service:
            yield service


@pytest.fixture
def use(settings, db):
    """use(a Redis, paper=…) -> where a paper keeps its pages there."""

    def use(redis, paper="one"):
        settings.CACHES = service_urls.caches(redis.url, paper)
        return caches["pages"]

    breaker_for.cache_clear()
    return use


@pytest.fixture
def clock(monkeypatch):
    """The seconds that have passed for whoever waits for Redis to be asked again."""

    class Clock:
        now = 1000.0

    monkeypatch.setattr("newsroom.backends.redis.time.monotonic", lambda: Clock.now)
    return Clock


def test_it_is_redis_that_keeps(use, redis, django_assert_num_queries):
    pages = use(redis)
    with django_assert_num_queries(0):
        pages.set("page", b"bytes")
        assert pages.get_many(["page", "other"]) == {"page": b"bytes"}
        pages.delete("page")
        assert pages.get("page", "none") == "none"


def test_what_is_kept_there_is_never_a_pickle(use, redis):
    """Whoever else writes into that Redis must not run anything here."""
    pages = use(redis)
    values = [b"page", b"", "words", 7, [1.5, None], {"a": "ü"}]
    for value in values:
        pages.set("name", value)
        assert pages.get("name") == value
    with pytest.raises(TypeError):
        pages.set("name", object())
    pages.set("name", b"page")
    client = pages._cache.get_client(write=True)
    (key,) = client.keys("*name")
    client.set(key, pickle.dumps(os.getcwd))
    assert pages.get("name") is None


def test_a_page_is_missed_while_redis_is_gone(use, own_redis, django_assert_num_queries):
    pages = use(own_redis)
    pages.set("page", b"bytes")
    assert pages.get("page") == b"bytes"
    own_redis.kill()
    with django_assert_num_queries(0):
        assert pages.get("page") is None
        pages.set("page", b"others")
        assert pages.get_many(["page"]) == {}


def test_who_comes_next_does_not_ask_it_again_until_a_pause_is_over(use, own_redis, clock, monkeypatch):
    pages = use(own_redis)
    own_redis.kill()
    asked = []
    client = type(pages._cache)
    real = client.get
    monkeypatch.setattr(client, "get", lambda *args: asked.append(1) or real(*args))
    for _ in range(3):
        pages.get("page")
    assert len(asked) == 1
    clock.now += RETRY_SECONDS
    breaker = breaker_for(own_redis.url)
    assert [breaker.allows_call(), breaker.allows_call()] == [True, False], "one asks for all"


def test_back_again_it_is_taken_at_once_and_both_are_said_once(use, own_redis, clock, caplog):
    pages = use(own_redis)
    own_redis.kill()
    for _ in range(3):
        pages.set("page", b"lost")
        clock.now += RETRY_SECONDS
    own_redis.start()
    assert pages.get("page") is None, "what Redis has, which is new"
    pages.set("page", b"in Redis")
    assert pages.get("page") == b"in Redis"
    said = [record.getMessage() for record in caplog.records if record.name == "newsroom.backends.redis"]
    assert len(said) == 2
    assert said[0].startswith("Redis can't be reached")
    assert said[1] == "Redis is back"


def test_a_restart_between_two_questions_is_not_noticed(use, own_redis, caplog):
    pages = use(own_redis)
    pages.set("page", b"bytes")
    own_redis.stop()
    own_redis.start()
    assert pages.get("page") is None
    assert not caplog.records


def test_two_papers_do_not_see_each_others_keys_and_clear_their_own(use, redis):
    use(redis, "one").set("page", b"one's")
    use(redis, "two").set("page", b"two's")
    caches["pages"].clear()
    assert caches["pages"].get("page") is None
    assert use(redis, "one").get("page") == b"one's"
    caches["pages"].clear()
