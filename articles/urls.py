from django.urls import path, re_path

from articles import views

app_name = "articles"
# Digits as such: \d has those of every script, and each would be another address of the same story.
# In whatever spelling: articles.access leads to the right one.
STORY = r"^(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/(?P<day>[0-9]{2})/(?P<slug>[^/]+)/"
# As people copy and type it: without the last slash, with a query or a fragment that was encoded like the rest.
TYPED = r"^(?P<year>[0-9]{4})/(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<slug>[^/?#]+)/?(?:[?#].*)?"
urlpatterns = [
    re_path(rf"{STORY}\Z", views.story, name="story"),
    re_path(rf"{TYPED}\Z", views.story_as_typed, name="story_typed"),
    path("section/<str:slug>/", views.section, name="section"),
]
