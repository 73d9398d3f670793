"""The site, with a header on each answer that says how many GETs Django has answered so far."""

import itertools

from benchmarks.bench.servers import RENDERED_SO_FAR
from newsroom.wsgi import application as site

_django, _counter, _so_far = site.application, itertools.count(1), 0


def _counting(environ, start_response):
    global _so_far
    if environ["REQUEST_METHOD"] == "GET":
        _so_far = next(_counter)
    return _django(environ, start_response)


site.application = _counting


def application(environ, start_response):
    def start(status, headers, exc_info=None):
        return start_response(status, [*headers, (RENDERED_SO_FAR, str(_so_far))], exc_info)

    return site(environ, start)
