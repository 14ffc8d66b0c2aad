"""Addresses of this app."""

from django.urls import path

from certificates.credits.views import phone

app_name = "credits"
urlpatterns = [path("", phone.rules, name="rules")]
