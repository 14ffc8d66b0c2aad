"""Addresses of the public check; they stand in printed QR codes and never change."""

from django.urls import path

from certificates.register.views import badges, offline, verify

app_name = "verify"
urlpatterns = [
    path("", verify.form, name="form"),
    path("file/", verify.file, name="file"),
    path("<uuid:uid>/", verify.certificate, name="certificate"),
    path("<uuid:uid>/badge/", badges.of_certificate, name="badge"),
    # For phones without a network. A service worker rules over the folder it comes from: this one, and nothing else.
    path("worker.js", offline.worker, name="worker"),
    path("offline/", offline.page, name="offline"),
    path("list.json", offline.known, name="list"),
    # Named in what was signed.
    path("keys/", badges.keys, name="keys"),
    path("keys/<str:key_id>/", badges.key, name="key"),
    path("issuers/<int:organisation_id>/", badges.issuer, name="issuer"),
    path("status/<int:list_id>/", badges.status, name="status"),
]
