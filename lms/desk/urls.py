"""Addresses of this app."""

from django.urls import path

from lms.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("me/", views.me, name="me"),
    path("me/looks/", views.looks, name="looks"),
    path("me/records/", views.records, name="records"),
    path("me/records/<int:record_id>/", views.record, name="record"),
]
