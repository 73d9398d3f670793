"""Only staff sends more than a form's text."""

import pytest

from newsroom.server import limits

ADD = "/admin/articles/photo/add/"


@pytest.mark.parametrize("size, status", [(limits.BODY_BYTES, 302), (limits.BODY_BYTES + 1, 413)])
def test_a_reader_s_large_body_is_refused_unread(client, reader, size, status):
    client.force_login(reader)
    response = client.post(ADD, b"x" * size, content_type="application/octet-stream")
    assert response.status_code == status
    if status == 413:
        assert b"<html" in response.content


def test_an_editor_s_is_read(client, editor):
    client.force_login(editor)
    response = client.post(ADD, b"x" * (limits.BODY_BYTES + 1), content_type="application/octet-stream")
    assert response.status_code == 200
