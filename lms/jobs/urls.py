"""Addresses of this app."""

from django.urls import URLPattern, path

from lms.jobs import views

app_name = "jobs"


def pages() -> list[URLPattern]:
    """Return the pages, made anew: the admin puts its own gate in front of those it mounts."""
    return [
        path("", views.jobs, name="jobs"),
        path("<int:job_id>/", views.job, name="job"),
        path("<int:job_id>/cancel/", views.cancel, name="cancel"),
        path("<int:job_id>/file/", views.file, name="file"),
    ]


urlpatterns = pages()
