import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.adapter import AccountAdapter
from accounts.forms import SignupForm
from accounts.models import User

CODE_PAGE = "/accounts/confirm-email/"


def who_is_signed_in(client):
    return client.get("/accounts/").context


def test_a_reader_registers_with_a_code_and_is_signed_in(client, register, code):
    assert register().url == CODE_PAGE
    reader = User.objects.get(username="QuietHeron")
    assert not reader.is_confirmed
    assert client.post(CODE_PAGE, {"code": code()}).url == "/comments/mine/"
    assert reader.is_confirmed
    assert who_is_signed_in(client)["user"] == reader


def test_without_the_code_nobody_is_signed_in_and_nothing_can_be_posted(client, register, article):
    register()
    assert client.get("/accounts/").status_code == 302
    answer = client.post(f"{article.get_absolute_url()}comment/", {"text": "Too soon."})
    assert answer.url.startswith("/accounts/login/")
    assert not User.objects.confirmed().filter(username="QuietHeron").exists()


def test_the_way_back_is_kept_through_the_code(client, register, code, article):
    form = f"{article.get_absolute_url()}comment/"
    login = client.get(form).url
    page = client.get(client.get(login, follow=True).context["signup_url"]).content.decode()
    assert f'<input type="hidden" name="next" value="{form}">' in page
    register(next=form)
    assert client.post(CODE_PAGE, {"code": code()}).url == form
    assert client.get(form).status_code == 200


def test_what_was_typed_while_signed_out_is_there_after_registering(client, register, code, article):
    form = f"{article.get_absolute_url()}comment/"
    client.post(form, {"text": "An hour of thought."})
    register(next=form)
    client.post(CODE_PAGE, {"code": code()})
    assert "An hour of thought.</textarea>" in client.get(form).content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"username": "ab"}, "A pen name has 3 to 30 characters; this one has 2."),
        ({"username": "a" * 31}, "A pen name has 3 to 30 characters; this one has 31."),
        ({"username": "två ord"}, "Use only the letters A to Z, digits, - and _"),
        ({"username": ""}, "This field is required."),
        ({"email": "heron"}, "Enter a valid email address."),
        (
            {"email": f"h@{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 20}.example"},
            "at most 254 characters",
        ),
        ({"password1": "short"}, "at least 8 characters"),
        ({"password1": "QuietHeron"}, "too similar"),
    ],
)
def test_bad_input_keeps_what_was_typed_and_says_what_to_do(register, typed, wrong, said):
    page = register(**wrong).content.decode()
    assert page.count(said) == 2, "above the form, and at the field"
    assert 'role="alert"' in page
    field = next(iter(wrong))
    assert f'id="id_{field}_error"' in page
    assert f'aria-describedby="id_{field}_helptext id_{field}_error"' in page
    for name in ("username", "email"):
        value = (typed | wrong)[name]
        assert not value or f'value="{value}"' in page
    assert typed["password1"] not in page
    assert not User.objects.exists() and not mail.outbox


def test_a_known_address_is_not_told_on_the_page_but_to_its_owner(client, reader, typed):
    def answers(email, name):
        visitor = Client()
        first = visitor.post("/accounts/signup/", typed | {"username": name, "email": email})
        page = visitor.get(first.url)
        wrong = visitor.post(CODE_PAGE, {"code": "0"})
        text = [
            (answer.status_code, answer.content.decode().replace(email, "ADDRESS"))
            for answer in (page, wrong)
        ]
        return first.status_code, first.url, [(status, without_tokens(page)) for status, page in text]

    assert answers(reader.email, "QuietHeron") == answers("nobody@readers.example", "QuietHeron")
    known, unknown = mail.outbox
    assert known.to == [reader.email] and "You have an account" in known.subject
    assert unknown.to == ["nobody@readers.example"] and "Your code" in unknown.subject
    assert not reader.emailaddress_set.exclude(email=reader.email).exists()


def without_tokens(page):
    return "".join(line for line in page.split('"') if len(line) != 64)


