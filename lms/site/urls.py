"""Addresses of this app."""

from django.urls import path

from lms.site import views

app_name = "site"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("type/", views.type_size, name="type"),
    path("_dev/components/", views.components, name="components"),
]
