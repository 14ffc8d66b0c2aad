"""What the installation decides: the SMS gateway, the key of its certificates, exams and teaching."""

from urllib.parse import urlsplit

from lms.settings.place import BASE_URL, env

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

# What arrives this long after the bell was sent before it: a slow network must not cost an answer.
EXAM_GRACE_SECONDS: int = env.int("EXAM_GRACE_SECONDS", 5)
# A mentor may log a teaching session this many days afterwards.
TEACHING_LOG_DAYS: int = env.int("TEACHING_LOG_DAYS", 30)

# The key certificates are signed with, EC P-256: a PEM file, or a PKCS#11 token named by its driver; in one PEM file
# its certificate first, then those that vouch for it. With DEBUG one is made in DATA_DIR/issuer.
ISSUER_KEY_FILE: str = env.str("ISSUER_KEY_FILE", "")
ISSUER_KEY_PASSWORD: str = env.str("ISSUER_KEY_PASSWORD", "")
ISSUER_CERTIFICATES_FILE: str = env.str("ISSUER_CERTIFICATES_FILE", "")
ISSUER_PKCS11_MODULE: str = env.str("ISSUER_PKCS11_MODULE", "")
ISSUER_PKCS11_TOKEN: str = env.str("ISSUER_PKCS11_TOKEN", "")
ISSUER_PKCS11_PIN: str = env.str("ISSUER_PKCS11_PIN", "")
ISSUER_PKCS11_LABEL: str = env.str("ISSUER_PKCS11_LABEL", "")
# A time-stamp authority (RFC 3161), and whether nothing is issued while it does not answer.
TIMESTAMP_URL: str = env.str("TIMESTAMP_URL", "")
TIMESTAMP_SECONDS: float = env.float("TIMESTAMP_SECONDS", 5.0)
TIMESTAMP_REQUIRED: bool = env.bool("TIMESTAMP_REQUIRED", False)

# The key that heads over the records are signed with, Ed25519 in a PEM file, and the public lines of those it follows.
# With DEBUG one is made in DATA_DIR/seal. The origin names the installation on every head.
SEAL_KEY_FILE: str = env.str("SEAL_KEY_FILE", "")
SEAL_KEY_PASSWORD: str = env.str("SEAL_KEY_PASSWORD", "")
SEAL_OLD_KEYS: list[str] = env.list("SEAL_OLD_KEYS", [])
# Keeps the head that was signed last where SQL does not reach; beside the key if no file is named.
SEAL_LAST_FILE: str = env.str("SEAL_LAST_FILE", "")
# Who is mailed the first head of every day: auditors outside the house.
SEAL_MAIL_TO: list[str] = env.list("SEAL_MAIL_TO", [])
SEAL_ORIGIN: str = env.str("SEAL_ORIGIN", "") or f"{urlsplit(BASE_URL).netloc}/records"

# The mail server, such as smtp+tls://user:password@host:587; without one nothing is mailed but shown in the log.
_mail = env.dj_email_url("EMAIL_URL", "console:")
EMAIL_BACKEND: str = _mail["EMAIL_BACKEND"]
EMAIL_HOST: str = _mail["EMAIL_HOST"]
EMAIL_PORT: int = _mail["EMAIL_PORT"] or 25
EMAIL_HOST_USER: str = _mail["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD: str = _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS: bool = _mail["EMAIL_USE_TLS"]
EMAIL_USE_SSL: bool = _mail["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL: str = env.str("EMAIL_FROM", "") or EMAIL_HOST_USER or "xinglin@localhost"
# Programs that read: calls a token may make in one minute.
API_CALLS_A_MINUTE: int = env.int("API_CALLS_A_MINUTE", 120)
# Learning record stores are asked over https at public addresses; on also at private ones, and over http.
LRS_ALLOW_PRIVATE: bool = env.bool("LRS_ALLOW_PRIVATE", False)
LRS_SECONDS: float = env.float("LRS_SECONDS", 20.0)
