"""Addresses of this app."""

from django.urls import path

from certificates.schemes.views import openings, progress

app_name = "schemes"
urlpatterns = [
    path("", progress.index, name="index"),
    path("classes/", openings.classes, name="classes"),
    path("classes/<int:cohort_id>/apply/", openings.apply, name="apply"),
    path("<int:traineeship_id>/give-up/", openings.give_up, name="give_up"),
    path("<int:traineeship_id>/", progress.detail, name="progress"),
]
