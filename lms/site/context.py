"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

LARGE_TYPE_COOKIE = "type"

# Which place of the tab bar an address belongs to; the longest beginning wins.
_SECTIONS = {
    "/courses/": "courses",
    "/learn/": "courses",
    "/exams/": "courses",
    "/live/": "live",
    "/mentoring/": "mentoring",
    "/me/": "me",
    "/account/": "me",
    "/certificates/": "me",
    "/credits/": "me",
    "/progress/": "home",
}


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the site's own address, whether development aids are shown, the place we are in, and the type size."""
    return {
        "BASE_URL": settings.BASE_URL,
        "DEBUG": settings.DEBUG,
        "section": section_of(request.path),
        "large_type": request.COOKIES.get(LARGE_TYPE_COOKIE) == "large",
    }


def section_of(path: str) -> str:
    """Return the place of the tab bar that ``path`` belongs to, or ``""``.

    >>> section_of("/"), section_of("/exams/3/"), section_of("/jobs/1/")
    ('home', 'courses', '')
    """
    if path == "/":
        return "home"
    return next((section for start, section in _SECTIONS.items() if path.startswith(start)), "")
