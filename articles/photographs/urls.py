from django.urls import re_path

from articles.photographs import views

urlpatterns = [
    re_path(r"^(?P<path>[0-9a-f]{2}/[0-9a-f]{20}-\d{1,5}\.(?:avif|webp|jpg))$", views.rendition),
]
