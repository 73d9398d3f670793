"""A NUL, which PostgreSQL takes in no text, is refused before anything is looked up."""

import pytest


@pytest.mark.parametrize(
    "address", ["/", "/admin/", "/accounts/login/", "/section/world/", "/comments/mine/"]
)
@pytest.mark.parametrize("name", ["q", "page", "before", "next", "anything", "a\0b"])
def test_a_nul_in_an_address_is_refused(keeper, section, address, name):
    assert keeper.get(address, {name: "1\0"}).status_code == 400
    assert keeper.get(f"{address}%00").status_code == 400


def test_a_nul_in_a_cookie_is_refused(client, db):
    client.raise_request_exception = False
    answer = client.get("/accounts/login/", headers={"Cookie": 'sessionid="abcdefgh\\000ijkl"'})
    assert answer.status_code == 400
