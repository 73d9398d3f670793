"""Bodies that no browser sends: answered in plain words, without a fault of ours, and kept nowhere."""

import pytest
from django.test import Client

from accounts.models.session import Session
from comments.tests import FROM_HERE


def parts(count, more=""):
    part = '--b\r\nContent-Disposition: form-data; name="f{0}"{1}\r\n\r\n1\r\n'
    return "".join(part.format(number, more) for number in range(count)) + "--b--\r\n"


FORM = "application/x-www-form-urlencoded"
ODD = {
    "ten thousand fields": (FORM, "&".join(f"f{number}=1" for number in range(10_000))),
    "a thousand parts": ("multipart/form-data; boundary=b", parts(1001)),
    "a thousand files": ("multipart/form-data; boundary=b", parts(1001, '; filename="x"')),
    "parts that end early": ("multipart/form-data; boundary=b", "--b\r\nContent-Disposition"),
    "parts without a boundary": ("multipart/form-data", "x"),
    "another charset": (f"{FORM}; charset=utf-16", "text=x"),
    "no charset at all": (f"{FORM}; charset=nothing", "text=x"),
    "no form": ("application/json", "{"),
    "half a letter": (FORM, "text=%ED%A0%80&words=%FF&reason=%00"),
    "a NUL": (FORM, "text=a%00b&words=a%00b&writer=%00&reason=spam"),
    "a name without end": (FORM, f"text=x&writer={'x' * 100_000}"),
}


@pytest.mark.parametrize("what", ODD)
@pytest.mark.parametrize("is_checked", [False, True])
@pytest.mark.parametrize("who", ["nobody", "reader"])
def test_what_is_odd_breaks_no_form_of_writing(article, post, reader, what, is_checked, who):
    comment = post()
    # An error of ours is raised here.
    client = Client(enforce_csrf_checks=is_checked)
    if who == "reader":
        client.force_login(reader)
    own, (kind, body) = comment.get_absolute_url(), ODD[what]
    for address in (f"{article.get_absolute_url()}comment/", f"{own}reply/", f"{own}report/"):
        response = client.generic("POST", address, body, content_type=kind, **FROM_HERE)
        assert response.status_code < 500, address
    assert all(len(session.session_data) < 2000 for session in Session.objects.all())
