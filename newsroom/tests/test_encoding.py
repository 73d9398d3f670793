"""Everything that comes is read as UTF-8: no charset that a client names decides how an address is read."""

import io

import pytest

from comments.threads import THREADS_A_PAGE
from newsroom.server.encoding import InUTF8
from newsroom.wsgi import application


def ask(address, content_type="", method="GET", body=b""):
    """(status, body) as the server would send it."""
    path, _, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
    }
    said = []
    sent = application(environ, lambda status, headers, exc_info=None: said.append(int(status[:3])))
    return said[0], b"".join(sent)


@pytest.mark.parametrize("charset", ["hex", "idna", "utf-7", "utf-16", "rot13", "undefined", "latin-1"])
@pytest.mark.parametrize("way", ["text/plain; charset={}", 'a/b;Charset="{}"', "a/b; charset*=utf-8''{}"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_another_code_is_refused(charset, way, method):
    """No database mark on this test: it comes no farther."""
    assert ask("/accounts/login/?next=%ff", way.format(charset), method)[0] == 400


@pytest.mark.parametrize("charset", ["idna", "undefined"])
def test_a_parameter_in_a_code_of_no_letters_is_refused(charset):
    assert ask("/", f"text/plain; name*={charset}''%ff")[0] == 400


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "utf-32", "cp037"])
def test_no_other_code_puts_one_page_in_the_place_of_another(transactional_db, article, post, charset):
    for _ in range(THREADS_A_PAGE + 1):
        post()
    second = f"{article.get_absolute_url()}?page=2"
    ask(second, f"text/plain; charset={charset}")
    assert ask(second)[1] != ask(article.get_absolute_url())[1]


@pytest.mark.parametrize(
    "content_type",
    ["", "application/x-www-form-urlencoded", "text/plain; charset=UTF-8", "text/plain;charset=utf8"],
)
def test_what_browsers_send_is_taken(content_type):
    door = InUTF8(lambda environ, start_response: ["taken"])
    assert door({"CONTENT_TYPE": content_type}, None) == ["taken"]
    assert door({"CONTENT_TYPE": "multipart/form-data; boundary=----x"}, None) == ["taken"]
