"""Comments that are posted, and a crowd that requests a page just after a change."""

import threading
import time
from urllib.parse import urlencode

from benchmarks.bench import machine
from benchmarks.bench.asking import Connections, Turn, Wrong, ask_once, request
from benchmarks.bench.kinds import BROWSER
from benchmarks.bench.rounds import Measured
from benchmarks.bench.servers import COUNTED, RENDERED_SO_FAR
from benchmarks.bench.site import CSRF

POSTS, CROWD = 50, 100
# The constant gets so many times the posts: it is too quick to be measured with fewer.
CONSTANT_FACTOR = 10


def measure_posting(sites, yardstick, rounds, say):
    """New threads, one after the other, each by another reader who is signed in, with all checks."""
    measured, before = Measured("a comment posted"), [site.count_comments() for site in sites]
    for number in range(1, rounds + 1):
        say(f"Posting, round {number} of {rounds}")
        measured.add("constant", _turn(yardstick, [_post("/permalink", [])] * POSTS * CONSTANT_FACTOR))
        for site in sites:
            posts = [_post(site.form, site.somebody(), f"{number}, {each}") for each in range(POSTS)]
            measured.add(f"{site.name}, cached", _turn(site.cached, posts, site.database))
    for site, were in zip(sites, before, strict=True):
        if (stored := site.count_comments() - were) != rounds * POSTS:
            raise Wrong(f"Of {rounds * POSTS} comments posted on {site.name}, {stored} were stored.")
    return measured


def _post(path, headers, words=""):
    fields = {"csrfmiddlewaretoken": CSRF, "text": f"The ferry will sail again, I am told. {words}"}
    return request(path, [*BROWSER, *headers], "POST", urlencode(fields).encode())


def _turn(server, posts, database=None):
    watched = [server.process.pid, *([database.process.pid] if database else [])]
    with Connections(server.port) as connection:
        before, began = [machine.processor_time(pid) for pid in watched], time.monotonic()
        answers = connection.ask(posts)
        seconds = time.monotonic() - began
    spent = [machine.processor_time(pid) - earlier for pid, earlier in zip(watched, before, strict=True)]
    if wrong := {answer.status for answer in answers if answer.code != 302}:
        raise Wrong(f"A comment was answered with {wrong}.")
    return Turn(len(posts), seconds, spent[0], 0, *spent[1:])


def measure_crowd(site, times, say):
    """[how often the page was rendered for a crowd that came at once], each time just after a comment."""
    path = site.pages["story"][0]
    found = []
    with site.server(COUNTED) as server:
        ask_once(server.port, path, BROWSER)
        for number in range(times):
            say(f"A crowd of {CROWD}, {number + 1} of {times}")
            with Connections(server.port) as connection:
                [posted] = connection.ask([_post(site.form, site.somebody(), f"before crowd {number}")])
            if posted.code != 302:
                raise Wrong(f"A comment was answered with {posted.status}.")
            before = _rendered(posted)
            answers = _at_once(server.port, path)
            if {(answer.code, answer.header("etag")) for answer in answers} != {
                (200, answers[0].header("etag"))
            }:
                raise Wrong("The crowd was not answered all the same.")
            found.append(max(map(_rendered, answers)) - before)
    return found


def _rendered(answer):
    return int(answer.header(RENDERED_SO_FAR))


def _at_once(port, path):
    answers, barrier, asked = [], threading.Barrier(CROWD), [request(path, BROWSER)]

    def come():
        with Connections(port) as connection:
            barrier.wait()
            answers.extend(connection.ask(asked))

    crowd = [threading.Thread(target=come) for _ in range(CROWD)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    if len(answers) != CROWD:
        raise Wrong(f"Of a crowd of {CROWD}, {len(answers)} were answered.")
    return answers
