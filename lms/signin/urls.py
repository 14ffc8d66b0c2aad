"""Addresses of this app, mounted before allauth's: the first that matches answers."""

from django.urls import path, re_path

from lms.signin import views

app_name = "signin"
urlpatterns = [
    path("", views.account_page, name="account"),
    path("help/", views.help_page, name="help"),
    path("login/", views.SignInView.as_view(), name="sign_in"),
    path("login/code/", views.to_sign_in),
    path("login/code/confirm/", views.CodeView.as_view(), name="code"),
    path("login/password/", views.PasswordView.as_view(), name="password"),
    path("signup/", views.help_page),
    path("password/reset/", views.help_page),
    re_path(r"^(?:email|confirm-email|phone|password/reset)/", views.gone),
]