def test_a_known_address_takes_as_long_as_an_unknown_one(typed, reader, monkeypatch):
    """A hash is what takes long: one for each."""
    made = []
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", lambda *args: made.append(1) or "md5$salt$hash")
    Client().post("/accounts/signup/", typed)
    assert len(made) == 1
    Client().post("/accounts/signup/", typed | {"username": "OtherName", "email": reader.email})
    assert len(made) == 2


@pytest.fixture
def quicker(monkeypatch):
    """quicker(name, email): another sign-up is stored between the look at this one and its writing."""

    def race(name, email):
        save = AccountAdapter.save_user

        def save_second(self, *args, **kwargs):
            monkeypatch.setattr(AccountAdapter, "save_user", save)
            quicker = User.objects.create_user(name, email)
            quicker.emailaddress_set.create(email=email, verified=True)
            return save(self, *args, **kwargs)

        monkeypatch.setattr(AccountAdapter, "save_user", save_second)

    return race


@pytest.mark.parametrize("name", ["QuietHeron", "quiet_heron", "Qu1etHer0n"])
def test_of_two_who_want_a_name_at_once_the_second_is_told(register, quicker, name):
    quicker(name, "first@readers.example")
    answer = register()
    assert answer.status_code == 200
    assert "This pen name is taken" in answer.content.decode()
    assert 'value="heron@readers.example"' in answer.content.decode()
    assert not mail.outbox


def test_of_two_with_one_address_at_once_the_second_learns_nothing(register, quicker, typed):
    quicker("SomebodyElse", typed["email"])
    assert register().url == CODE_PAGE
    assert "You have an account" in mail.outbox[-1].subject
    assert User.objects.count() == 1


def test_the_database_itself_refuses_a_look_alike(reader):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("Red-Fem", "other@readers.example")


def test_a_wrong_address_is_mended_by_registering_again(client, register, code):
    register(email="wrong@readers.example", next="/comment-policy/")
    assert client.get("/accounts/signup/").url == CODE_PAGE
    again = client.post("/accounts/signup/again/")
    assert again.url == "/accounts/signup/?next=%2Fcomment-policy%2F"
    assert typed_before(client, again.url) == ["QuietHeron", "wrong@readers.example"]
    assert typed_before(client, again.url) == []
    assert register().url == CODE_PAGE
    assert client.post(CODE_PAGE, {"code": code()}).status_code == 302
    assert User.objects.get().email == "heron@readers.example"


def test_registering_again_says_the_same_where_the_address_is_known(client, register, reader):
    register(email=reader.email)
    assert client.post("/accounts/signup/again/").url == "/accounts/signup/"
    assert typed_before(client, "/accounts/signup/") == ["QuietHeron", reader.email]
    assert User.objects.get() == reader


def typed_before(client, address):
    """What the form for registering has been filled with."""
    answer = client.get(address)
    assert answer.status_code == 200
    return list(filter(None, answer.context["form"].initial.values()))


def test_nobody_takes_back_a_sign_up_that_is_not_theirs(client, register):
    register()
    stranger = Client()
    stranger.post("/accounts/login/code/", {"email": "heron@readers.example"})
    stranger.post("/accounts/signup/again/")
    assert User.objects.filter(username="QuietHeron").exists()


def test_a_confirmed_account_is_never_taken_back(reader):
    assert reader.cancel_sign_up() is False
    assert User.objects.filter(pk=reader.pk).exists()


def test_get_starts_nothing_again(client, register):
    register()
    assert client.get("/accounts/signup/again/").status_code == 405
    assert User.objects.exists()


def test_the_form_tells_password_managers_and_keyboards_what_it_asks_for(db):
    attributes = {name: field.widget.attrs for name, field in SignupForm().fields.items()}
    assert list(attributes) == ["username", "email", "password1"]
    assert [each["autocomplete"] for each in attributes.values()] == ["username", "email", "new-password"]
    assert SignupForm().fields["email"].widget.input_type == "email"
    assert not any("placeholder" in each for each in attributes.values())
    assert "maxlength" not in attributes["username"], "it would cut off what is pasted"
