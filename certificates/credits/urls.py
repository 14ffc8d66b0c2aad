"""Addresses of a person's own credits, and of the rules in plain words."""

from django.urls import path

from certificates.credits.views import account, outside, phone

app_name = "credits"
urlpatterns = [
    path("", account.mine, name="account"),
    path("rules/", phone.rules, name="rules"),
    path("outside/", outside.index, name="outside_list"),
    path("outside/new/", outside.new, name="outside_new"),
    path("outside/<int:recognition_id>/", outside.detail, name="outside"),
    path("outside/<int:recognition_id>/replace/", outside.replace, name="outside_replace"),
    path("outside/<int:recognition_id>/withdraw/", outside.withdraw, name="outside_withdraw"),
    path("outside/<int:recognition_id>/file/", outside.file, name="outside_file"),
]
