"""What is no object's number is found nowhere, and fails nowhere: in addresses, forms and choices."""

import pytest
from django.contrib import admin

from core.admin.base import OneRowAdmin

# Of a thing that there is once there is a form, and no list.
LISTED = [model for model, desk in admin.site._registry.items() if not isinstance(desk, OneRowAdmin)]
LISTS = sorted(f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in LISTED)
# No number, none that a database has, and what PostgreSQL takes in no text.
NO_KEYS = ["9" * 19, "-" + "9" * 30, "9" * 5000, "1\0", "abc", ""]


@pytest.mark.parametrize("listing", LISTS)
@pytest.mark.parametrize("key", NO_KEYS)
def test_no_key_of_an_object_fails(keeper, db, listing, key):
    where = "".join(f"%{byte:02X}" for byte in key.encode()) or "x"
    tails = ["", "change/", "history/", "delete/", "password/"]
    assert max(keeper.get(f"{listing}{where}/{tail}").status_code for tail in tails) < 500


@pytest.mark.parametrize("key", NO_KEYS)
def test_no_key_among_those_chosen_for_an_action_fails(keeper, article, post, reader, key):
    comment = post()
    data = {"_selected_action": [key, comment.pk], f"seen-{comment.pk}": "0-0"}
    assert keeper.post("/admin/comments/comment/", data | {"action": "approve"}).status_code == 302
    assert comment.decisions.count() == 1, "the others are decided"
    data[f"seen-{comment.pk}"] = f"{key}-{key}"
    assert keeper.post("/admin/comments/comment/", data | {"action": "remove_as_spam"}).status_code == 302
    data = {"action": "deactivate", "_selected_action": [key, reader.pk]}
    assert keeper.post("/admin/accounts/user/", data).status_code == 302
    reader.refresh_from_db()
    assert not reader.is_active


@pytest.mark.parametrize("key", NO_KEYS)
def test_no_key_in_a_form_fails(keeper, draft, reader, key):
    address = f"/admin/articles/article/{draft.pk}/change/"
    rows = {}
    for prefix in ("all_slides", "all_contributions", "discussion"):
        rows |= {f"{prefix}-{which}_FORMS": 1 for which in ("TOTAL", "INITIAL")}
        rows |= {f"{prefix}-0-{name}": key for name in ("id", "photo", "contributor", "position", "article")}
    sent = [
        (address, rows | {"section": key, "headline": "Typed"}),
        (address, rows | {"section": draft.section_id, "seen": "another's", "over": "", "headline": "Typed"}),
        (
            address,
            {name: value for name, value in rows.items() if not name.endswith("-id")} | {"section": key},
        ),
        ("/admin/articles/article/add/", rows | {"section": key}),
        (f"/admin/accounts/user/{reader.pk}/change/", {"groups": [key], "email": "one@readers.example"}),
        ("/admin/accounts/user/add/", {"groups": [key], "username": "Somebody"}),
        ("/admin/auth/group/add/", {"permissions": [key], "name": "Some"}),
    ]
    assert [keeper.post(*each).status_code for each in sent] == [200] * len(sent)


@pytest.mark.parametrize("total", ["9" * 19, "2000", "-1", "abc", "", "1\0"])
@pytest.mark.parametrize("seen", ["another's", ""])
def test_a_form_has_as_many_rows_as_were_sent(keeper, draft, total, seen):
    data = {
        f"{prefix}-{which}_FORMS": total
        for prefix in ("all_slides", "all_contributions", "discussion")
        for which in ("TOTAL", "INITIAL")
    }
    data |= {"all_slides-0-caption": "Kept", "seen": seen, "section": draft.section_id}
    answer = keeper.post(f"/admin/articles/article/{draft.pk}/change/", data)
    # With fewer rows than none there is nothing to refuse.
    assert answer.status_code == (302 if total == "-1" and not seen else 200)
    assert answer.content.count(b'-caption"') < 20


@pytest.mark.parametrize("tail", ["", "reply/", "report/", "report/thanks/", "withdraw/"])
@pytest.mark.parametrize("key", ["9" * 19, "9" * 30, "9" * 5000])
def test_no_number_of_a_comment_fails(as_role, article, tail, key):
    client = as_role("reader")
    assert client.get(f"/comments/{key}/{tail}").status_code == 404
    assert client.post(f"/comments/{key}/{tail}", {"text": "x"}).status_code in (404, 405)
    assert client.get(f"{article.get_absolute_url()}thread/{key}/").status_code == 404
    assert client.get("/section/world/", {"before": key}).status_code == 404
    assert client.get("/comments/mine/", {"before": key}).status_code == 404
