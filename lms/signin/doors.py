"""Addresses where others would have signed people in, mounted at the root before theirs."""

from django.urls import path, re_path

from lms.signin import views

urlpatterns = [
    path("admin/login/", views.to_sign_in),
    path("_util/login/", views.to_sign_in),
    re_path(r"^admin/password_reset/", views.to_sign_in),
]
