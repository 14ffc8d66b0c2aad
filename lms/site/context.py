"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(_request: HttpRequest) -> dict[str, Any]:
    """Return the site's own address and whether development aids are shown."""
    return {"BASE_URL": settings.BASE_URL, "DEBUG": settings.DEBUG}
