"""Addresses of questions in and out, below ``/admin/``."""

from django.urls import path

from courses.exams.views import imports as views

app_name = "question_imports"
urlpatterns = [
    path("", views.history, name="history"),
    path("new/", views.upload, name="upload"),
    path("template/", views.template, name="template"),
    path("export/", views.export, name="export"),
    path("<int:import_id>/", views.report, name="report"),
    path("<int:import_id>/check/", views.check, name="check"),
    path("<int:import_id>/answer/", views.answer, name="answer"),
    path("<int:import_id>/approve/", views.approve, name="approve"),
    path("<int:import_id>/marked/", views.marked, name="marked"),
]
