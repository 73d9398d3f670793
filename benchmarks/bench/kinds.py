"""The kinds of requests that are measured."""

from dataclasses import dataclass

from benchmarks.bench.asking import Wrong, ask_once

# As browsers send it.
BROWSER = [("Accept-Encoding", "gzip, deflate, br")]
GZIP = [("Accept-Encoding", "gzip")]
# gunicorn adds these to every answer itself.
GUNICORN_HEADERS = {"server", "date", "connection"}


@dataclass
class Kind:
    name: str
    page: str
    status: int
    headers: list
    # Whether the server without a page cache is measured too.
    uncached: bool = False
    signed_in: bool = False

    @property
    def key(self):
        """Its path at the yardstick."""
        return f"/{self.name.replace(' ', '-').replace(',', '')}"

    def asked(self, site):
        """(path, headers)"""
        path, headers = site.form if self.page == "form" else site.pages[self.page][0], self.headers
        if self.signed_in:
            headers = [*headers, *site.somebody()]
        if self.status == 304:
            headers = [*headers, ("If-None-Match", ask_once(site.cached.port, path, headers).header("etag"))]
        return path, headers


def kinds(pages):
    """Every page as a browser requests it and, rendered, as the page cache does; then other requests."""
    found = [Kind(name, name, status, BROWSER, uncached=True) for name, (_, status) in pages.items()]
    found += [
        Kind("story in gzip", "story", 200, GZIP),
        Kind("story as it is", "story", 200, []),
        Kind("story unchanged", "story", 304, BROWSER),
        Kind("story, signed in", "story", 200, GZIP, signed_in=True),
        Kind("form of a comment, signed in", "form", 200, GZIP, signed_in=True),
    ]
    return found


def look(kind, port, path, headers):
    """Request the page once, check the Answer and return it: every later one must be like it."""
    answer = ask_once(port, path, headers)
    if answer.code != kind.status:
        raise Wrong(f"{path}: {answer.status} instead of {kind.status}")
    if kind.status in (200, 410) and b"</html>" not in answer.body and not answer.header("content-encoding"):
        raise Wrong(f"{path}: no whole page")
    return answer


def constant(answer):
    """What the yardstick sends instead of the Answer: (status, headers, body)."""
    headers = [each for each in answer.headers if each[0].lower() not in GUNICORN_HEADERS]
    return answer.status, headers, answer.body
