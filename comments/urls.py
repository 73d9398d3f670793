from django.urls import path, re_path

from articles.urls import STORY
from comments import views
from core.numbers import NUMBER, SMALL_NUMBER

app_name = "comments"
comment = rf"^comments/(?P<pk>{NUMBER})/"
urlpatterns = [
    re_path(rf"{STORY}comment/$", views.post, name="post"),
    re_path(rf"{STORY}thread/(?P<number>{SMALL_NUMBER})/$", views.thread, name="thread"),
    re_path(rf"{comment}$", views.permalink, name="permalink"),
    re_path(rf"{comment}reply/$", views.reply, name="reply"),
    re_path(rf"{comment}report/$", views.report, name="report"),
    re_path(rf"{comment}report/thanks/$", views.thanks, name="thanks"),
    re_path(rf"{comment}withdraw/$", views.withdraw, name="withdraw"),
    path("comments/mine/", views.mine, name="mine"),
    path("comment-policy/", views.policy, name="policy"),
]
