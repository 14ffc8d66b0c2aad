"""The addresses of the product."""

from django.conf import settings
from django.urls import include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    # First, because everybody asks for it: a scan costs hardly more than finding the page.
    path("verify/", include("certificates.register.verify_urls")),
    path("", include("lms.desk.urls")),
    path("", include("lms.signin.doors")),
    path("account/", include("lms.signin.urls")),
    path("account/", include("allauth.urls")),
    path("", include("lms.notices.urls")),
    path("jobs/", include("lms.jobs.urls")),
    path("learn/", include("courses.catalogue.urls")),
    path("live/", include("courses.live.urls")),
    path("exams/", include("courses.exams.urls")),
    path("mentoring/", include("courses.mentoring.urls")),
    path("progress/", include("certificates.schemes.urls")),
    path("credits/", include("certificates.credits.urls")),
    path("certificates/", include("certificates.register.urls")),
    path("api/v1/", include("lms.api.urls")),
    path("", include("lms.site.urls")),
    path("admin/", include("lms.site.office_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # Only pictures of published pages are public by address; documents go through a view that asks who you are.
    path("media/images/<path:path>", serve, {"document_root": settings.MEDIA_ROOT / "images"}),
    # Pages of the CMS come last: they answer to any address that is left.
    path("", include(wagtail_urls)),
]
