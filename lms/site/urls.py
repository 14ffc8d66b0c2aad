"""Addresses of this app."""

from django.urls import path

from lms.site import views

app_name = "site"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("type/", views.type_size, name="type"),
    # Stands in for Wagtail's own address, which lacks our words.
    path("admin/jsi18n/", views.office_words, name="office_words"),
    path("_dev/components/", views.components, name="components"),
]
