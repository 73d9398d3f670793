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


@pytest.mark.parametrize(
    "address, field",
    [
        ("/accounts/login/", "login"),
        ("/accounts/login/", "password"),
        ("/accounts/signup/", "username"),
        ("/accounts/signup/", "email"),
        ("/accounts/signup/", "password1"),
        ("/accounts/login/code/", "email"),
        ("/accounts/password/reset/", "email"),
        ("/admin/login/", "username"),
    ],
)
def test_a_nul_in_a_form_of_who_comes_in_is_a_mistake_in_it(client, reader, address, field):
    typed = {
        "login": "RedFern",
        "username": "QuietHeron",
        "email": "heron@readers.example",
        "password": "harbour-light-9",
        "password1": "harbour-light-9",
    }
    answer = client.post(address, typed | {field: f"{typed[field]}\0"})
    assert answer.status_code in (200, 302)
    assert "_auth_user_id" not in client.session


def test_a_nul_in_a_pen_name_is_refused_at_the_desk_too(keeper):
    typed = {"username": "Quiet\0Heron", "email": "heron@paper.example", "usable_password": "false"}
    answer = keeper.post("/admin/accounts/user/add/", typed)
    assert "username" in answer.context["adminform"].errors
