"""Pages made by Django's client and saved, so that a browser can show each in any dress without asking for it again."""

import re
from dataclasses import dataclass

from django.contrib.staticfiles import finders
from django.test import Client

SITE = "https://paper.example"


@dataclass(frozen=True)
class Page:
    name: str
    address: str
    status: int
    headers: dict
    body: bytes

    @property
    def html(self):
        return self.body.decode()


class SavedPages:
    """Pages by name, in groups, and the files they show: whatever a browser asks for."""

    def __init__(self):
        self.groups, self.media = {}, {}

    def save(self, group, name, response):
        address = response.wsgi_request.get_full_path()
        headers = {key: value for key, value in response.items() if key != "Content-Length"}
        page = Page(name, address, response.status_code, headers, response.content)
        assert "html" in headers["Content-Type"] and not 300 <= page.status < 400, f"{name}: {page.status}"
        assert name not in {each.name for each in self.pages}, name
        self.groups.setdefault(group, []).append(page)
        for path in set(re.findall(r"/media/[\w/.-]+", page.html)) - self.media.keys():
            file = Client().get(path)
            assert file.status_code == 200, path
            self.media[path] = {"body": file.getvalue(), "content_type": file["Content-Type"]}
        return page

    @property
    def pages(self):
        return [page for group in self.groups.values() for page in group]

    def page(self, name):
        return next(page for page in self.pages if page.name == name)

    def serve(self, context):
        """Answer everything that pages of this context ask for; what is shown at an address is told by `show`."""
        context.shown = {}
        context.route("**/*", lambda route: self._answer(context, route))

    def show(self, tab, page, *behind):
        """The page in a tab; `behind` are pages that its scripts may fetch."""
        tab.context.shown |= {SITE + each.address: each for each in (page, *behind)}
        tab.goto(SITE + page.address)

    def _answer(self, context, route):
        address = route.request.url
        path = address.removeprefix(SITE)
        if page := context.shown.get(address):
            route.fulfill(status=page.status, headers=page.headers, body=page.body)
        elif path.startswith("/static/"):
            route.fulfill(path=finders.find(path.removeprefix("/static/")))
        elif path in self.media:
            route.fulfill(**self.media[path])
        else:
            route.abort()
