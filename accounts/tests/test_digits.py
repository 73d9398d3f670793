"""Pages and mails about accounts write numbers in the paper's digits, and codes in those that every keyboard has."""

import pytest
from django.core import mail
from django.urls import reverse


@pytest.fixture(autouse=True)
def digits(settings):
    settings.DIGITS = "٠١٢٣٤٥٦٧٨٩"


def test_the_sign_up_form_has_them(client, db):
    page = client.get(reverse("account_signup")).content.decode()
    assert "٣ to ٣٠ letters" in page and "At least ٨ characters" in page


@pytest.mark.parametrize(
    ("name", "said"), [("ab", "٣ to ٣٠ characters; this one has ٢."), ("a" * 31, "this one has ٣١.")]
)
def test_so_has_what_it_refuses(register, name, said):
    assert said in register(username=name).content.decode()


def test_a_mail_has_them_but_for_its_code(register, code):
    register()
    assert "It stops working ١٥ minutes after" in mail.outbox[0].body
    assert code().replace("-", "").isascii()


def test_so_has_the_refusal_of_a_password(register):
    assert "at least ٨ characters." in register(password1="x-9-kit").content.decode()
