from django.urls import path, re_path

from core import views

app_name = "core"
urlpatterns = [
    re_path(r"^nameplate/(?P<digest>[0-9a-f]{16})\.(?P<kind>png|webp)\Z", views.nameplate, name="nameplate"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path(".well-known/trust.txt", views.trust_txt, name="trust_txt"),
    # Last of all addresses. Without a dot: what has one in it is a file, and /robots.txt/ is nobody's.
    re_path(r"^(?P<slug>[^/.]+)/\Z", views.page, name="page"),
]
