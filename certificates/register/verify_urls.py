"""Addresses of the public check; they stand in printed QR codes and never change."""

from django.urls import path

from certificates.register.views import verify

app_name = "verify"
urlpatterns = [
    path("", verify.form, name="form"),
    path("<uuid:uid>/", verify.certificate, name="certificate"),
]
