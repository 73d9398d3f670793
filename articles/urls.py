from django.urls import path, re_path

from articles import views

app_name = "articles"
# [0-9], because \d takes the digits of every script, and each would make another address of the same story.
# The slug can be in any spelling: articles.access redirects to the right one.
STORY = r"^(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/(?P<day>[0-9]{2})/(?P<slug>[^/]+)/"
# Addresses as people copy and type them: without the last slash, or with an encoded query or fragment.
TYPED = r"^(?P<year>[0-9]{4})/(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<slug>[^/?#]+)/?(?:[?#].*)?"
urlpatterns = [
    re_path(rf"{STORY}\Z", views.story, name="story"),
    re_path(rf"{TYPED}\Z", views.story_as_typed, name="story_typed"),
    path("section/<str:slug>/", views.section, name="section"),
    path("topic/<str:slug>/", views.topic, name="topic"),
    path("by/<str:slug>/", views.contributor, name="contributor"),
]
