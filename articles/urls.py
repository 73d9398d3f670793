from django.urls import path, re_path

from articles import views
from articles.archive import views as archive

app_name = "articles"
# [0-9], because \d takes the digits of every script, and each would make another address of the same story.
YEAR, MONTH, DAY = "(?P<year>[0-9]{4})", "(?P<month>[0-9]{2})", "(?P<day>[0-9]{2})"
# The slug can be in any spelling: articles.access redirects to the right one.
STORY = rf"^{YEAR}/{MONTH}/{DAY}/(?P<slug>[^/]+)/"
# Addresses as people copy and type them: without the last slash, or with an encoded query or fragment.
TYPED_MONTH, TYPED_DAY, END = "(?P<month>[0-9]{1,2})", "(?P<day>[0-9]{1,2})", "/?(?:[?#].*)?"
TYPED = rf"^{YEAR}/{TYPED_MONTH}/{TYPED_DAY}/(?P<slug>[^/?#]+){END}"
urlpatterns = [
    re_path(rf"{STORY}\Z", views.story, name="story"),
    re_path(rf"{TYPED}\Z", views.story_as_typed, name="story_typed"),
    path("archive/", archive.archive, name="archive"),
    re_path(rf"^{YEAR}/\Z", archive.year, name="year"),
    re_path(rf"^{YEAR}{END}\Z", archive.year, name="year_typed"),
    re_path(rf"^{YEAR}/{MONTH}/\Z", archive.month, name="month"),
    re_path(rf"^{YEAR}/{TYPED_MONTH}{END}\Z", archive.month, name="month_typed"),
    re_path(rf"^{YEAR}/{MONTH}/{DAY}/\Z", archive.day, name="day"),
    re_path(rf"^{YEAR}/{TYPED_MONTH}/{TYPED_DAY}{END}\Z", archive.day, name="day_typed"),
    path("section/<str:slug>/", views.section, name="section"),
    path("topic/<str:slug>/", views.topic, name="topic"),
    path("by/<str:slug>/", views.contributor, name="contributor"),
]
