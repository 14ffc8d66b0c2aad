"""Addresses of this app."""

from django.urls import URLPattern, path

from courses.exams.views import phone as views
from courses.exams.views import sync

app_name = "exams"
urlpatterns: list[URLPattern] = [
    path("", views.exam_list, name="list"),
    path("<int:exam_id>/", views.exam, name="exam"),
    path("<int:exam_id>/start/", views.start, name="start"),
    path("sittings/<int:sitting_id>/", views.sitting, name="sitting"),
    path("sync/", sync.sync, name="sync"),
    path("sittings/<int:sitting_id>/stage/", sync.stage, name="stage"),
    path("sittings/<int:sitting_id>/clock/", views.clock, name="clock"),
    path("sittings/<int:sitting_id>/submit/", views.submit, name="submit"),
    path("sittings/<int:sitting_id>/receipt/", views.receipt, name="receipt"),
]
