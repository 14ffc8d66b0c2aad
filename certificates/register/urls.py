"""Addresses of a holder's own certificates."""

from django.urls import path

from certificates.register.views import badges, mine

app_name = "register"
urlpatterns = [
    path("", mine.index, name="index"),
    path("<str:number>/pdf/", mine.pdf, name="pdf"),
    path("<str:number>/badge/", badges.mine, name="badge"),
]
