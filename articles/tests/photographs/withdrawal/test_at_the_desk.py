"""The page at the desk on which a photo is withdrawn and brought back."""

from django.test import Client

from articles.models import Slide
from articles.tests.photographs.withdrawal.looking import REASON, WITHDRAWN, address, page_of


def test_an_editor_withdraws_and_another_brings_back(client, desk, story, photo, other_editor):
    assert address(photo) in desk.get(f"/admin/articles/photo/{photo.pk}/change/").content.decode()
    page = desk.get(address(photo)).content.decode()
    assert f"/admin/articles/article/{story.pk}/change/" in page and "bring_back" not in page
    answer = desk.post(address(photo), {"action": "seal", "words": REASON}, follow=True)
    page = answer.content.decode()
    assert "Withdrawn: no page shows it any more" in page and REASON in page and "IrisVale" in page
    assert WITHDRAWN in page_of(client, story)
    desk.force_login(other_editor)
    desk.post(address(photo), {"action": "bring_back", "words": ""})
    photo.refresh_from_db()
    assert photo.withdrawn_at is None


def test_what_is_refused_comes_back_with_its_words(desk, photo, editor):
    answer = desk.post(address(photo), {"action": "seal", "words": " "})
    assert answer.status_code == 422 and "Say why" in answer.content.decode()
    photo.withdraw(editor, REASON)
    answer = desk.post(address(photo), {"action": "bring_back", "words": "An hour of thought"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Another editor can bring it back" in page and "An hour of thought" in page


def test_a_double_click_withdraws_once_and_is_told_so(desk, photo):
    for _ in range(2):
        answer = desk.post(address(photo), {"action": "seal", "words": REASON}, follow=True)
    assert photo.withdrawals.count() == 1
    assert "Withdrawn: no page shows it any more" in answer.content.decode()


def test_who_comes_second_is_told_how_things_stand(desk, photo, withdraw, other_editor):
    withdraw(by=other_editor)
    answer = desk.post(address(photo), {"action": "seal", "words": "An hour of thought"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Somebody has decided about it meanwhile" in page
    assert "An hour of thought" in page and "JonasWick" in page and photo.withdrawals.count() == 1


def test_to_who_withdrew_it_the_page_says_that_another_can_bring_it_back(desk, photo, withdraw):
    withdraw()
    page = desk.get(address(photo)).content.decode()
    assert "Another editor than you" in page and "bring_back" not in page


def test_who_may_not_withdraw_is_refused_and_not_led_there(moderator, reader, make_staff, photo):
    for user, expected in ((moderator, 403), (reader, 302)):
        client = Client()
        client.force_login(user)
        assert client.get(address(photo)).status_code == expected
        client.post(address(photo), {"action": "seal", "words": REASON})
    photo.refresh_from_db()
    assert photo.withdrawn_at is None


def test_the_list_shows_what_was_withdrawn(desk, photo, withdraw, make_photo):
    make_photo(caption="The other")
    withdraw()
    page = desk.get("/admin/articles/photo/", {"withdrawn": "yes"}).content.decode()
    assert "Who sat where" in page and "The other" not in page
    assert page.count(">withdrawn<") >= 2, "in the place of its picture, and of how much is made"


def test_a_slide_of_it_says_so_in_the_story_s_form(desk, story, withdraw):
    withdraw()
    assert Slide.objects.filter(article=story, revision=None).count() == 2
    page = desk.get(f"/admin/articles/article/{story.pk}/change/").content.decode()
    assert ">withdrawn<" in page
