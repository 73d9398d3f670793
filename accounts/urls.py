from django.urls import path

from accounts import invitations, views

app_name = "accounts"
urlpatterns = [
    path("", views.account, name="account"),
    path("signup/", views.SignUpView.as_view(), name="sign_up"),
    path("signup/again/", views.start_again, name="start_again"),
    path("login/code/confirm/", views.ConfirmLoginCodeView.as_view(), name="confirm_login_code"),
    path("confirm-email/", views.ConfirmEmailVerificationCodeView.as_view(), name="confirm_email"),
    path("pen-name/", views.ChooseNameView.as_view(), name="choose_name"),
    path("password/reset/confirm/", views.ConfirmPasswordResetCodeView.as_view(), name="confirm_reset"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("sessions/end/", views.end_sessions, name="end_sessions"),
    path("erase/", views.erase, name="erase"),
    path("erased/", views.erased, name="erased"),
]
