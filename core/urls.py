from django.urls import re_path

from core import views

app_name = "core"
urlpatterns = [
    # Last of all addresses. Without a dot: what has one in it is a file, and /robots.txt/ is nobody's.
    re_path(r"^(?P<slug>[^/.]+)/\Z", views.page, name="page"),
]
