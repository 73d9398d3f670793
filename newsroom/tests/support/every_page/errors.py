"""What stands instead of a page, for each reason that there can be."""

from django.shortcuts import render
from django.test import Client, RequestFactory

from comments.tests import FROM_HERE


def make(cast, pages):
    def keep(name, response):
        return pages.save("errors", name, response)

    keep("gone (410)", Client().get(cast.killed))
    keep("no such page (404)", Client().get("/nothing/here/"))
    strict = cast.client(cast.editor, enforce_csrf_checks=True, **FROM_HERE)
    form = f"{cast.mixed.get_absolute_url()}comment/"
    keep("form too old (403), text kept", strict.post(form, {"text": "An hour of thought."}))
    keep("form too old (403)", strict.post("/accounts/logout/"))
    keep("too large (413)", strict.post(form, {"text": "x" * 3_000_000}))
    report = f"{cast.first.get_absolute_url()}report/"
    keep("not open to you (403)", Client().post(report, {}, HTTP_ORIGIN="https://elsewhere.example"))
    client = Client(raise_request_exception=False)
    keep("unreadable (400)", client.get("/comment-policy/?name=%00"))
    request = RequestFactory().get("/accounts/login/")
    request.user, request.session = client.get("/").wsgi_request.user, {}
    for status in (429, 500):
        response = render(request, f"{status}.html", status=status)
        response.wsgi_request = request
        keep(f"error {status}", response)
