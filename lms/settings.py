"""Every setting once, typed, from the environment.

Without any environment the product runs on one machine with SQLite, files on disk and a broker that needs no
server. ``DATABASE_URL``, ``BROKER_URL`` and ``CACHE_URL`` move it to PostgreSQL and Redis; see ``docs/operate.md``.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from environs import Env

from lms.secrets import Secrets

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).absolute()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG: bool = env.bool("DEBUG", False)
# In production the three secrets come from the environment; elsewhere they are made once and kept beside the data.
_secrets = Secrets(DATA_DIR / "secrets.json")
SECRET_KEY: str = env.str("SECRET_KEY", "") or _secrets.text("SECRET_KEY")
ID_NUMBER_KEY: bytes = bytes.fromhex(env.str("ID_NUMBER_KEY", "") or _secrets.text("ID_NUMBER_KEY"))
ID_NUMBER_HASH_KEY: bytes = bytes.fromhex(env.str("ID_NUMBER_HASH_KEY", "") or _secrets.text("ID_NUMBER_HASH_KEY"))

ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
HOST: str = env.str("HOST", "127.0.0.1")
PORT: int = env.int("PORT", 8000)
WEB_WORKERS: int = env.int("WEB_WORKERS", 2)
# The address people reach the site at; it is printed in QR codes, so it must be right in production.
BASE_URL: str = env.str("BASE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SITE_ID = 1

INSTALLED_APPS = [
    "lms.kit",
    "lms.site",
    "lms.audit",
    "lms.people",
    "lms.jobs",
    "lms.notices",
    "lms.exchange",
    "lms.signin",
    "lms.records",
    "courses.catalogue",
    "courses.live",
    "courses.exams",
    "courses.mentoring",
    "certificates.credits",
    "certificates.schemes",
    "certificates.register",
    "lms.coverage",
    "lms.desk",
    "lms.demo",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "lms.site.middleware.security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lms.signin.middleware.second_factor",
    "lms.site.middleware.plain_not_found",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.site.context.site",
            ],
        },
    },
]

# --- Data ---------------------------------------------------------------------------------------------------------

DATABASES: dict[str, Any] = {
    "default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'xinglin.sqlite3'}", conn_max_age=60)
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Writers queue for the lock at BEGIN; Django's default takes it at the first write, when it is too late to wait.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits live in the cache, so it is shared by all processes: a table unless CACHE_URL names a server.
_table: dict[str, Any] = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
CACHES: dict[str, Any] = {
    "default": env.dj_cache_url("CACHE_URL") if env.str("CACHE_URL", "") else _table,
    "table": _table,
}
if CACHES["default"]["BACKEND"].endswith(".RedisCache"):
    # The server gone must not mean nobody can sign in: the table stands in for it.
    CACHES["default"]["BACKEND"] = "lms.kit.cache.SteadyRedisCache"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())

# --- People and signing in ----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Person"
# One door only: by phone, through allauth, past the second factor.
AUTHENTICATION_BACKENDS = ["lms.signin.backends.PhoneBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# Proxies in front of us that we run ourselves: the address a rate limit counts is the one the outermost saw.
ALLAUTH_TRUSTED_PROXY_COUNT: int = env.int("TRUSTED_PROXY_COUNT", 0)
ACCOUNT_ADAPTER = "lms.signin.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"phone"}
# Nobody signs up; the list only tells allauth that people have a phone and may have a password.
ACCOUNT_SIGNUP_FIELDS = ["phone*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 300
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 3
ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "lms.signin.forms.PasswordForm",
    "request_login_code": "lms.signin.forms.PhoneForm",
    "confirm_login_code": "lms.signin.forms.CodeForm",
    "change_password": "lms.signin.forms.ChangePasswordForm",
    "set_password": "lms.signin.forms.SetPasswordForm",
    "reauthenticate": "lms.signin.forms.PasswordAgainForm",
}
# A class of sixty signs in from one hospital's network at the same minute; one phone asks once a minute.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "60/m/ip,600/h/ip,1/m/key,10/h/key,30/d/key",
    "login": "90/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
}
MFA_ADAPTER = "lms.signin.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "lms.signin.forms.FactorForm",
    "reauthenticate": "lms.signin.forms.FactorAgainForm",
    "activate_totp": "lms.signin.forms.AppForm",
    "add_webauthn": "lms.signin.forms.PasskeyForm",
    "edit_webauthn": "lms.signin.forms.RenamePasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "杏林 Xinglin"
# One step of 30 seconds either way: phones' clocks are not exact. A code still works once only.
MFA_TOTP_TOLERANCE: int = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
# Who has an admin role signs in anew every working day.
ADMIN_SESSION_AGE: timedelta = timedelta(hours=12)

# --- Work in the background ---------------------------------------------------------------------------------------

BROKER_URL: str = env.str("BROKER_URL", "filesystem://")
CELERY_BROKER_URL = BROKER_URL
if BROKER_URL.startswith("filesystem://"):
    _broker = DATA_DIR / "broker"
    for _folder in ("queue", "processed", "control"):
        (_broker / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker / "queue"),
        "data_folder_out": str(_broker / "queue"),
        "control_folder": str(_broker / "control"),
        "processed_folder": str(_broker / "processed"),
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "resend what was not acknowledged": {"task": "kit.sweep", "schedule": timedelta(seconds=20)},
    "settle lectures that have ended": {"task": "live.settle_due", "schedule": timedelta(minutes=1)},
    "close sittings whose time is over": {"task": "exams.close_due", "schedule": timedelta(seconds=30)},
    "recompute progress": {"task": "schemes.sweep", "schedule": timedelta(hours=6)},
}

# --- Files and pages ----------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
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
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
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

# --- Words and time -----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "lms" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- SMS ----------------------------------------------------------------------------------------------------------

# One of the folders of lms/notices/channels that can send a short message: "console" or "tencent".
SMS_CHANNEL: str = env.str("SMS_CHANNEL", "") or "console"
# The console shows codes to whoever reads it: outside development somebody must have asked for it by name.
SMS_CHANNEL_CHOSEN: bool = bool(env.str("SMS_CHANNEL", ""))
# Channels that carry notices besides the inbox.
NOTICE_CHANNELS: list[str] = env.list("NOTICE_CHANNELS", [])
TENCENT_SMS = {
    "secret_id": env.str("TENCENT_SMS_SECRET_ID", ""),
    "secret_key": env.str("TENCENT_SMS_SECRET_KEY", ""),
    "app_id": env.str("TENCENT_SMS_APP_ID", ""),
    "sign_name": env.str("TENCENT_SMS_SIGN_NAME", ""),
    "code_template": env.str("TENCENT_SMS_CODE_TEMPLATE", ""),
    "notice_template": env.str("TENCENT_SMS_NOTICE_TEMPLATE", ""),
    "region": env.str("TENCENT_SMS_REGION", "ap-guangzhou"),
}

# --- Exams and teaching -------------------------------------------------------------------------------------------

# What arrives this long after the bell was sent before it: a slow network must not cost an answer.
EXAM_GRACE_SECONDS: int = env.int("EXAM_GRACE_SECONDS", 5)
# A mentor may log a teaching session this many days afterwards.
TEACHING_LOG_DAYS: int = env.int("TEACHING_LOG_DAYS", 30)

# --- Security -----------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF, "https:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_COOKIE_HTTPONLY = True
if BASE_URL.startswith("https://"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31536000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # These tell each of their steps at INFO.
    "loggers": {name: {"level": "WARNING"} for name in ("weasyprint", "fontTools", "celery.beat")},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
}
