from django.urls import path, re_path

from articles import views

app_name = "articles"
urlpatterns = [
    re_path(
        r"^(?P<year>\d{4})/(?P<month>\d{2})/(?P<day>\d{2})/(?P<slug>[\w-]+)/$", views.story, name="story"
    ),
    path("section/<slug:slug>/", views.section, name="section"),
]
