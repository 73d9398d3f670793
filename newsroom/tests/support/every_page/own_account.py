"""What readers see of their own account, to its end."""

from newsroom.tests.support.every_page import second_factors
from newsroom.tests.support.every_page.cast import PASSWORD


def make(cast, pages):
    def keep(name, response):
        return pages.save("own account", name, response)

    reader = cast.person("Northwind")
    client = cast.client(reader)
    erase = "/accounts/erase/"
    keep("account", client.get("/accounts/"))
    keep("sign out", client.get("/accounts/logout/"))
    keep("password once more", client.get(erase, follow=True))
    confirm = "/accounts/reauthenticate/"
    keep("password once more, wrong", client.post(confirm, {"password": "1", "next": "/accounts/"}))
    client.post(confirm, {"password": PASSWORD, "next": "/accounts/"})
    keep("change password", client.get("/accounts/password/change/"))
    typed = {"oldpassword": "wrong-word-1", "password1": "1"}
    keep("change password, refused", client.post("/accounts/password/change/", typed))
    keep("change address", client.get("/accounts/email/"))
    keep("change address, refused", client.post("/accounts/email/", {"email": "no", "action_add": ""}))
    typed = {"email": "wind@readers.example", "action_add": ""}
    keep("code to change address", client.post("/accounts/email/", typed, follow=True))
    keep("change address, one waits", client.get("/accounts/email/"))
    keep("erase", client.get(erase))
    by_code = cast.person("Saltcote", None)
    keep("account without a password", cast.client(by_code).get("/accounts/"))
    keep("choose a password", cast.client(by_code).get("/accounts/password/set/", follow=True))
    keep("erase, sign in first", cast.client(by_code).get(erase, follow=True))
    second_factors.make(cast, keep)
    staff = cast.client(cast.editor)
    staff.post(confirm, {"password": PASSWORD, "next": "/accounts/"})
    keep("erase, staff", staff.get(erase))
    keep("erased", client.post(erase, follow=True))
