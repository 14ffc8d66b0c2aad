"""Addresses of this app."""

from django.urls import path

from lms.site.views import app, pages

app_name = "site"
urlpatterns = [
    path("healthz", pages.healthz, name="healthz"),
    path("type/", pages.type_size, name="type"),
    # A service worker rules over the folder it comes from: this one rules over the site, but for what has its own.
    path("worker.js", app.worker, name="worker"),
    path("offline/", app.offline, name="offline"),
    path("manifest.webmanifest", app.manifest, name="manifest"),
    path("icons/<str:icon_name>.png", app.icon, name="icon"),
    # Stands in for Wagtail's own address, which lacks our words.
    path("admin/jsi18n/", pages.office_words, name="office_words"),
    path("_dev/components/", pages.components, name="components"),
]
