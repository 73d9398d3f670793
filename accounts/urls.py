from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.account, name="account"),
    path("signup/", views.SignUpView.as_view(), name="sign_up"),
    path("signup/again/", views.start_again, name="start_again"),
    path("erase/", views.erase, name="erase"),
    path("erased/", views.erased, name="erased"),
]
