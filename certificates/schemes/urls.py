"""Addresses of this app."""

from django.urls import path

from certificates.schemes.views import progress

app_name = "schemes"
urlpatterns = [
    path("", progress.index, name="index"),
    path("<int:traineeship_id>/", progress.detail, name="progress"),
]
