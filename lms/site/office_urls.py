"""Pages that stand in the place of Wagtail's own, under its names."""

from django.urls import path

from lms.site.views.account import own_settings

urlpatterns = [path("account/", own_settings, name="wagtailadmin_account")]
