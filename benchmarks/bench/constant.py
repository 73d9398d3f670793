"""The yardstick: a WSGI application that only sends stored bytes, with the headers of the real page.

The answers come from the file that CONSTANT_ANSWERS names: {path: (status, headers, body)}.
"""

import os
import pickle
from pathlib import Path

ANSWERS = pickle.loads(Path(os.environ["CONSTANT_ANSWERS"]).read_bytes())


def application(environ, start_response):
    status, headers, body = ANSWERS[environ["PATH_INFO"]]
    start_response(status, headers[:])
    return [body]
