"""Headers, cookies, logs."""

import logging
from typing import Any

from csp.constants import NONCE, NONE, SELF

from lms.settings.place import BASE_URL, env

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF, "https:"],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
# W019: Wagtail shows previews of pages in a frame of its own admin. W005, W021: HSTS speaks of this name alone. Its
# sister sites of the same hospital may have no certificate, and a browser's built-in list cannot be left again.
SILENCED_SYSTEM_CHECKS = ["security.W019", "security.W005", "security.W021"]
# Whole ID numbers: so many a day and person on the page and in files, and for so long on the screen.
ID_NUMBERS_A_DAY = env.int("ID_NUMBERS_A_DAY", 20)
ID_NUMBERS_EXPORTED_A_DAY = env.int("ID_NUMBERS_EXPORTED_A_DAY", 2000)
ID_NUMBER_SECONDS = env.int("ID_NUMBER_SECONDS", 60)
SESSION_COOKIE_HTTPONLY = True
if BASE_URL.startswith("https://"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31536000)
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a refused or failed request is worth a line: that something is down is what ``/healthz`` is asked for."""
    return getattr(getattr(record, "request", None), "path", "") != "/healthz"


# Those at WARNING tell each of their steps at INFO; kombu warns that a broker made of files has no host name. Django is
# named so that it has no handler of its own, which would tell everything twice in development.
_LEVELS = {"django": "INFO", "kombu": "ERROR"}
_LEVELS |= dict.fromkeys(("weasyprint", "fontTools", "celery", "django_tasks", "wagtail"), "WARNING")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"news": {"()": "django.utils.log.CallbackFilter", "callback": _is_news}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["news"]}},
    "loggers": {name: {"level": level} for name, level in _LEVELS.items()},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
}
