"""Credits in the Wagtail admin."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from certificates.credits.views.recognitions import RecognitionViewSet


@hooks.register("register_admin_viewset")
def recognitions() -> ViewSet:
    """Register the certificates from elsewhere."""
    return RecognitionViewSet("recognition")
