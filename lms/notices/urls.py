"""Addresses of this app; mounted at the root."""

from django.urls import path

from lms.notices import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.inbox, name="inbox"),
    path("notices/read/", views.read_all, name="read_all"),
    path("notices/<int:pk>/open/", views.open_notice, name="open"),
    path("_dev/sms/", views.short_messages, name="short_messages"),
]
