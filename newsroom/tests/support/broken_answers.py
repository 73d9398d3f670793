"""Served by the real server in a test: answers that break off, at an address that says how."""


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/before/":
        raise RuntimeError("nothing was said yet")
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "11")])
    return _broken() if path == "/within/" else [b"as it", b"", b" is ok"]


def _broken():
    yield b"half"
    raise RuntimeError("half was said")
