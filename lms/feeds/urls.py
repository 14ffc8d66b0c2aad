"""Addresses of this app, inside the Wagtail admin."""

from django.urls import path

from lms.feeds import views

app_name = "feeds"
urlpatterns = [
    path("", views.extract, name="extract"),
    path("stores/", views.stores, name="stores"),
    path("stores/new/", views.add, name="add"),
    path("stores/<int:store_id>/send/", views.send, name="send"),
    path("stores/<int:store_id>/stop/", views.stop, name="stop"),
]
