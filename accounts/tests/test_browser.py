"""Registering as a reader does it: from the story to the code in the mail and back, with and without JavaScript."""


def register(page, article, code, look=lambda page: None):
    """From the story to the comment form, through sign-in, sign-up and the code; what is written there is posted."""
    page.goto(article.get_absolute_url())
    page.get_by_role("link", name="Write a comment").click()
    page.get_by_role("main").get_by_role("link", name="register").click()
    page.get_by_label("Pen name").fill("QuietHeron")
    page.get_by_label("Email address").fill("heron@readers.example")
    page.get_by_label("Password").fill("harbour-light-9")
    look(page)
    page.get_by_role("button", name="Register").click()
    page.get_by_role("heading", name="Type your code").wait_for()
    look(page)
    page.get_by_label("Code").fill(code())
    page.get_by_role("button", name="Confirm the address").click()
    page.get_by_label("Your comment").fill("Written by somebody new.")
    page.get_by_role("button", name="Post comment").click()
    page.get_by_text("Written by somebody new.").wait_for()
    assert page.get_by_role("link", name="QuietHeron").first.is_visible()


def test_a_reader_registers_on_a_phone_and_is_back_at_the_comment_form(phone, article, code, axe):
    register(phone, article, code, axe)


def test_and_without_javascript(without_javascript, article, code):
    register(without_javascript, article, code)


def test_errors_are_read_out_and_targets_are_large_enough(phone, reader, axe):
    phone.goto("/accounts/login/")
    axe(phone)
    phone.get_by_label("Pen name or email address").fill("RedFern")
    phone.get_by_label("Password").fill("wrong-word-1")
    phone.get_by_role("button", name="Sign in").click()
    assert "do not belong together" in phone.get_by_role("alert").inner_text()
    assert phone.get_by_label("Pen name or email address").input_value() == "RedFern"
    axe(phone)
    for target in [*phone.locator("main input:visible").all(), *phone.locator("main button").all()]:
        assert target.bounding_box()["height"] >= 44


def test_the_account_page_stands_on_a_phone(phone, reader, signed_in, axe):
    signed_in(phone, reader).goto("/accounts/")
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_role("button", name="Sign out").click()
    assert phone.get_by_role("link", name="Sign in").is_visible()
