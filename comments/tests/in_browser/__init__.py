from playwright.sync_api import expect


def reply_link(page):
    return page.get_by_role("link", name="Reply to Northwind")


def open_reply(page):
    reply_link(page).click()
    field = page.get_by_label("Your reply to Northwind")
    expect(field).to_be_focused()
    return field
