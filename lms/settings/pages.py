"""Files, pages, words and time."""

from typing import Any

from lms.settings.place import BASE_DIR, BASE_URL, DATA_DIR, DEBUG, env

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
# What pages load of other people's JavaScript, as npm installed it.
STATICFILES_DIRS = [("vendor/idb", BASE_DIR / "node_modules" / "idb" / "build")]
FILE_UPLOAD_PERMISSIONS = 0o600
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
PRIVATE_ROOT = DATA_DIR / "private"
# Serve collected, compressed files (production, `make run`) or each app's own as they are edited.
SERVE_COLLECTED: bool = env.bool("SERVE_COLLECTED", not DEBUG)
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Uploads, reports and certificates: never reachable by address, only through a view that asks who you are.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "lms.site.storage.HashedStaticFiles"
        if SERVE_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not SERVE_COLLECTED
WHITENOISE_MAX_AGE = 60 if SERVE_COLLECTED else 0
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

WAGTAIL_SITE_NAME = "杏林"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_FRONTEND_LOGIN_URL = "/account/login/"
WAGTAILADMIN_LOGIN_URL = "/account/login/"
WAGTAILDOCS_EXTENSIONS = ["pdf", "mp4", "m4a", "mp3"]
# Looks into an uploaded file: its name may lie.
WAGTAILDOCS_DOCUMENT_FORM_BASE = "courses.catalogue.forms.DocumentForm"
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf"]
WAGTAIL_I18N_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "lms" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
# What somebody may choose in the admin: days and months are those of one clock, for everybody.
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
