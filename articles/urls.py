from django.urls import path, re_path

from articles import views

app_name = "articles"
# Digits as such: \d has those of every script, and each would be another address of the same story.
STORY = r"^(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/(?P<day>[0-9]{2})/(?P<slug>[\w-]+)/"
urlpatterns = [
    re_path(rf"{STORY}$", views.story, name="story"),
    path("section/<slug:slug>/", views.section, name="section"),
]
