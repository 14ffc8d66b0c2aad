"""Addresses of this app."""

from django.urls import path

from certificates.schemes.views import openings, progress, surveys

app_name = "schemes"
urlpatterns = [
    path("", progress.index, name="index"),
    path("classes/", openings.classes, name="classes"),
    path("classes/<int:cohort_id>/apply/", openings.apply, name="apply"),
    path("<int:traineeship_id>/give-up/", openings.give_up, name="give_up"),
    path("plan/", surveys.plan, name="plan"),
    path("surveys/", surveys.index, name="surveys"),
    path("surveys/<int:paper_id>/", surveys.paper, name="survey"),
    path("surveys/<int:paper_id>/<int:page_number>/", surveys.page, name="survey_page"),
    path("surveys/<int:paper_id>/send/", surveys.send, name="survey_send"),
    path("surveys/<int:paper_id>/reopen/", surveys.reopen, name="survey_reopen"),
    path("<int:traineeship_id>/", progress.detail, name="progress"),
]
