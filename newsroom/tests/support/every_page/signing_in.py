"""How readers come in: by password, by a code, as new ones; and what refuses them."""

import re

from django.core import mail
from django.test import Client

from newsroom.tests.support.every_page.cast import PASSWORD


def newest_code():
    return re.search(r"\d{4}-\d{4}", mail.outbox[-1].body)[0]


def make(cast, pages):
    def keep(name, response):
        return pages.save("signing in", name, response)

    login, signup = "/accounts/login/", "/accounts/signup/"
    keep("sign in", Client().get(login))
    keep("sign in, refused", Client().post(login, {"login": "RedFern", "password": "wrong-word-1"}))
    keep("register", Client().get(signup))
    keep(
        "register, refused", Client().post(signup, {"username": "Red_Fern", "email": "no", "password1": "1"})
    )
    new = Client()
    typed = {"username": "QuietHeron", "email": "heron@readers.example", "password1": PASSWORD}
    keep("code to confirm an address", new.post(signup, typed, follow=True))
    keep("code to confirm, wrong", new.post("/accounts/confirm-email/", {"code": "1"}))
    forgot = Client()
    address = {"email": "redfern@readers.example"}
    keep("ask for a code", forgot.get("/accounts/login/code/"))
    owner = Client()
    owner.post("/accounts/login/code/", {"email": typed["email"]})
    owner.post("/accounts/login/code/confirm/", {"code": newest_code()})
    keep("choose a pen name", owner.get("/accounts/pen-name/"))
    keep("choose a pen name, refused", owner.post("/accounts/pen-name/", {"username": "Red_Fern"}))
    keep("ask for a code, refused", forgot.post("/accounts/login/code/", {"email": "no"}))
    keep("code to sign in", forgot.post("/accounts/login/code/", address, follow=True))
    keep("code to sign in, wrong", forgot.post("/accounts/login/code/confirm/", {"code": "1"}))
    keep("new password", Client().get("/accounts/password/reset/"))
    keep("new password, refused", Client().post("/accounts/password/reset/", {"email": "no"}))
    lost = Client()
    keep("code for a new password", lost.post("/accounts/password/reset/", address, follow=True))
    wrong = lost.post("/accounts/password/reset/confirm/", {"code": "1"})
    keep("code for a new password, wrong", wrong)
    right = lost.post("/accounts/password/reset/confirm/", {"code": newest_code()}, follow=True)
    keep("choose a new password", right)
    weak = lost.post("/accounts/password/reset/complete/", {"password1": "1"})
    keep("choose a new password, refused", weak)
    keep("new password in use", Client().get("/accounts/password/reset/done/"))
    keep("deactivated", Client().get("/accounts/inactive/"))
