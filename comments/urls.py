from django.urls import path, re_path

from comments import views

app_name = "comments"
story = r"^(?P<year>\d{4})/(?P<month>\d{2})/(?P<day>\d{2})/(?P<slug>[\w-]+)/"
urlpatterns = [
    re_path(story + r"comment/$", views.post, name="post"),
    re_path(story + r"thread/(?P<number>\d{1,9})/$", views.thread, name="thread"),
    path("comments/<int:pk>/", views.permalink, name="permalink"),
    path("comments/<int:pk>/reply/", views.reply, name="reply"),
    path("comments/<int:pk>/report/", views.report, name="report"),
    path("comments/<int:pk>/report/thanks/", views.thanks, name="thanks"),
    path("comments/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("comments/mine/", views.mine, name="mine"),
    path("comment-policy/", views.policy, name="policy"),
]
