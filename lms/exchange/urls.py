"""Addresses of this app, below ``/admin/``."""

from django.urls import path

from lms.exchange import views

app_name = "exchange"
urlpatterns = [
    path("", views.history, name="history"),
    path("new/", views.upload, name="upload"),
    path("template/", views.template, name="template"),
    path("<int:upload_id>/", views.report, name="report"),
    path("<int:upload_id>/check/", views.check, name="check"),
    path("<int:upload_id>/answer/", views.answer, name="answer"),
    path("<int:upload_id>/approve/", views.approve, name="approve"),
    path("<int:upload_id>/marked/", views.marked, name="marked"),
]
