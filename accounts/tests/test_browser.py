"""Registering as a reader does it: from the story to the code in the mail and back, with and without JavaScript."""

import pytest


def register(page, article, name, code, axe=None):
    page.goto(article.get_absolute_url())
    page.get_by_role("link", name="Write a comment").or_(
        page.get_by_role("link", name="Sign in to comment")
    ).first.click()
    page.get_by_role("main").get_by_role("link", name="register").click()
    page.get_by_label("Pen name").fill(name)
    page.get_by_label("E-mail address").fill(f"{name.lower()}@readers.example")
    page.get_by_label("Password").fill("harbour-light-9")
    if axe:
        axe(page)
    page.get_by_role("button", name="Register").click()
    page.get_by_role("heading", name="Type your code").wait_for()
    if axe:
        axe(page)
    page.get_by_label("Code").fill(code())
    page.get_by_role("button", name="Confirm the address").click()


@pytest.mark.parametrize("device", ["phone", "without_javascript"])
def test_a_reader_registers_and_is_back_at_the_comment_form(request, device, article, code, axe, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    page = request.getfixturevalue(device)
    name = f"Heron-{device[:5]}"
    register(page, article, name, code, axe if device == "phone" else None)
    assert page.url.endswith(f"{article.get_absolute_url()}comment/")
    assert page.get_by_role("link", name=name).is_visible()
    page.get_by_label("Your comment").fill("Written by somebody new.")
    page.get_by_role("button", name="Post comment").click()
    assert page.get_by_text("Written by somebody new.").is_visible()


def test_errors_are_read_out_and_targets_are_large_enough(phone, reader, axe):
    phone.goto("/accounts/login/")
    axe(phone)
    phone.get_by_label("Pen name or e-mail address").fill("RedFern")
    phone.get_by_label("Password").fill("wrong-word-1")
    phone.get_by_role("button", name="Sign in").click()
    assert "do not belong together" in phone.get_by_role("alert").inner_text()
    assert phone.get_by_label("Pen name or e-mail address").input_value() == "RedFern"
    axe(phone)
    for target in [*phone.locator("main input:visible").all(), *phone.locator("main button").all()]:
        assert target.bounding_box()["height"] >= 44


def test_the_account_page_stands_on_a_phone(phone, reader, signed_in, axe):
    signed_in(phone, reader).goto("/accounts/")
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_role("button", name="Sign out").click()
    assert phone.get_by_role("link", name="Sign in").is_visible()
